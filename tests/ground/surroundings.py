"""A home of its own for every test, away from the files, session and keyring of whoever runs it."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Roots that platformdirs, Qt, keyring and others look up, as folders below the home of the test.
_FOLDERS = {
    "HOME": ".",
    "USERPROFILE": ".",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "run",
    "KONTOR_HOME": "kontor",
}
# The session of whoever runs the tests, and what would lead a client of loopback elsewhere or change its language.
_UNSET = (
    "DBUS_SESSION_BUS_ADDRESS",
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "LANGUAGE",
    "LC_ALL",
    *(f"{scheme}_proxy" for scheme in ("http", "https", "all", "no")),
    *(f"{scheme}_PROXY" for scheme in ("HTTP", "HTTPS", "ALL", "NO")),
)


def move_into(home: Path, patch: pytest.MonkeyPatch) -> None:
    for name in [*_UNSET, *(name for name in os.environ if name.startswith("KONTOR_"))]:
        patch.delenv(name, raising=False)
    for name, folder in _FOLDERS.items():
        path = home / folder
        path.mkdir(parents=True, exist_ok=True)
        patch.setenv(name, str(path))
    (home / "run").chmod(0o700)  # Qt and D-Bus refuse a runtime folder that others may read
    patch.setenv("LANG", "C.UTF-8")


@pytest.fixture(scope="session", autouse=True)
def _home_of_the_session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """For fixtures of a wider scope than one test."""
    with pytest.MonkeyPatch.context() as patch:
        move_into(tmp_path_factory.mktemp("session"), patch)
        yield


@pytest.fixture(autouse=True)
def _home(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Path]:
    """A short path, not below `tmp_path`: sockets live there, and their names may not be long."""
    home = tmp_path_factory.mktemp("home")
    move_into(home, monkeypatch)
    yield home
    _put_back_keyring(request)


@pytest.fixture
def kontor_home(_home: Path) -> Path:
    return _home / "kontor"


def _put_back_keyring(request: pytest.FixtureRequest) -> None:
    """`keyring.set_keyring` is for the whole process: a test that called it does not leave its own to the next."""
    if "keyring" not in sys.modules:
        return
    import keyring
    from keyring.backends import fail

    if not isinstance(keyring.get_keyring(), fail.Keyring):
        keyring.set_keyring(fail.Keyring())
