"""System calls that no film needs, refused by the kernel: a filter in the words of classic BPF
(seccomp(2)), for little-endian machines."""

from __future__ import annotations

import errno
import platform
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

LOAD, EQUAL, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
"""BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_RET|K."""
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
"""Where these lie in `struct seccomp_data`; of an argument, its low half."""
ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
INTERNET = 2
"""AF_INET."""
REFUSED: Mapping[str, tuple[int, int]] = {
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_send_signal": (424, 424),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    # It opens sockets, past a filter of calls.
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "unshare": (272, 97),
    "setns": (308, 268),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "mount": (165, 40),
    "umount2": (166, 39),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "personality": (135, 92),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
}
"""By their numbers on x86_64 and on aarch64."""
SOCKET = (41, 198)
LIMIT = (302, 261)
"""prlimit64, which sets limits of other processes, too."""


@dataclass(frozen=True, slots=True)
class Machine:
    """How a kernel numbers its calls: by which column of the tables, and from where on there are
    the same calls once more (x32)."""

    audit: int
    column: int
    again_from: int | None = None


MACHINES = {
    "x86_64": Machine(0xC000003E, 0, 0x40000000),
    "aarch64": Machine(0xC00000B7, 1),
}


def here() -> Machine | None:
    return MACHINES.get(platform.machine()) if platform.system() == "Linux" else None


def program(machine: Machine, *, internet: bool = False) -> bytes:
    """Refuses what no film needs, and sockets, but for those of the `internet` where something is
    served to the process. Calls of another architecture end it."""
    return b"".join(_instructions(machine, internet=internet))


def _instructions(machine: Machine, *, internet: bool) -> Iterator[bytes]:
    yield _word(LOAD, ARCHITECTURE)
    yield _word(EQUAL, machine.audit, yes=1)
    yield _word(RETURN, KILL)
    yield _word(LOAD, NUMBER)
    if machine.again_from is not None:
        yield _word(AT_LEAST, machine.again_from, no=1)
        yield _word(RETURN, REFUSE)
    for numbers in REFUSED.values():
        yield _word(EQUAL, numbers[machine.column], no=1)
        yield _word(RETURN, REFUSE)
    yield from _only(LIMIT[machine.column], 0)
    if internet:
        yield from _only(SOCKET[machine.column], INTERNET)
    else:
        yield _word(EQUAL, SOCKET[machine.column], no=1)
        yield _word(RETURN, REFUSE)
    yield _word(RETURN, ALLOW)


def _only(number: int, first: int) -> Iterator[bytes]:
    """A call that is allowed with this first argument."""
    yield _word(EQUAL, number, no=4)
    yield _word(LOAD, FIRST_ARGUMENT)
    yield _word(EQUAL, first, no=1)
    yield _word(RETURN, ALLOW)
    yield _word(RETURN, REFUSE)


def _word(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    """A `struct sock_filter`; jumps are counted in words to step over."""
    return struct.pack("<HBBI", code, yes, no, value)
