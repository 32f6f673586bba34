#!/usr/bin/env python3
"""Renews the two lists of pinned libraries from pyproject.toml.

    python3 packaging/pin.py              takes in what pyproject.toml has come to ask for, keeps the other versions
    python3 packaging/pin.py --upgrade    takes the newest version of everything

`constraints.txt` holds what Kontor needs to run, `constraints-test.txt` what tests and linters need besides: for Linux,
Windows and macOS, for every Python that pyproject.toml allows, each file with its hash. The address of the registry
that served the files is never written.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from environment import PINNED, PINNED_FOR_TESTS, ROOT

# pip and pip-tools resolve for the system that they run on, this one for all of them at once.
RESOLVER = "uv==0.13.8"
FOR_ALL_SYSTEMS = ("--universal", "--generate-hashes", "--only-binary=:all:")
IN_SHORT = ("--no-annotate", "--no-header", "--quiet")
# From these versions on there are no wheels for Macs with Intel processors, which therefore get older ones.
WITHOUT_INTEL_MACS = {"argon2-cffi-bindings": "26", "cryptography": "49", "lazy-object-proxy": "1.12"}
INTEL_MAC = "sys_platform == 'darwin' and platform_machine == 'x86_64'"
OTHERS = "sys_platform != 'darwin' or platform_machine != 'x86_64'"
HERE = Path(ROOT, "packaging")
HEAD = "# Written by packaging/pin.py: change pyproject.toml and run that, not this.\n"
# "name==version ; marker \" and the hashes under it, indented.
_ENTRY = re.compile(r"^([A-Za-z0-9_.-]+==.*?) \\\n(?:[ ]+--hash=\S+(?: \\)?\n)+", re.MULTILINE)

Entries = dict[str, str]  # "name==version ; marker" → its lines; a name may have one entry for each marker


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        everything, runtime = Path(folder, "everything.txt"), Path(folder, "runtime.txt")
        if "--upgrade" not in arguments:
            # The resolver keeps the versions that it finds where it will write.
            _write(everything, _read(HERE / PINNED) | _read(HERE / PINNED_FOR_TESTS))
        resolver = _install_resolver(Path(folder))
        parting = Path(folder, "parting.txt")
        parting.write_text(_parting(), encoding="utf-8")
        _resolve(resolver, everything, "--extra=test", f"--constraints={parting}")
        _resolve(resolver, runtime, f"--constraints={everything}")
        to_run = _read(runtime)
        for_tests = {name: lines for name, lines in _read(everything).items() if name not in to_run}
    _write(HERE / PINNED, to_run)
    _write(HERE / PINNED_FOR_TESTS, for_tests)
    return 0


def entries(text: str) -> Entries:
    """The pinned libraries of a list, in its order. Comments and options are left out; a line that is neither stops."""
    rest = _ENTRY.sub("", text)
    strange = [line for line in rest.splitlines() if line.strip() and not line.startswith(("#", "--"))]
    if strange:
        raise SystemExit(f"Not a pinned library with hashes: {strange[0]}")
    return {match[1]: match[0] for match in _ENTRY.finditer(text)}


def _parting() -> str:
    """Said for both sides, as the resolver takes one version for all as long as one will do."""
    lines = [(f"{n}<{v} ; {INTEL_MAC}", f"{n}>={v} ; {OTHERS}") for n, v in WITHOUT_INTEL_MACS.items()]
    return "".join(f"{intel}\n{others}\n" for intel, others in lines)


def _install_resolver(folder: Path) -> Path:
    venv.create(folder / "resolver", with_pip=True)
    scripts = folder / "resolver" / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([scripts / "python", "-m", "pip", "install", "-q", RESOLVER], check=True)
    return scripts / "uv"


def _resolve(resolver: Path, output: Path, *options: str) -> None:
    command = [str(resolver), "--no-config", "pip", "compile", *FOR_ALL_SYSTEMS, *IN_SHORT, *options]
    command += [f"--output-file={output}", str(HERE.parent / "pyproject.toml")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _read(path: Path) -> Entries:
    """A list that does not exist yet is empty."""
    return entries(path.read_text(encoding="utf-8")) if path.exists() else {}


def _write(path: Path, pinned: Entries) -> None:
    path.write_text(HEAD + "".join(pinned.values()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
