"""What packaging/ decides for systems that the tests don't run on, and how it reads what others say."""

import os
import stat
import sys
from pathlib import Path

import pytest

NO_WINDOW = [
    ["demo"],
    ["demo", "--json"],
    ["--home", "there", "clients", "list"],
    ["--json", "clients", "list"],
    ["--home=there", "import", "trigon"],
    ["--help"],
    ["--version"],
    ["--as", "anna@firm.example", "-h"],
]
WINDOW = [
    [],
    ["--demo"],
    ["--home", "demo"],
    ["--home=demo", "--now", "2024-10-31T00:30"],
    ["--database", "x"],
]


@pytest.mark.parametrize("arguments", NO_WINDOW, ids=" ".join)
def test_subcommands_and_questions_need_no_window(module, arguments):
    assert module("environment").wants_window(arguments) is False


@pytest.mark.parametrize("arguments", WINDOW, ids=" ".join)
def test_everything_else_opens_one(module, arguments):
    assert module("environment").wants_window(arguments) is True


@pytest.mark.parametrize(
    ("platform", "below"),
    [("linux", "bin/python"), ("darwin", "bin/python"), ("win32", "Scripts/python.exe")],
)
def test_each_system_has_its_own_environment(module, platform, below):
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    found = Path(module("environment").python("checkout", platform))
    assert found == Path("checkout", f".venv-{platform}-{version}", below)


def test_windows_runs_the_program_beside_and_passes_its_status_on(module):
    environment = module("environment")
    assert environment._run_beside([sys.executable, "-c", "raise SystemExit(4)"]) == 4


def test_ready_means_the_same_list_and_a_python_that_is_there(module, tmp_path):
    environment = module("environment")
    (tmp_path / "packaging").mkdir()
    (tmp_path / "packaging/constraints.txt").write_text("a", encoding="ascii")
    python = Path(environment.python(str(tmp_path)))
    python.parent.mkdir(parents=True)

    def ready() -> bool:
        return environment.is_ready("constraints.txt", str(tmp_path))

    assert not ready()
    copy = Path(environment.folder(str(tmp_path)), "constraints.txt")
    copy.write_text("a", encoding="ascii")
    assert not ready()
    python.touch()
    assert not ready()
    copy.with_name("pyvenv.cfg").write_text(f"home = x\nexecutable = {sys.executable}\n", encoding="utf-8")
    assert ready()
    copy.write_text("b", encoding="ascii")
    assert not ready()


PIP_SAID = [
    ("WARNING: Retrying … NameResolutionError(\"Failed to resolve 'registry.example'\")", 4, "internet"),
    (
        "connection broken by 'NewConnectionError(': Failed to establish a new connection: [Errno 111]",
        4,
        "internet",
    ),
    ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", 4, "certificate"),
    ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", 3, "tested with"),
    (
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
        3,
        "disk is full",
    ),
    (
        "Collecting x\nERROR: No matching distribution found for x==1",
        3,
        "No matching distribution found for x==1",
    ),
    ("killed", 3, "killed"),
]


@pytest.mark.parametrize(("said", "status", "words"), PIP_SAID)
def test_what_pip_says_becomes_a_sentence(module, said, status, words):
    told, code = module("making").reason(said)
    assert code == status
    assert words in told


