"""The main job as a firm meets it (P3), one step after the other, on the demo's firm."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.core.errors import OtherSideFailed
from app.core.words import _, ngettext
from app.importing.review import Review
from app.importing.rows import ReviewRow
from integrations.contract import FieldKind, Manifest, Served
from ui.headless.clients import client_form, client_lines
from ui.headless.demo import Demo, sign_in, to_connect
from ui.headless.demo_counts import plan_counts
from ui.headless.firm import firm_form, member_form
from ui.headless.import_lines import review_lines
from ui.headless.importing import row_form, run_summary, summary_of
from ui.headless.output import error_form
from ui.headless.picking import Picked
from ui.headless.run_due import job_form
from ui.headless.summary_lines import ledger_form, ledger_lines

if TYPE_CHECKING:
    from app.clients.queries import ClientRow

SHOWN = 8  # rows of a table in the story; --json has the whole


@dataclass(frozen=True, slots=True)
class Step:
    """`says`: one sentence for people; `result`: what came of it, for programs."""

    name: str
    says: str
    result: Mapping[str, Any] = field(default_factory=dict)
    lines: Sequence[str] = ()


async def steps(demo: Demo) -> AsyncIterator[Step]:
    """Each is done when it is told. Raises `KontorError` where one does not come out."""
    yield await _firm(demo)
    yield _sandboxes(demo)
    yield await _register(demo)
    manifest, served = next(iter(to_connect(demo)))
    job = Job(demo, manifest, served)
    for step in (job.wrong_password, job.connect, job.review, job.first_import, job.again):
        yield await step()
    for step in (job.changes, job.merge, job.undo, job.clients, job.counts):
        yield await step()


async def _firm(demo: Demo) -> Step:
    firm, members = await demo.program.firm.required(), await demo.program.firm.members()
    says = ngettext(
        "The firm {firm} with {count} member, in a home of its own.",
        "The firm {firm} with {count} members, in a home of its own.",
        len(members),
    )
    result = {"firm": firm_form(firm), "members": [member_form(member) for member in members]}
    return Step("firm", says.format(firm=firm.name, count=len(members)), result)


def _sandboxes(demo: Demo) -> Step:
    urls = {key: one.access["url"] for key, one in demo.served.items()}
    lines = [f"{key}  {url}" for key, url in urls.items()]
    return Step("sandboxes", _("The other sides, as servers on this machine."), {"urls": urls}, lines)


async def _register(demo: Demo) -> Step:
    loaded = await demo.program.registers.load(demo.owner, None)
    says = ngettext(
        "The business register is copied: {rows} company in {seconds} s.",
        "The business register is copied: {rows} companies in {seconds} s.",
        loaded.rows,
    )
    seconds = round(loaded.seconds, 3)
    return Step("register", says.format(rows=loaded.rows, seconds=seconds), {"rows": loaded.rows})


@dataclass(slots=True)
class Job:
    """Connecting and importing from one accounting program."""

    demo: Demo
    manifest: Manifest
    served: Served
    last_run: int = 0  # the import that is to be undone

    async def wrong_password(self) -> Step:
        address, answers = sign_in(self.manifest, self.served.access)
        wrong = {f.key: "not it" for f in self.manifest.form if f.kind is FieldKind.SECRET}
        try:
            await self._sign_in(address, answers | wrong)
        except OtherSideFailed as error:
            says = _("Connecting with a wrong password is refused, and says so.")
            return Step("wrong_password", says, {"error": error_form(error)}, [error.message, error.hint])
        raise AssertionError("a sandbox that lets anybody in")

    async def connect(self) -> Step:
        await self._sign_in(*sign_in(self.manifest, self.served.access))
        view = await self.demo.program.connections.view(self.manifest.key)
        says = _("Connected to {program} as {user}. The password is not kept.")
        result = {
            "integration": view.integration,
            "account": view.account,
            "user": view.user,
            "state": view.state,
        }
        return Step("connect", says.format(program=self.manifest.name, user=view.user), result)

    async def review(self) -> Step:
        rows = (await self._fetch()).rows
        says = ngettext(
            "{count} client is fetched and reviewed. Nothing is written yet.",
            "{count} clients are fetched and reviewed. Nothing is written yet.",
            len(rows),
        )
        return Step(
            "review",
            says.format(count=len(rows)),
            *_reviewed(rows, [row for row in rows if row.verdict.flag == "red"]),
        )

    async def first_import(self) -> Step:
        def words(summary: Mapping[str, int]) -> str:
            return ngettext(
                "The import is confirmed: {created} client made, {red_x} with a red X.",
                "The import is confirmed: {created} clients made, {red_x} with a red X.",
                summary["created"],
            )

        return await self._import("import", words)

    async def again(self) -> Step:
        words = _("Imported again: {unchanged} unchanged, {updated} written.")
        return await self._import("again", lambda _summary: words)

    async def changes(self) -> Step:
        """Somebody works there and somebody here; on the second client both change the same field."""
        theirs, both, archived = await self._targets()
        await self._edit(theirs, {"phone": "+372 600 1234"})
        await self._edit(both, {"email": "arved@their-side.example"})
        await self._edit(archived, {"active": False})
        change = self.demo.program.clients.change
        await change(self.demo.owner, theirs.id, {"email": "raamatupidaja@our-side.example"})
        await change(self.demo.owner, both.id, {"email": "arved@our-side.example"})
        lines = [
            _("{client}: a new phone number there, a new e-mail here").format(client=theirs.name),
            _("{client}: another e-mail there, and another here").format(client=both.name),
            _("{client}: archived there").format(client=archived.name),
        ]
        names = {"theirs": theirs.name, "both": both.name, "archived": archived.name}
        return Step("changes", _("Both sides work on."), names, lines)

    async def merge(self) -> Step:
        words = _(
            "What only they changed is taken, what only we changed is kept: {updated} updated, {conflicts} left."
        )
        return await self._import("merge", lambda _summary: words)

    async def undo(self) -> Step:
        undone = await self.demo.program.imports.undo(self.demo.owner, self.last_run)
        says = _("That import is undone: {restored} restored, {removed} removed.")
        counts = {"restored": undone.restored, "removed": undone.removed}
        return Step("undo", says.format(**counts), {"run": self.last_run, **counts})

    async def clients(self) -> Step:
        rows = await self.demo.program.client_queries.rows(self.demo.owner)
        firm = await self.demo.program.firm.required()
        says = ngettext("{count} client in the list.", "{count} clients in the list.", len(rows))
        forms = [client_form(row) for row in rows]
        return Step(
            "clients",
            says.format(count=len(rows)),
            {"clients": forms},
            client_lines(rows[:SHOWN], firm.time_zone),
        )

    async def counts(self) -> Step:
        """The schedule of monthly counts finds three months due, and catches up (P6)."""
        program, owner, key = self.demo.program, self.demo.owner, self.manifest.key
        await plan_counts(program, owner, self.manifest)
        runs = await program.scheduler.run_due(f"counts/{key}")
        rows = await program.summaries.ledger(owner, key)
        firm = await program.firm.required()
        result = {"jobs": [job_form(run) for run in runs], "ledger": [ledger_form(row) for row in rows]}
        lines = ledger_lines(rows[:SHOWN], firm.time_zone)
        return Step("counts", " ".join(run.text for run in runs), result, lines)

    async def _sign_in(self, address: str, answers: Mapping[str, str]) -> None:
        program = self.demo.program
        await program.connections.connect(self.demo.owner, self.manifest.key, address, answers)

    async def _fetch(self) -> Review:
        return await self.demo.program.imports.fetch(self.demo.owner, self.manifest.key)

    async def _import(self, name: str, words: Callable[[Mapping[str, int]], str]) -> Step:
        """As `kontor import` does it: rows in conflict wait for a person. `words`: by what came of it."""
        review = await self._fetch()
        choices = Picked().choices(review)
        run = await self.demo.program.imports.confirm(self.demo.owner, review, choices)
        self.last_run, rows = run.id, choices.rows(review)
        summary = run_summary(run)
        news = [row for row in rows if row.state in ("changed", "conflict", "attention")]
        result, lines = _reviewed(rows, news)
        return Step(
            name, words(summary).format(**summary), {"run": run.id, **result, "summary": summary}, lines
        )

    async def _targets(self) -> "tuple[ClientRow, ClientRow, ClientRow]":
        rows = await self.demo.program.client_queries.rows(self.demo.owner)
        usual = [row for row in rows if row.status == "active" and row.registry_flag == "green" and row.email]
        first, second, third = usual[:3]
        return first, second, third

    async def _edit(self, client: "ClientRow", values: Mapping[str, Any]) -> None:
        detail = await self.demo.program.client_queries.detail(self.demo.owner, client.id)
        if self.served.edit is not None:
            self.served.edit(detail.links[0].remote_id, values)


def _reviewed(rows: Sequence[ReviewRow], shown: Sequence[ReviewRow]) -> tuple[dict[str, Any], list[str]]:
    result = {"rows": [row_form(row) for row in rows], "summary": summary_of(rows)}
    lines = review_lines(shown[:SHOWN])
    more = len(shown) - SHOWN
    return result, [*lines, *([_("… and {count} more").format(count=more)] if more > 0 else [])]
