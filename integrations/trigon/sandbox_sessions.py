"""Who is signed in to the sandbox: users, and tokens that rotate. A refresh token used twice ends the sign-in."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

EMAIL = "mari@buroo.example"
PASSWORD = "proovime-koos"  # noqa: S105 - of a user who does not exist, told to whoever starts the sandbox
MOST_WRONG_TRIES = 10
THROTTLED_FOR = timedelta(seconds=60)


class Refused(Exception):
    """An answer of the 4xx kind, by the contract's codes."""

    def __init__(
        self, status: int, code: str, *details: tuple[str, str], retry_after: int | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.details = details
        self.retry_after = retry_after


@dataclass(slots=True)
class User:
    id: str
    email: str
    name: str
    active: bool = True
    lists: bool = True  # the role has List

    def content(self) -> dict[str, Any]:
        return {"id": self.id, "email": self.email, "name": self.name, "active": self.active, "locale": "et"}


@dataclass(slots=True)
class _SignIn:
    """A family of tokens. `refresh`: the one that is good now."""

    user: User
    refresh_until: datetime
    refresh: str = ""
    access: dict[str, datetime] = field(default_factory=dict, repr=False)


class Sessions:
    """`moment` tells the time. Lives are in seconds and may be changed between two requests."""

    def __init__(self, moment: Callable[[], datetime]) -> None:
        self._moment = moment
        self.access_life, self.refresh_life = 900, 7_776_000
        self.password = PASSWORD
        self.users = {
            user.email: user
            for user in (
                User("u_17", EMAIL, "Mari Näidis"),
                User("u_18", "puhkusel@buroo.example", "Peeter Puhkusel", active=False),
                User("u_19", "rollita@buroo.example", "Riina Rollita", lists=False),
            )
        }
        self._sign_ins: list[_SignIn] = []
        self._spent: dict[str, _SignIn] = {}
        self._wrong_tries = 0
        self._closed_until: datetime | None = None

    def login(self, email: str, password: str) -> dict[str, Any]:
        if self._closed_until and self._moment() < self._closed_until:
            raise Refused(429, "login_throttled", retry_after=int(THROTTLED_FOR.total_seconds()))
        user = self.users.get(email)
        if user is None or password != self.password:
            self._count_wrong_try()
            raise Refused(401, "invalid_credentials")
        self._wrong_tries = 0
        _require_usable(user)
        if not user.lists:
            raise Refused(403, "permission_list_missing")
        sign_in = _SignIn(user, self._moment())
        self._sign_ins.append(sign_in)
        return {**self._rotate(sign_in), "user": user.content()}

    def refresh(self, token: str) -> dict[str, Any]:
        if token in self._spent:
            self._end(self._spent[token])
            raise Refused(401, "refresh_token_reused")
        sign_in = self._by_refresh_token(token)
        if sign_in is None:
            raise Refused(401, "refresh_token_invalid")
        if self._moment() >= sign_in.refresh_until:
            raise Refused(401, "refresh_token_expired")
        _require_usable(sign_in.user)
        self._spent[token] = sign_in
        return self._rotate(sign_in)

    def logout(self, token: str) -> None:
        sign_in = self._by_refresh_token(token)
        if sign_in is not None:
            self._end(sign_in)

    def user(self, access_token: str) -> User:
        for sign_in in self._sign_ins:
            until = sign_in.access.get(access_token)
            if until is not None:
                if self._moment() >= until:
                    raise Refused(401, "access_token_expired")
                _require_usable(sign_in.user)
                return sign_in.user
        raise Refused(401, "access_token_invalid")

    def expire_access(self) -> None:
        """Every access token given out so far has run out."""
        for sign_in in self._sign_ins:
            sign_in.access = dict.fromkeys(sign_in.access, self._moment())

    def expire_refresh(self) -> None:
        for sign_in in self._sign_ins:
            sign_in.refresh_until = self._moment()

    def revoke(self) -> None:
        """As an administrator who ends all sign-ins: tokens are no longer known."""
        self._sign_ins.clear()
        self._spent.clear()

    def _rotate(self, sign_in: _SignIn) -> dict[str, Any]:
        now = self._moment()
        access, sign_in.refresh = f"at_{secrets.token_hex(12)}", f"rt_{secrets.token_hex(12)}"
        sign_in.refresh_until = now + timedelta(seconds=self.refresh_life)
        sign_in.access[access] = now + timedelta(seconds=self.access_life)
        return {
            "token_type": "Bearer",
            "access_token": access,
            "expires_in": self.access_life,
            "refresh_token": sign_in.refresh,
            "refresh_expires_in": self.refresh_life,
        }

    def _by_refresh_token(self, token: str) -> _SignIn | None:
        return next((sign_in for sign_in in self._sign_ins if sign_in.refresh == token), None)

    def _end(self, sign_in: _SignIn) -> None:
        self._sign_ins = [other for other in self._sign_ins if other is not sign_in]

    def _count_wrong_try(self) -> None:
        self._wrong_tries += 1
        if self._wrong_tries >= MOST_WRONG_TRIES:
            self._wrong_tries = 0
            self._closed_until = self._moment() + THROTTLED_FOR


def _require_usable(user: User) -> None:
    if not user.active:
        raise Refused(403, "user_inactive")
