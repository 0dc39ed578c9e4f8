"""The filter of system calls, read as the kernel reads it, for each kind of processor."""

from __future__ import annotations

import struct

import pytest

from backend.transcode.confine import seccomp
from backend.transcode.confine.seccomp import ALLOW, KILL, MACHINES, REFUSE, REFUSED, Machine

READ, EXECVE, CLONE = (0, 63), (59, 221), (56, 220)
UNIX, INTERNET_6, NETLINK = 1, 10, 16


def verdict(program: bytes, number: int, audit: int, first: int = 0) -> int:
    """What becomes of a call; a jump out of the program would be an IndexError."""
    words = list(struct.iter_unpack("<HBBI", program))
    data = {seccomp.NUMBER: number, seccomp.ARCHITECTURE: audit, seccomp.FIRST_ARGUMENT: first}
    at = loaded = 0
    while True:
        code, yes, no, value = words[at]
        at += 1
        if code == seccomp.RETURN:
            return int(value)
        if code == seccomp.LOAD:
            loaded = data[value]
        else:
            is_so = loaded == value if code == seccomp.EQUAL else loaded >= value
            at += yes if is_so else no


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_what_films_need_goes_and_the_rest_stays(machine: Machine) -> None:
    """And a process sets no limits but its own."""
    alone, served = seccomp.program(machine), seccomp.program(machine, internet=True)
    socket, limit = (numbers[machine.column] for numbers in (seccomp.SOCKET, seccomp.LIMIT))

    def of(program: bytes, number: int, first: int = 0) -> int:
        return verdict(program, number, machine.audit, first)

    for program in (alone, served):
        assert {of(program, numbers[machine.column]) for numbers in (READ, EXECVE, CLONE)} == {
            ALLOW
        }
        assert {of(program, numbers[machine.column]) for numbers in REFUSED.values()} == {REFUSE}
        assert (of(program, limit, 0), of(program, limit, 1234)) == (ALLOW, REFUSE)
        assert {of(program, socket, kind) for kind in (UNIX, INTERNET_6, NETLINK)} == {REFUSE}
        assert len(program) // 8 <= 4096
    assert of(alone, socket, seccomp.INTERNET) == REFUSE
    assert of(served, socket, seccomp.INTERNET) == ALLOW


@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES)
def test_calls_of_another_architecture_end_the_process(machine: Machine) -> None:
    """They have the same numbers for other things; so has x32 on the same one."""
    program = seccomp.program(machine)
    others = {other.audit for other in MACHINES.values()} - {machine.audit}
    assert {verdict(program, READ[machine.column], other) for other in others} == {KILL}
    if machine.again_from is not None:
        assert verdict(program, machine.again_from + READ[0], machine.audit) == REFUSE
