"""The vault, looked for when it is first needed.

Asking a keyring may take seconds, or a person's answer: the window and the clients do not wait for that, and
most commands never need a secret.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from app.core.paths import Home
from app.core.vault import PASSPHRASE, Vault, VaultState, find_vault


class LateVault:
    """A `Vault` that finds the real one at the first question and stays with it.

    The file's passphrase is taken from the environment where it is there (headless.md), else `unlock` brings it.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._finding: asyncio.Task[Vault] | None = None

    async def found(self) -> Vault:
        """The real vault. One search, however many ask at once."""
        search = self._finding
        if search is None or (search.done() and (search.cancelled() or search.exception())):
            search = self._finding = asyncio.create_task(find_vault(self._home, os.environ.get(PASSPHRASE)))
        return await asyncio.shield(search)

    async def unlock(self, passphrase: str) -> None:
        """Open the file under its passphrase, or begin it. `Refused` for a wrong one; nothing where it is no file."""
        from app.core.file_vault import FileVault

        vault = await self.found()
        if isinstance(vault, FileVault):
            await vault.unlock(passphrase)

    async def get(self, name: str) -> dict[str, str] | None:
        return await (await self.found()).get(name)

    async def set(self, name: str, values: Mapping[str, str]) -> None:
        await (await self.found()).set(name, values)

    async def delete(self, name: str) -> None:
        await (await self.found()).delete(name)

    async def state(self) -> VaultState:
        return await (await self.found()).state()

    @asynccontextmanager
    async def turn(self, name: str, wait: float) -> AsyncIterator[None]:
        async with (await self.found()).turn(name, wait):
            yield
