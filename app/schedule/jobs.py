"""All jobs there are, in the order in which they run (P10.1): the counts first, as invoices wait for them."""

from collections.abc import Awaitable, Callable, Sequence

from app.connections.catalogue import Catalogue
from app.connections.service import ConnectionService
from app.core.clock import Clock
from app.core.paths import Home
from app.db.store import Store
from app.registers.service import RegisterService
from app.schedule.backup_job import BackupJob
from app.schedule.counts_job import CountsJob, Summaries
from app.schedule.network import reaches_any
from app.schedule.recheck_job import RecheckJob
from app.schedule.register_job import RegisterJob
from app.schedule.views import Job
from integrations.contract import Integration


def all_jobs(
    store: Store,
    clock: Clock,
    home: Home,
    registers: RegisterService,
    summaries: Summaries,
    *,
    catalogue: Sequence[Integration] | None = None,
) -> tuple[Job, ...]:
    """`catalogue`: what can be connected to; None: all of the registry."""
    manifests = [entry.manifest for entry in Catalogue(catalogue).all()]
    counts = [CountsJob(summaries, clock, m.key, m.name) for m in manifests if m.counts is not None]
    return (
        *counts,
        RegisterJob(store, registers),
        RecheckJob(store, registers),
        BackupJob(store, clock, home),
    )


def network_of(connections: ConnectionService) -> Callable[[], Awaitable[bool]]:
    """Whether any program that the firm is connected to can be reached; True where it has none."""

    async def reachable() -> bool:
        return await reaches_any([view.address for view in await connections.all() if view.active])

    return reachable
