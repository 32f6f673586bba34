"""One of several copies of Kontor on one home: `python talker.py HOME TIMES` fetches that often when told to begin."""

import asyncio
import sys
from pathlib import Path

from app.connections.service import ConnectionService
from app.core.clock import SystemClock
from app.core.events import Events
from app.core.file_vault import FileVault
from app.core.paths import Home
from app.db.upgrade import open_store
from app.firm.service import FirmService
from integrations.contract import Surroundings


async def main(root: str, times: int) -> None:
    home, clock, events = Home(Path(root)), SystemClock(), Events()
    store = await asyncio.to_thread(open_store, f"sqlite:///{home.database}", home, clock)
    around = Surroundings(asyncio.sleep, clock.now, lambda: 0.5, silence=10.0)
    vault = FileVault(home.secrets, "õun ja pirn")
    connections = ConnectionService(
        store, clock, events, FirmService(store, clock, events), vault, around, wait=60
    )
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    for _ in range(times):
        async with connections.session("trigon") as connector:
            await connector.test()
    await asyncio.to_thread(store.close)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
