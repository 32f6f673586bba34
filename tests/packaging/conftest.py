"""The modules of packaging/, which find each other as scripts do: in their own folder."""

import base64
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """`module("debian")`: packaging/debian.py, freshly loaded."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    for name in ("environment", "making", "debian"):
        monkeypatch.delitem(sys.modules, name, raising=False)

    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(f"kontor_{name}", ROOT / "packaging" / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        loaded = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, spec.name, loaded)
        if name in ("environment", "making", "debian"):
            monkeypatch.setitem(sys.modules, name, loaded)
        spec.loader.exec_module(loaded)
        return loaded

    return load


class Checkout:
    """A source tree with the real packaging/, one library in a folder of wheels, and a program to start."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def make(self) -> None:
        ours = ROOT / "packaging"
        shutil.copytree(ours, self.root / "packaging", ignore=shutil.ignore_patterns("__pycache__"))
        self.wheels.mkdir()
        self.pin("1.0")
        self.program("import sys, os, probe; print(probe.version, sys.argv[1:], os.getcwd())")
        (self.root / "packaging/constraints-test.txt").write_text("", encoding="utf-8")

    def pin(self, version: str, *, broken: bool = False) -> None:
        digest = hashlib.sha256(self._wheel(version).read_bytes()).hexdigest()
        digest = digest[::-1] if broken else digest
        line = f"probe=={version} \\\n    --hash=sha256:{digest}\n"
        (self.root / "packaging/constraints.txt").write_text(line, encoding="utf-8")

    def program(self, source: str) -> None:
        (self.root / "ui").mkdir(exist_ok=True)
        (self.root / "ui/__init__.py").touch()
        (self.root / "ui/main.py").write_text(source, encoding="utf-8")

    def start(self, *arguments: str, **more: str) -> "subprocess.Popen[str]":
        """Without a network: pip knows the folder of wheels alone, unless `more` says where else to look."""
        source = {"PIP_NO_INDEX": "1"} if "PIP_INDEX_URL" not in more else {}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        surroundings = (
            kept | {"PIP_FIND_LINKS": str(self.wheels), "PIP_CONFIG_FILE": os.devnull} | source | more
        )
        (self.root / "elsewhere").mkdir(exist_ok=True)
        return subprocess.Popen(
            [sys.executable, str(self.root / "packaging/start.py"), *arguments],
            cwd=self.root / "elsewhere",
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def said(self, *arguments: str, **more: str) -> tuple[int, str, str]:
        """Exit status, standard output, standard error of one start."""
        with self.start(*arguments, **more) as process:
            out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    @property
    def wheels(self) -> Path:
        return self.root / "wheels"

    @property
    def environment(self) -> Path:
        return next(path for path in self.root.glob(".venv*") if path.is_dir())

    def _wheel(self, version: str) -> Path:
        path = self.wheels / f"probe-{version}-py3-none-any.whl"
        info = f"probe-{version}.dist-info"
        files = {
            "probe.py": f"version = {version!r}\n",
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: probe\nVersion: {version}\n",
            f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        }
        with zipfile.ZipFile(path, "w") as wheel:
            for name, text in files.items():
                wheel.writestr(zipfile.ZipInfo(name), text)  # a fixed date: the hash stays the same
            record = "".join(f"{name},{_digest(text)},{len(text)}\n" for name, text in files.items())
            wheel.writestr(zipfile.ZipInfo(f"{info}/RECORD"), record + f"{info}/RECORD,,\n")
        return path


def _digest(text: str) -> str:
    raw = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    fresh = Checkout(tmp_path)
    fresh.make()
    return fresh


@pytest.fixture(scope="session")
def _started(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """The one that `started` copies: making an environment takes seconds."""
    made = Checkout(tmp_path_factory.mktemp("started"))
    made.make()
    assert made.said("clients")[0] == 0
    return made


@pytest.fixture
def started(_started: Checkout, tmp_path: Path) -> Checkout:
    """A checkout that has been started before (and moved, which it has to bear)."""
    shutil.copytree(_started.root, tmp_path, symlinks=True, dirs_exist_ok=True)
    return Checkout(tmp_path)
