"""`./dev` on a machine of fakes: what it installs, what it says, and what its end leaves."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parent.parent / "dev"
POLICY, PYTHON = "/usr/sbin/policy-rc.d", "/usr/bin/python3"
REAL = (
    *("sh", "dirname", "cat", "cmp", "cp", "env", "flock", "grep", "mkdir", "mktemp", "mv", "rm"),
    *("chmod", "setpriv", "setsid", "sha256sum", "sleep", "tar", "gzip", "tee", "touch", "true"),
)
SERVER = {"ca-certificates", "ffmpeg", "bubblewrap"}
RUN = SERVER | {
    *("libmpv2", "libgl1", "libegl1", "libxcb-cursor0", "libxcb-icccm4", "libxcb-keysyms1"),
    *("libxcb-xkb1", "libxkbcommon-x11-0", "fonts-dejavu-core"),
}
TEST = RUN | {"xvfb", "nginx-light", "postgresql", "redis-server", "chromium", "npm"}
TEST |= {"dbus", "gnome-keyring", "playerctl", "at-spi2-core"}
FETCHED = "what npm brought"
HLS, AXE = "resources/web/hls.js", ".cache/axe.js"

# $HERE is the machine's folder. Its gate is a pipe into which a test writes when apt-get may go on.
FAKES = {
    "id": 'echo "${UID_HERE-0}"',
    "nproc": 'echo "${CORES-2}"',
    "sudo": 'case $1 in -n | -v) exit "${NO_SUDO-0}" ;; esac; exec "$@"',
    "dpkg-query": 'for last; do :; done; [ ! -e "$HERE/installed/$last" ] || echo installed',
    "apt-get": """
        [ -x "$HERE/policy" ] && held=" (daemons held)" || held=""
        echo "apt-get $*$held" >>"$HERE/log"
        [ "$1" = install ] || exit 0
        if [ -e "$HERE/gate" ]; then read -r _ <"$HERE/gate"; fi
        for package; do touch -- "$HERE/installed/$package"; done
        if [ -e "$HERE/installed/npm" ]; then cp "$HERE/bin/true" "$HERE/bin/npm"; fi""",
    "python3": """
        case "$*" in
            *%d.%d*) echo 3.11 ;;
            *"pip --version") [ -e "$HERE/installed/python3-pip" ] ;;
            *"pip install"*) mkdir -p .boot/bin && cp "$HERE/bin/uv" .boot/bin/uv ;;
        esac""",
    "uv": """
        case "$1 $2" in
            venv*) mkdir -p .venv/bin && cp "$HERE/bin/matinee" .venv/bin/python ;;
            "pip sync") cp "$HERE/bin/true" .venv/bin/ruff && cp "$HERE/bin/true" .venv/bin/mypy ;;
        esac""",
    "Xvfb": """
        trap 'echo "Xvfb ended" >>"$HERE/log"; exit' INT TERM
        echo 7 >&3
        exec 3>&-
        while :; do sleep 0.05; done""",
}
MATINEE = f"""#!{sys.executable}
import os, signal, sys
here = os.environ["HERE"]
log = open(here + "/log", "a", buffering=1)
print("python", *sys.argv[1:], os.environ.get("DISPLAY", ""), file=log)
if not os.path.exists(here + "/stays"):
    sys.exit(int(os.environ.get("ENDS_WITH", "0")))
