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
    failed = _failed(session, shown, outcome, waiting_too=bool(new))
    tried = {row.client_id for row in failed}
    return RunReport(
        integration=shown.key,
        name=shown.manifest.name,
        slots=new,
        counted=outcome.counted,
        failed=failed,
        left_out=tuple(row for row in shows.left_out(session, shown) if row.client_id not in tried),
        refreshed=refreshed,
        months=tuple(sorted(outcome.months or {row.slot for row in failed})),
        stopped=outcome.stopped,
        stopped_words=outcome.stopped_words,
    )


def _failed(session: Session, shown: Shown, outcome: Outcome, *, waiting_too: bool) -> tuple[PendingRow, ...]:
    """Those tried in vain in this run. `waiting_too`: also those that failed before and whose next try is later: a
    month of which one client is missing is not told as whole.
    """
    if not outcome.failed and not waiting_too:
        return ()
    rows = shows.pending(session, shown)
    return tuple(
        row
        for row in rows
        if (row.client_id, row.slot) in outcome.failed
        or (waiting_too and row.reason and row.next_try is not None)
    )
