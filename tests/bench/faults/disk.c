/* LD_PRELOAD: a disk that answers every write with EIO, while the file that DISK_FAILS names is
   there. It holds all files whose path begins with what DISK_PLACE says; others are left alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int fails(int file) {
    const char *place = getenv("DISK_PLACE"), *when = getenv("DISK_FAILS");
    char link[32], path[4096];
    int saved = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t size = place && when && !access(when, F_OK) ? readlink(link, path, sizeof path) : -1;
    int is_there = size >= (ssize_t)(place ? strlen(place) : 0) && !strncmp(path, place, strlen(place));
    errno = is_there ? EIO : saved;
    return is_there;
}

#define FAILING(result, name, parameters, values)                                                  \
    result name parameters {                                                                       \
        static result(*real) parameters;                                                           \
        if (!real)                                                                                 \
            real = dlsym(RTLD_NEXT, #name);                                                        \
        return fails(file) ? -1 : real values;                                                     \
    }

FAILING(ssize_t, write, (int file, const void *from, size_t size), (file, from, size))
FAILING(ssize_t, pwrite, (int file, const void *from, size_t size, off_t at), (file, from, size, at))
FAILING(ssize_t, pwrite64, (int file, const void *from, size_t size, off64_t at),
        (file, from, size, at))
FAILING(ssize_t, writev, (int file, const struct iovec *from, int count), (file, from, count))
FAILING(ssize_t, pwritev, (int file, const struct iovec *from, int count, off_t at),
        (file, from, count, at))
FAILING(ssize_t, pwritev64, (int file, const struct iovec *from, int count, off64_t at),
        (file, from, count, at))
FAILING(ssize_t, pwritev2, (int file, const struct iovec *from, int count, off_t at, int how),
        (file, from, count, at, how))
FAILING(ssize_t, pwritev64v2, (int file, const struct iovec *from, int count, off64_t at, int how),
        (file, from, count, at, how))
FAILING(int, fsync, (int file), (file))
FAILING(int, fdatasync, (int file), (file))
FAILING(int, ftruncate64, (int file, off64_t size), (file, size))