def test_progress_leaves_out_what_says_nothing(module):
    in_short = module("making").in_short
    lines = [
        "Looking in links: /some/where",
        "Collecting alembic==1.20.1 (from -r packaging/constraints.txt (line 2))",
        "  Downloading alembic-1.20.1-py3-none-any.whl (250 kB)",
        "Installing collected packages: alembic",
        "Successfully installed alembic-1.20.1",
    ]
    assert [short for line in lines if (short := in_short(line))] == ["  alembic 1.20.1", "  installing"]


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """`programs(name, script)`: only these programs are on the path, beside the most common ones."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name in ("sh", "env", "cat", "touch", "true"):
        (folder / name).symlink_to(Path("/bin", name))
    monkeypatch.setenv("PATH", str(folder))

    def add(name: str, script: str) -> None:
        path = folder / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    return add


needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="Debian and its descendants")


@needs_linux
def test_the_administrator_gets_packages_installed_and_the_lists_renewed_when_they_are_stale(
    module, programs, monkeypatch, tmp_path
):
    log, fresh = tmp_path / "log", tmp_path / "fresh"
    programs(
        "apt-get",
        f'echo "$@" >> {log}; case "$*" in *update) touch {fresh};; *) [ -e {fresh} ];; esac',
    )
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert module("debian").install(["libegl1", "libgl1"]) is True
    verbs = [line.rpartition("Timeout=300 ")[2] for line in log.read_text(encoding="utf-8").splitlines()]
    wanted = "install --no-install-recommends libegl1 libgl1"
    assert verbs == [wanted, "update", wanted]


@needs_linux
@pytest.mark.parametrize(("sudo", "expected"), [("exit 1", False), ('shift; exec "$@"', True)])
def test_others_need_a_sudo_that_asks_for_nothing(module, programs, monkeypatch, sudo, expected):
    programs("apt-get", "exit 0")
    programs("sudo", sudo)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert module("debian").install(["libegl1"]) is expected


@needs_linux
def test_missing_libraries_are_named_with_the_way_to_get_them(module, programs):
    debian = module("debian")
    assert debian.missing_libraries({"libc.so.6": "libc6", "libkontor-none.so.1": "libnone1"}) == {
        "libkontor-none.so.1": "libnone1"
    }
    assert "start again: libkontor-none.so.1" in debian.advice({"libkontor-none.so.1": "libnone1"})
    programs("apt-get", "exit 0")
    assert "sudo apt-get install libnone1" in debian.advice({"libkontor-none.so.1": "libnone1"})


@needs_linux
def test_the_set_up_stops_where_libraries_stay_missing(module, programs, monkeypatch):
    debian, environment = module("debian"), sys.modules["environment"]
    monkeypatch.setattr(debian, "BASE", {"libkontor-none.so.1": "libnone1"})
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    programs("apt-get", "exit 0")
    with pytest.raises(environment.SetUpStopped, match="apt-get install libnone1") as stopped:
        debian.provide_qt_libraries()
    assert stopped.value.status == 3


@needs_linux
def test_a_checkout_of_somebody_elses_starts_all_the_same(module, monkeypatch, tmp_path):
    environment, debian = module("environment"), module("debian")
    asked = []
    monkeypatch.setattr(environment, "is_ready", lambda pinned: True)
    monkeypatch.setattr(environment, "folder", lambda: str(tmp_path / "none"))
    monkeypatch.setattr(debian, "provide_qt_libraries", lambda: asked.append("libraries"))
    environment.prepare(window=True)
    environment.prepare(window=False)
    assert asked == ["libraries"]
    (tmp_path / "none").mkdir()
    environment.prepare(window=True)
    environment.prepare(window=True)  # remembered from now on
    assert asked == ["libraries"] * 2


LIST = """\
# Written by a tool
--only-binary :all:
alembic==1.20.1 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
tzdata==2026.6 ; sys_platform == 'win32' \\
    --hash=sha256:cc
"""


def test_a_list_of_pins_is_taken_apart(module):
    found = module("pin").entries(LIST)
    assert list(found) == ["alembic==1.20.1", "tzdata==2026.6 ; sys_platform == 'win32'"]
    assert found["alembic==1.20.1"].count("--hash") == 2


@pytest.mark.parametrize(
    "strange", ["x @ https://example.test/x.whl", "x==1.0", "x>=1 \\\n    --hash=sha256:aa"]
)
def test_a_pin_without_version_or_hash_or_with_an_address_stops(module, strange):
    with pytest.raises(SystemExit, match="Not a pinned library"):
        module("pin").entries(LIST + strange + "\n")