asked = {{signal.SIGINT, signal.SIGTERM, signal.SIGHUP}}
signal.pthread_sigmask(signal.SIG_BLOCK, asked)
print("Matinee is open", file=log)
signal.sigwait(asked)
print("Matinee ended", file=log)
"""


class Machine:
    """A folder with the script, the commands it may find, and what they noted."""

    def __init__(self, here: Path) -> None:
        self.here, self.project, self.policy = here, here / "a project's", here / "policy"
        for folder in ("bin", "installed", "usr", "a project's"):
            (here / folder).mkdir()
        for name in REAL:
            (here / "bin" / name).symlink_to(str(shutil.which(name)))
        for name, words in FAKES.items():
            self._command(here / "bin" / name, f"#!/bin/sh\n{words}\n")
        self._command(here / "bin" / "matinee", MATINEE)
        self.env = {"PATH": str(here / "bin"), "HERE": str(here)}
        self._copy_project()

    def _copy_project(self) -> None:
        script = SCRIPT.read_text()
        for place, ours in ((POLICY, self.policy), (PYTHON, self.here / "bin" / "python3")):
            assert place in script
            script = script.replace(place, f'"{ours}"')
        known = hashlib.sha256(FETCHED.encode()).hexdigest()
        self._command(self.project / "dev", re.sub(r'(_SHA256=)"\w+"', rf'\1"{known}"', script))
        for file in (HLS, AXE):
            self._fetched(file)
        for name in ("boot", "dev", ""):
            (self.project / f"requirements{'-' * bool(name)}{name}.lock").write_text(name)
        for bench in ("abr.py", "api.py", "aws.py", "ui.py"):
            (self.project / "tests" / "bench").mkdir(parents=True, exist_ok=True)
            (self.project / "tests" / "bench" / bench).touch()

    @staticmethod
    def _command(path: Path, text: str) -> None:
        path.write_text(text)
        path.chmod(0o755)

    def has_film(self) -> None:
        self._fetched(".cache/film/video.mp4")

    def _fetched(self, name: str) -> None:
        path = self.project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FETCHED)

    def npm_packs(self, words: str) -> None:
        """npm gives out packages in which hls.js consists of these words."""
        name = "package/dist/hls.light.min.mjs"
        made = f"mkdir -p package/dist && printf '{words}' >{name} && tar czf a.tgz package"
        self._command(
            self.here / "bin" / "npm", f'#!/bin/sh\necho "npm $*" >>"$HERE/log"\n{made}\n'
        )

    def log(self) -> list[str]:
        path = self.here / "log"
        return path.read_text().splitlines() if path.exists() else []

    def installed(self) -> set[str]:
        """What one call of apt-get was told to install."""
        (line,) = [line for line in self.log() if line.startswith("apt-get install")]
        return {word for word in line.partition(" (")[0].split()[2:] if not word.startswith("-")}

    @contextmanager
    def start(self, *arguments: str, **env: str) -> Iterator[subprocess.Popen[str]]:
        """The script in a session of its own, of which the block leaves nothing."""
        with subprocess.Popen(
            [str(self.project / "dev"), *arguments],
            env=self.env | env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                yield process
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)

    def run(self, *arguments: str, **env: str) -> tuple[int, str]:
        """Its exit code, and its words on stderr."""
        with self.start(*arguments, **env) as process:
            _, said = process.communicate(timeout=60)
        return process.returncode, said

    @contextmanager
    def during_apt(self, *arguments: str, **env: str) -> Iterator[subprocess.Popen[str]]:
        """The script while apt-get installs, which goes on after the block."""
        path = self.here / "gate"
        os.mkfifo(path)
        gate, before = os.open(path, os.O_RDWR), len(self.log())
        with self.start(*arguments, **env) as process:
            until(lambda: any("apt-get install" in line for line in self.log()[before:]))
            yield process
            os.write(gate, b"go on\n")
            process.communicate(timeout=60)
        os.close(gate)
        path.unlink()


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "packages"),
    [
        (("run", "--xvfb"), RUN | {"xvfb"}),
        (("server",), SERVER),
        (("matinee", "list"), SERVER),
        (("demo",), RUN | {"xvfb"}),
        (("test", "tests"), TEST - {"npm"}),
        (("lint",), set()),
        (("strings",), set()),
        (("package",), RUN | {"binutils", "libpython3.11"}),
        (("lock",), set()),
        (("bench", "abr"), set()),
        (("bench", "api"), set()),
        (("bench", "aws"), {"nginx-light"}),
        (("bench", "ui"), RUN | {"xvfb"}),
    ],
)
def test_each_command_installs_what_it_needs(
    machine: Machine, arguments: tuple[str, ...], packages: set[str]
) -> None:
    """No more and at once, after one look at what there is; the second time there is nothing."""
    machine.has_film()
    first = machine.run(*arguments)
    again = machine.run(*arguments)

    assert (first, again) == ((0, ""), (0, ""))
    assert machine.installed() == packages | {"python3-pip"}
    assert [line for line in machine.log() if "update" in line] == ["apt-get update -qq"]


def test_hls_is_fetched_by_npm_once(machine: Machine) -> None:
    """Where a server or a package is made; what is there and known is left alone."""
    path = machine.project / HLS
    path.write_text("of another version")
    machine.npm_packs(FETCHED)

    assert (machine.run("server"), machine.run("server")) == ((0, ""), (0, ""))
    assert path.read_text() == FETCHED
    assert [line for line in machine.log() if "npm" in line] == ["npm pack --silent hls.js@1.7.4"]


def test_what_npm_brings_must_be_known(machine: Machine) -> None:
    """A server is not started with it; the application, which can do without, is."""
    (machine.project / HLS).unlink()
    machine.npm_packs("something else")

    code, said = machine.run("server")
    assert (code, "is not the one we know" in said) == (1, True)
    assert machine.run("run", DISPLAY=":1")[0] == 0
    assert not (machine.project / HLS).exists()


WORKERS = "-n 4 --dist loadscope --no-loadscope-reorder "


@pytest.mark.parametrize(
    ("arguments", "cores", "called"),
    [
        ((), "2", WORKERS),
        ((), "1", ""),
        (("--quick", "tests/app"), "2", f"{WORKERS}-m not slow tests/app "),
        (("tests/app", "-x"), "2", "tests/app -x "),
    ],
)
def test_whole_runs_have_two_workers_more_than_cores(
    machine: Machine, arguments: tuple[str, ...], cores: str, called: str
) -> None:
    """One core needs none; whoever names tests says the rest, too."""
    machine.has_film()
    assert machine.run("test", *arguments, CORES=cores) == (0, "")
    assert machine.log()[-1] == f"python -m pytest {called}"


def test_a_display_is_asked_for_before_anything_is_installed(machine: Machine) -> None:
    """Where there is none, the sentence that says so comes first."""
    code, said = machine.run("run")
    assert (code, "run --xvfb" in said, machine.log()) == (1, True, [])


@pytest.mark.parametrize(
    ("command", "packages"),
    [
        ("demo", RUN | {"xvfb", "npm", "python3-pip"}),
        ("test", TEST | {"python3-pip"}),
        ("package", RUN | {"binutils", "libpython3.11", "python3-pip"}),
    ],
)
def test_without_root_all_that_is_missing_is_told_at_once(
    machine: Machine, command: str, packages: set[str]
) -> None:
    """The line to type is exact: when it has been typed, nothing more is asked for."""
    code, said = machine.run(command, UID_HERE="1000", NO_SUDO="1")
    assert (code, machine.log()) == (1, [])
    head, line = said.splitlines()
    assert head == "dev: System packages are missing, and installing them takes root:"

    subprocess.run(line, shell=True, check=True, env=machine.env)
    machine.has_film()

    assert machine.installed() == packages
    assert machine.run(command, UID_HERE="1000", NO_SUDO="1") == (0, "")


@pytest.mark.parametrize("uid", ["0", "1000"])
def test_no_daemon_starts_while_packages_are_installed(machine: Machine, uid: str) -> None:
    """Neither with root nor with sudo; afterwards the machine is as it was."""
    machine.run("server", UID_HERE=uid)
    assert machine.log()[1].endswith("python3-pip (daemons held)")
    assert not machine.policy.exists()


def test_the_administrators_own_policy_stays(machine: Machine) -> None:
    """What was there before is neither changed nor removed."""
    machine.policy.write_text("#!/bin/sh\nexit 0\n")
    machine.run("server")
    assert machine.policy.read_text() == "#!/bin/sh\nexit 0\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ended_during_apt_it_leaves_nothing_behind(
    machine: Machine, number: signal.Signals
) -> None:
    """The policy goes as soon as apt-get has ended, and nothing more is begun."""
    with machine.during_apt("server") as process:
        process.send_signal(number)

    assert process.returncode == 128 + number
    assert not machine.policy.exists()
    assert len(machine.log()) == 2


def test_interrupted_during_apt_it_leaves_nothing_behind(machine: Machine) -> None:
    """^C reaches apt-get as well, which then ends at once."""
    with machine.during_apt("server") as process:
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) == 130
    assert not machine.policy.exists()


def test_what_a_kill_left_goes_at_the_next_start(machine: Machine) -> None:
    """But not while another ./dev is installing."""
    (machine.here / "installed" / "python3-pip").touch()
    with machine.during_apt("server") as process:
        assert machine.run("lint") == (0, "")
        assert machine.policy.exists()
        process.kill()
    assert machine.policy.exists()

    machine.run("lint")

    assert not machine.policy.exists()


def test_a_leftover_that_takes_root_is_told(machine: Machine) -> None:
    """And the command goes on."""
    machine.run("server")
    with machine.during_apt("bench", "aws") as process:
        process.kill()
    with machine.start("server", UID_HERE="1000", NO_SUDO="1") as process:
        said, _ = process.communicate(timeout=60)
    assert (process.returncode, "That takes root" in said) == (0, True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("everybody", [True, False])
def test_matinee_ends_before_its_display(
    machine: Machine, number: signal.Signals, everybody: bool
) -> None:
    """By ^C, which all of a terminal's processes get, and by a signal to the script alone."""
    (machine.here / "stays").touch()
    with machine.start("run", "--xvfb") as process:
        until(lambda: "Matinee is open" in machine.log())
        (os.killpg if everybody else os.kill)(process.pid, number)
        process.communicate(timeout=60)

    assert process.returncode == 0
    assert machine.log()[-2:] == ["Matinee ended", "Xvfb ended"]


def test_matinees_exit_code_is_the_scripts(machine: Machine) -> None:
    """With and without a display of its own."""
    assert machine.run("run", "--xvfb", ENDS_WITH="3")[0] == 3
    assert machine.run("run", ENDS_WITH="3", DISPLAY=":1")[0] == 3


def test_options_and_display_reach_matinee(machine: Machine) -> None:
    """A file's name may have spaces in it."""
    machine.run("run", "--xvfb", "--play", "a film.mp4")
    assert "python -m app.main --play a film.mp4 :7" in machine.log()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_can_not_be_written(machine: Machine) -> None:
    """One sentence when something has to be kept there; none when all is there already."""
    before, packages = machine.project, ("python3-pip", *SERVER)
    for package in packages:
        (machine.here / "installed" / package).touch()
    before.chmod(0o555)
    sentence = f"dev: uv would be kept in {before}, where nothing can be written.\n"
    assert machine.run("server") == (1, sentence)

    before.chmod(0o755)
    machine.run("server")
    before.chmod(0o555)
    assert machine.run("server") == (0, "")
