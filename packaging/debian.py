"""What Kontor needs from the system on Debian and its descendants: installed where that is allowed, else named."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys

from environment import SetUpStopped

# Library that Qt loads → Debian package. Without the first group Qt can't be imported at all …
BASE = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
# … without the second it opens no window on X11.
X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# Program → package: the desktop that the system tests build (tests/system/desktop.py).
DESKTOP = {
    "Xvfb": "xvfb",
    "dbus-daemon": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
    "import": "imagemagick",
    "openbox": "openbox",
    "tint2": "tint2",
    "xdotool": "xdotool",
}


def provide_qt_libraries() -> None:
    missing = missing_libraries(BASE | X11)
    if not missing:
        return
    if install(list(missing.values())):
        missing = missing_libraries(missing)
    if missing:
        raise SetUpStopped(advice(missing))


def provide_venv() -> None:
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if not install([package]):
        raise SetUpStopped(
            f"This Python comes without its module venv. Install the package {package} "
            f"(sudo apt-get install {package}) and start again."
        )


def missing_libraries(wanted: dict[str, str]) -> dict[str, str]:
    """Those that the loader can't find, asked the way Qt will ask it."""
    return {library: package for library, package in wanted.items() if not _loads(library)}


def missing_programs(wanted: dict[str, str]) -> dict[str, str]:
    return {program: package for program, package in wanted.items() if not shutil.which(program)}


def advice(missing: dict[str, str]) -> str:
    if shutil.which("apt-get"):
        how = "sudo apt-get install " + " ".join(sorted(set(missing.values())))
        return f"Libraries that windows need are missing on this computer. Install them and start again:\n  {how}"
    names = ", ".join(sorted(missing))
    return f"Libraries that windows need are missing on this computer. Install them and start again: {names}"


def install(packages: list[str]) -> bool:
    """True when the packages are there now. Asks nobody: it is done where no password is needed."""
    rights = _rights()
    if rights is None:
        return False
    sys.stderr.write(f"Installing from the system's packages: {' '.join(packages)}\n")
    sys.stderr.flush()
    return _apt(rights, packages) or (_apt(rights, ["update"], verb=False) and _apt(rights, packages))


def _rights() -> list[str] | None:
    """What to put before a command that needs the administrator; None where it would ask for a password."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def _apt(rights: list[str], words: list[str], *, verb: bool = True) -> bool:
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    install_words = ["install", "--no-install-recommends"] if verb else []
    done = subprocess.run(
        [*rights, *apt, *install_words, *words],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    return done.returncode == 0


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
