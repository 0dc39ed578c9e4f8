#!/bin/sh
# Each way in which a command ends, against the server at $SERVER: `matinee` is $MATINEE, the films
# are in the working directory. Prints what ended otherwise.
failed=0

ends_with() {
    wanted=$1
    shift
    "$@" >>out 2>>err
    status=$?
    if [ "$status" != "$wanted" ]; then
        echo "$status instead of $wanted: $*"
        failed=1
    fi
}

until_there() {
    until grep -qs "$1" "$2"; do sleep 0.05; done
}

matinee() {
    # shellcheck disable=SC2086  # the command is words
    $MATINEE "$@"
}

at_server() {
    command=$1
    shift
    matinee "$command" --server "$SERVER" --data-dir data "$@"
}

video=$(at_server upload film.mp4 --title 'Our film' --captions film.srt:de --visibility unlisted \
    --json 2>>err | sed -n 's/.*"event": "uploaded".*"video_id": "\([^"]*\)".*/\1/p')
ends_with 0 at_server show "$video" --json
ends_with 0 at_server edit "$video" --publish-at 2099-01-01 --tags 'garden, how to' --language de
ends_with 0 at_server stats "$video" --csv days
ends_with 7 at_server upload film.mp4 --if-there fail
ends_with 0 at_server delete "$video" --yes
ends_with 1 matinee upload film.mp4 --server "$SERVER" --data-dir film.mp4/below
ends_with 2 at_server upload missing.mp4
ends_with 2 at_server list --sort best
ends_with 3 at_server upload text.mp4
ends_with 3 at_server show "$video"
ends_with 4 matinee list --server http://127.0.0.1:9 --data-dir data
MATINEE_TOKEN=wrong ends_with 5 at_server list

# $MATINEE itself, for the signals to reach it; in the background a shell has SIGINT ignored.
# shellcheck disable=SC2086
env --default-signal=INT $MATINEE upload large.mp4 --server "$SERVER" --data-dir data --limit 1k \
    --json >events 2>>err &
until_there '"uploading"' events
ends_with 6 at_server upload film.mp4
kill -INT $!
ends_with 130 wait $!

# shellcheck disable=SC2086
$MATINEE upload --server "$SERVER" --data-dir data --limit 1k --json >again 2>>err &
until_there '"uploading"' again
kill -TERM $!
ends_with 143 wait $!
ends_with 0 at_server upload large.mp4

(
    at_server list --json 2>>err
    echo $? >status
) | :
until [ -s status ]; do sleep 0.05; done
ends_with 141 sh -c 'exit "$(cat status)"'

exit "$failed"
