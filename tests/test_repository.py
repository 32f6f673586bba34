"""What may lie in the repository, whoever puts it there."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[1]
LISTS = ("constraints.txt", "constraints-test.txt")
# Written in two parts, so that this file may lie here itself.
MACHINE = re.compile("/ro" + "ot/|/wo" + "rk/|/tmp/" + "k/|/op" + "t/pypi|/home/" + r"[a-z]+/")
REGISTRY = re.compile(
    "python" + r"hosted\.|pypi" + r"\.org/simple|--(extra-)?index" + "-url|--find" + "-links"
)
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME)\b")


def tracked() -> list[Path]:
    """What git keeps; in a copy without git everything that no tool has made."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        made = re.compile(r"/\.venv|/\.git/|/\.[a-z_]*cache/|/__pycache__/|/\.hypothesis/")
        return [path for path in ROOT.rglob("*") if path.is_file() and not made.search(path.as_posix())]
    # The home of the test knows no trusted folders, and the checkout may belong to another user.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).exists()]


def texts() -> dict[str, str]:
    """Name → content of every tracked file that is text."""
    found = {}
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content:
            found[str(path.relative_to(ROOT))] = content.decode("utf-8")
    return found


@pytest.mark.parametrize(
    ("pattern", "example"),
    [
        (MACHINE, "see /home/" + "anna/notes"),
        (REGISTRY, "--index" + "-url https://example.test"),
        (UNFINISHED, "# TO" + "DO: finish"),
    ],
    ids=["folders of one machine", "addresses of package registries", "unfinished places"],
)
def test_no_file_holds(pattern, example):
    assert pattern.search(example)
    found = [f"{name}: {hit[0]}" for name, text in texts().items() if (hit := pattern.search(text))]
    assert found == []


def test_tests_and_packaging_are_no_packages():
    """As a package, `packaging` would shadow the library of that name, and `tests/ui` the product's `ui`."""
    shadows = [path for folder in ("packaging", "tests") for path in (ROOT / folder).rglob("__init__.py")]
    assert shadows == []


def test_no_file_of_code_is_too_long():
    lengths = {name: text.count("\n") for name, text in texts().items() if name.endswith(".py")}
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}
    assert lengths["tests/test_repository.py"] > 100


def entries(name: str) -> list[tuple[Requirement, list[str]]]:
    """Each pinned requirement with its hashes."""
    text = (ROOT / "packaging" / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(Requirement(line.split(" --hash=")[0]), re.findall(r"--hash=(\S+)", line)) for line in lines]


@pytest.mark.parametrize("name", LISTS)
def test_every_pinned_library_has_one_version_hashes_and_no_address(name):
    assert "://" not in (ROOT / "packaging" / name).read_text(encoding="utf-8")
    found = entries(name)
    assert len(found) > 30
    for requirement, hashes in found:
        assert [spec.operator for spec in requirement.specifier] == ["=="], requirement
        assert hashes, requirement
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", value) for value in hashes), requirement


def test_everything_that_the_project_asks_for_is_pinned_as_it_asks():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    to_run = [entry for entry, _ in entries(LISTS[0])]
    for_tests = [entry for entry, _ in entries(LISTS[1])]
    for wanted, pinned in (
        (project["dependencies"], to_run),
        (project["optional-dependencies"]["test"], to_run + for_tests),
    ):
        for text in wanted:
            assert fits(Requirement(text), pinned), f"{text}: run packaging/pin.py"


def fits(wanted: Requirement, pinned: list[Requirement]) -> bool:
    name = canonicalize_name(wanted.name)
    versions = [Version(next(iter(p.specifier)).version) for p in pinned if canonicalize_name(p.name) == name]
    return bool(versions) and all(wanted.specifier.contains(version) for version in versions)


def test_the_commands_can_be_run():
    for name in (".ci/run", "packaging/start.py", "packaging/test.py", "packaging/pin.py"):
        assert (ROOT / name).stat().st_mode & 0o111, name


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md"])
def test_there_is_something_to_read(name):
    assert (ROOT / name).read_text(encoding="utf-8").startswith("#")
