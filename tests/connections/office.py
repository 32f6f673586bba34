"""An accounting program in memory and its connector: tokens rotate, and one used twice ends the sign-in."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from integrations.contract import (
    Account,
    Capability,
    ClientPage,
    FieldKind,
    FormField,
    Integration,
    IntegrationError,
    Manifest,
    Problem,
    RemoteClient,
    SecretKeeper,
    Surroundings,
    UserNeeded,
)

EMAIL, PASSWORD = "mari@buroo.example", "kadri&pähkel-77"
ENDS = datetime(2027, 2, 1, tzinfo=UTC)
MANIFEST = Manifest(
    key="arvila",
    name="Arvila",
    country="EE",
    kind="Accounting program",
    sentence="For tests.",
    icon="buildings",
    capabilities=frozenset({Capability.CLIENTS}),
    form=(
        FormField("url", "Address", FieldKind.ADDRESS),
        FormField("email", "E-mail", FieldKind.EMAIL),
        FormField("password", "Password", FieldKind.SECRET),
    ),
    client_fields=("name",),
)


@dataclass
class Office:
    """The program's own side. `trouble` is what the next calls end in; `tokens` are those that are good."""

    trouble: IntegrationError | None = None
    trouble_at_sign_out: IntegrationError | None = None
    tokens: set[str] = field(default_factory=set)
    spent: set[str] = field(default_factory=set)
    given_out: list[str] = field(default_factory=list)
    reused: int = 0
    open_now: int = 0
    most_open: int = 0
    reached_at: list[str] = field(default_factory=list)  # addresses

    given: asyncio.Event = field(default_factory=asyncio.Event)  # set with each token

    def log_in(self, email: str, password: str) -> str:
        if (email, password) != (EMAIL, PASSWORD):
            raise UserNeeded(Problem.WRONG_CREDENTIALS, "401 invalid_credentials")
        return self._new_token()

    def refresh(self, token: str) -> str:
        if token in self.spent:
            self.reused += 1
            self.tokens.clear()
        if token not in self.tokens:
            raise UserNeeded(Problem.SIGN_IN_AGAIN, "401 refresh_token_invalid")
        self.tokens.discard(token)
        self.spent.add(token)
        return self._new_token()

    def _new_token(self) -> str:
        token = f"refresh-token-{secrets.token_hex(8)}"
        self.tokens.add(token)
        self.given_out.append(token)
        self.given.set()
        return token

    def integration(self) -> Integration:
        @asynccontextmanager
        async def open_line(
            address: str, keeper: SecretKeeper, around: Surroundings
        ) -> AsyncIterator["OfficeConnector"]:
            self.reached_at.append(address)
            self.open_now += 1
            self.most_open = max(self.most_open, self.open_now)
            try:
                yield OfficeConnector(self, keeper, around)
            finally:
                self.open_now -= 1

        return Integration(MANIFEST, open_line)


@dataclass(slots=True)
class OfficeConnector:
    office: Office
    keeper: SecretKeeper
    around: Surroundings
    signed_in: bool = False

    async def sign_in(self, answers: Mapping[str, str]) -> Account:
        self._stumble()
        token = self.office.log_in(answers["email"], answers["password"])
        await self.around.pause(0)
        await self.keeper.save({"refresh_token": token})
        self.signed_in = True
        return Account("Büroo OÜ", EMAIL, ENDS)

    async def test(self) -> Account:
        await self._refresh()
        return Account("Büroo Grupp OÜ", EMAIL, ENDS.replace(month=3))

    async def clients(self) -> AsyncIterator[ClientPage]:
        await self._refresh()
        yield ClientPage((RemoteClient("1", "Sild OÜ"),), 2)
        self._stumble()
        yield ClientPage((RemoteClient("2", "Tamm AS"),), 2)

    async def expires(self) -> datetime | None:
        return None  # it tells when somebody signs in or tests, and then only

    async def sign_out(self) -> None:
        if self.office.trouble_at_sign_out is not None:
            raise self.office.trouble_at_sign_out
        kept = (await self.keeper.load()).get("refresh_token", "")
        self.office.tokens.discard(kept)

    async def _refresh(self) -> None:
        """Each line begins with it, as the access token is in memory alone."""
        self._stumble()
        if self.signed_in:
            return
        kept = (await self.keeper.load()).get("refresh_token", "")
        await self.around.pause(0)  # others get their chance to spend the same token
        fresh = self.office.refresh(kept)
        await self.keeper.save({"refresh_token": fresh})
        self.signed_in = True

    def _stumble(self) -> None:
        if self.office.trouble is not None:
            raise self.office.trouble
