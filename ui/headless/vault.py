"""The vault, looked for when a command first needs a secret: asking a keyring takes its time, and most do not."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from app.core.paths import Home
from app.core.vault import PASSPHRASE, Vault, VaultState, find_vault


class VaultOnDemand:
    """`app.core.vault.find_vault` at the first call of any of its methods."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._found: Vault | None = None
        self._finding = asyncio.Lock()

    async def get(self, name: str) -> dict[str, str] | None:
        return await (await self._vault()).get(name)

    async def set(self, name: str, values: Mapping[str, str]) -> None:
        await (await self._vault()).set(name, values)

    async def delete(self, name: str) -> None:
        await (await self._vault()).delete(name)

    async def state(self) -> VaultState:
        return await (await self._vault()).state()

    @asynccontextmanager
    async def turn(self, name: str, wait: float) -> AsyncIterator[None]:
        async with (await self._vault()).turn(name, wait):
            yield

    async def _vault(self) -> Vault:
        async with self._finding:
            if self._found is None:
                self._found = await find_vault(self._home, os.environ.get(PASSPHRASE))
        return self._found
