"""Confirming a review (P3.8): everything chosen in one transaction, held against the database as it is then."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.rights import Actor
from app.db.bulk import keep_others_out
from app.importing import reading, runs
from app.importing.creating import create
from app.importing.matching import Codes
from app.importing.plan import Outcome, Plan, added_codes, concerned, ids_of, make_plan
from app.importing.posting import Posting
from app.importing.review import Review
from app.importing.rows import ReviewRow
from app.importing.runs import RunView
from app.importing.tables import ImportRun
from app.importing.updating import log_left, note, update


def confirm(
    session: Session, actor: Actor, at: datetime, review: Review, rows: Sequence[ReviewRow], *, codes: Codes
) -> RunView:
    """`rows`: those of the review as they hold with the person's choices.

    A review that finds nothing to do writes the run, which is the log, and nothing else.
    """
    keep_others_out(session, reading.CLIENT, reading.LINK)
    looked_at = concerned(rows)
    present = reading.present(session, review.about, *ids_of(looked_at))
    added = {}
    if any(row.ours is None and row.checked for row in looked_at):
        now = reading.codes_now(session)
        added = added_codes(review.known, now, review.about.country, codes)
    plan = make_plan(review, rows, present, added, codes)
    run = _run(actor, at, review, rows, plan)
    session.add(run)
    session.flush()
    posting = Posting(session, actor, at, review.about, run.id)
    create(posting, plan.creates)
    update(posting, plan.updates, present.registry)
    note(posting, [*plan.left, *plan.noted])
    log_left(posting, plan.left)
    return runs.view(run)


def _run(actor: Actor, at: datetime, review: Review, rows: Sequence[ReviewRow], plan: Plan) -> ImportRun:
    return ImportRun(
        source=review.source,
        fetched_at=review.fetched_at,
        confirmed_at=at,
        member_id=actor.member_id,
        actor=actor.name,
        created=len(plan.creates),
        updated=len(plan.updates),
        unchanged=plan.unchanged,
        skipped=plan.left_as(Outcome.SKIPPED),
        conflicts=plan.left_as(Outcome.CONFLICT),
        red_x=sum(row.verdict.flag == "red" for row in rows),
        failed=plan.left_as(Outcome.FAILED),
        address=review.address,
    )
