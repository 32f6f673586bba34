"""Makes the rows of a review: what each remote client, and each that is gone, comes to (P3.4 to P3.10). Pure."""

import msgspec

from app.importing import words
from app.importing.bases import base_agreed, base_of, base_writer
from app.importing.known import Link, Ours
from app.importing.matching import Kind, Match
from app.importing.merge import merge
from app.importing.rows import CHOOSE, DEACTIVATE, LINK, ReviewRow, State
from app.importing.source import LONGEST, Source, Values, unfit
from app.registers.verdicts import Verdict
from integrations.contract import RemoteClient


class RowMaker:
    """Makes the rows of one source."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._name_at = source.fields.index("name")
        self._base = base_writer(source)

    def matched(
        self,
        remote: RemoteClient,
        theirs: Values,
        verdict: Verdict,
        ours: Ours,
        link: Link | None,
    ) -> ReviewRow:
        """A remote client that is this client of ours. `link`: the client's; of another remote client where it
        is to be moved here.
        """
        if link is not None and self._same_as_ever(remote, theirs, ours, link):
            return ReviewRow(
                remote.remote_id, remote, State.UNCHANGED, checked=False, can_check=True, verdict=verdict,
                client_id=ours.id, client_name=ours.name, client_mark=ours.mark, link=link, ours=ours, theirs=theirs,
            )  # fmt: skip
        fields = merge(
            self.source.fields,
            base_of(link),
            theirs,
            ours.values,
            country=remote.country or self.source.country,
            readable=remote.readable,
        )
        archived = ours.active and not remote.active
        row = ReviewRow(
            remote.remote_id, remote, State.UNCHANGED, checked=False, can_check=True, verdict=verdict,
            client_id=ours.id, client_name=ours.name, client_mark=ours.mark, fields=fields,
            offer=DEACTIVATE if archived else "", link=link, ours=ours, theirs=theirs,
        )  # fmt: skip
        return self._with_state(row, archived_now=archived and (link is None or link.remote_active))

    def new(self, remote: RemoteClient, theirs: Values, verdict: Verdict) -> ReviewRow:
        """A remote client that nobody here is. One that is archived there becomes an inactive client."""
        named = self._named(theirs)
        nameless = not theirs[self._name_at]
        reason, text = self._sentence("no_name") if nameless else self._reasons(remote, theirs)
        return ReviewRow(
            remote.remote_id,
            remote,
            State.NEW if named else State.ATTENTION,
            checked=named,
            can_check=named,
            verdict=verdict,
            reason=reason,
            reason_words=text,
            theirs=theirs,
        )

    def undecided(
        self, remote: RemoteClient, theirs: Values, verdict: Verdict, match: Match, taken_by: str = ""
    ) -> ReviewRow:
        """A remote client that may be one of ours, or fits too well. Unticked until a person decides."""
        alike = match.kind is Kind.ALIKE
        attention = alike or match.kind is Kind.MOVED
        reason, text = self._why_undecided(match, taken_by)
        return ReviewRow(
            remote.remote_id,
            remote,
            State.ATTENTION if attention else State.CONFLICT,
            checked=False,
            can_check=alike and self._named(theirs),
            verdict=verdict,
            reason=reason,
            reason_words=text,
            candidates=match.candidates,
            offer=LINK if attention else CHOOSE,
            link=match.link,
            theirs=theirs,
        )

    def unlisted(self, link: Link, ours: Ours, verdict: Verdict, *, nothing_listed: bool) -> ReviewRow:
        """A client of ours whose remote client is not listed any more: news once, then only an offer (P3.10)."""
        reason, text = self._sentence("nothing_listed" if nothing_listed else "vanished")
        return ReviewRow(
            link.remote_id, None, State.UNCHANGED if link.vanished else State.ATTENTION,
            checked=False, can_check=False, verdict=verdict, client_id=ours.id, client_name=ours.name,
            client_mark=ours.mark, reason=reason, reason_words=text, offer=DEACTIVATE, link=link, ours=ours,
            news=not link.vanished and not nothing_listed,
        )  # fmt: skip

    def _named(self, theirs: Values) -> bool:
        """Whether it has a name that can be kept: without one it cannot become a client."""
        return 0 < len(theirs[self._name_at]) <= LONGEST["name"]

    def _same_as_ever(self, remote: RemoteClient, theirs: Values, ours: Ours, link: Link) -> bool:
        return (
            theirs == ours.values
            and remote.active
            and remote.readable
            and link.remote_active
            and link.readable
            and not link.vanished
            and ours.status == "active"
            and link.remote_id == remote.remote_id
            and link.base == self._base(theirs)
        )

    def _with_state(self, row: ReviewRow, *, archived_now: bool) -> ReviewRow:
        state = State.UNCHANGED
        if any(f.conflict for f in row.fields):
            state = State.CONFLICT
        elif archived_now:
            state = State.ATTENTION
        elif row.writes:
            state = State.CHANGED
        reason, text = self._why(row)
        return msgspec.structs.replace(
            row,
            state=state,
            checked=row.writes,
            can_check=row.writes or state is State.UNCHANGED,
            reason=reason,
            reason_words=text,
            news=self._is_news(row, agreed=state is State.UNCHANGED),
        )

    def _is_news(self, row: ReviewRow, *, agreed: bool) -> bool:
        """`agreed`: nothing is to be decided, so that the base may follow what both sides came to have."""
        if row.link is None or row.links or row.remote is None:
            return False
        seen = (row.link.remote_active, row.link.readable, row.link.vanished)
        if seen != (row.remote.active, row.remote.readable, False):
            return True
        return agreed and base_agreed(self.source, row) != row.link.base

    def _why(self, row: ReviewRow) -> tuple[str, str]:
        found = []
        remote, ours = row.remote, row.ours
        if remote is None or ours is None:
            return "", ""
        if row.offer == DEACTIVATE:
            found.append(self._sentence("archived"))
        if conflicts := [f.field for f in row.fields if f.conflict]:
            code = "both_changed" if row.link else "first_differs"
            found.append((code, words.reason(code, fields=words.fields_in_words(conflicts))))
        if remote.active and not ours.active:
            found.append(self._sentence("inactive_here"))
        return self._reasons(remote, row.theirs, found)

    def _reasons(
        self, remote: RemoteClient, theirs: Values, found: list[tuple[str, str]] | None = None
    ) -> tuple[str, str]:
        """The first code and all sentences; what can be said of any row comes after what was `found`."""
        left_out = unfit(self.source, theirs)
        if not found and not left_out and remote.readable:
            return "", ""
        found = found or []
        if not remote.readable:
            found.append(self._sentence("unreadable"))
        if left_out:
            found.append(("unfit", words.reason("unfit", fields=words.fields_in_words(left_out))))
        return found[0][0], " ".join(text for _code, text in found)

    def _why_undecided(self, match: Match, taken_by: str) -> tuple[str, str]:
        if match.kind is Kind.SAME_CODE:
            return "same_code", words.same_code(match.count, self.source.name)
        if match.kind is Kind.SEVERAL:
            return "fits_several", words.reason("fits_several", count=match.count)
        if match.kind is Kind.TAKEN:
            return "taken", words.reason("taken", client=taken_by, source=self.source.name)
        best = match.candidates[0]
        if match.kind is Kind.MOVED:
            return "moved", words.reason("moved", client=best.name, source=self.source.name)
        return "alike", words.reason("alike", score=best.score)

    def _sentence(self, code: str) -> tuple[str, str]:
        return code, words.reason(code, source=self.source.name)
