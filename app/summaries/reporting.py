"""What a run did, as a report, within a transaction."""

from sqlalchemy.orm import Session

from app.summaries import shown as shows
from app.summaries.periods import Period
from app.summaries.run import Outcome
from app.summaries.shown import Shown
from app.summaries.views import PendingRow, RunReport


def report_of(
    session: Session, shown: Shown, new: tuple[Period, ...], refreshed: str, outcome: Outcome
) -> RunReport:
    failed = _failed(session, shown, outcome)
    tried = {row.client_id for row in failed}
    return RunReport(
        integration=shown.key,
        name=shown.manifest.name,
        slots=new,
        counted=outcome.counted,
        failed=failed,
        left_out=tuple(row for row in shows.left_out(session, shown) if row.client_id not in tried),
        refreshed=refreshed,
        months=tuple(sorted(outcome.months)),
        stopped=outcome.stopped,
        stopped_words=outcome.stopped_words,
    )


def _failed(session: Session, shown: Shown, outcome: Outcome) -> tuple[PendingRow, ...]:
    """Those tried in vain in this run; others may have been waiting before."""
    if not outcome.failed:
        return ()
    rows = shows.pending(session, shown)
    return tuple(row for row in rows if (row.client_id, row.slot) in outcome.failed)
