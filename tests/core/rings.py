"""Keyrings for tests: they behave as real ones do, and can be made to hang, refuse, or lose their power."""

import threading

from keyring.errors import KeyringLocked, PasswordDeleteError

WINDOWS_HOLDS = 1_280  # characters an entry


class Ring:
    """Keeps entries in memory and refuses what Windows would refuse."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.calls = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.calls += 1
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.calls += 1
        assert len(password.encode("utf-16-le")) // 2 <= WINDOWS_HOLDS, "Windows refuses so long an entry"
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.calls += 1
        if (service, username) not in self.entries:
            raise PasswordDeleteError("there is no such entry")
        del self.entries[service, username]


class PowerCut(Exception):
    pass


class CutOffRing(Ring):
    """Ends before its n-th change; from then on nothing happens any more."""

    def __init__(self, entries: dict[tuple[str, str], str], changes: int) -> None:
        super().__init__()
        self.entries = entries
        self._left = changes

    def set_password(self, service: str, username: str, password: str) -> None:
        self._spend()
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._spend()
        super().delete_password(service, username)

    def _spend(self) -> None:
        if self._left == 0:
            raise PowerCut
        self._left -= 1


class HangingRing(Ring):
    """Answers once `answer` is set, as one that waits for a person to type its password."""

    def __init__(self) -> None:
        super().__init__()
        self.answer = threading.Event()
        self.asked = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.set()
        self.answer.wait()
        return super().get_password(service, username)


class LockedRing(Ring):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("the prompt was dismissed")


class TalkativeRing(Ring):
    """Fails with a text that holds what it was given."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise RuntimeError(f"cannot store {password}")
