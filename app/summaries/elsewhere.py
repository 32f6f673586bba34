"""Whether the program that is connected is the one that the clients were imported from, within a transaction.

Ids of firms mean something on their own server alone: another one may have other firms under the very same ids. So
nothing is counted there until an import was confirmed. Another user of the same server sees the same firms.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.connections.records import found
from app.core.errors import Refused
from app.importing.tables import ImportRun
from app.summaries.owing import OTHER_ACCOUNT
from app.summaries.words import other_account
from integrations.contract import Manifest


def elsewhere(session: Session, integration: str) -> bool:
    """The address is another than that of the newest import; one that was undone counts where there is no other."""
    row = found(session, integration)
    own = ImportRun.source == integration, ImportRun.address.is_not(None)
    newest = (
        select(ImportRun.address)
        .where(*own)
        .order_by(ImportRun.undone_at.is_not(None), ImportRun.id.desc())
        .limit(1)
    )
    linked = session.scalar(newest)
    return row is not None and linked is not None and linked != row.address


def require_same(session: Session, manifest: Manifest) -> None:
    if elsewhere(session, manifest.key):
        raise Refused(OTHER_ACCOUNT, *other_account(manifest.name))
