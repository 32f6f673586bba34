"""What the audit log says of monthly summaries, in words (P1.6)."""

from datetime import date

from integrations.trigon.sandbox_records import Record, midnight
from tests.ui.counted import configure, counted, wishes
from tests.ui.office import Office, until
from ui.desktop.desk import Place
from ui.desktop.pages.client_history import changes_in_words
from ui.desktop.pages.settings_audit import AuditTab


def of_kind(audit: AuditTab, name: str) -> list[str]:
    """The changes of the newest entry of that kind, as it is called in the table."""
    columns = {column.key: column for column in audit.model.columns}
    rows = [audit.model.row_at(place) for place in range(audit.model.shown)]
    return next(changes_in_words(row) for row in rows if row and columns["entity"].text(row) == name)


def test_the_audit_log_speaks_of_plans_days_and_counts(in_office):
    async def story(office: Office) -> None:
        await counted(office)
        summaries, aed = office.program.summaries, await office.client("Aed OÜ")
        office.trigon.firms["f_1"].records = [Record(0, midnight(date(2026, 10, 10)) + 3600)]
        await summaries.confirm_recount(
            office.owner, await summaries.recount(office.owner, "trigon", date(2026, 10, 1))
        )
        await configure(office, mapping={"sales_invoice_created": "Sales"})
        await summaries.count_from(office.owner, "trigon", aed.id, date(2026, 12, 15))
        office.shell.go(Place("settings", ("audit",)))
        audit = office.shell.page("settings").audit
        await until(lambda: audit.model.total > 3)
        mapping = "Counts and the task fields they fill"
        assert of_kind(audit, "Data import") == [f"{mapping}: Payments, Sales invoices → Sales"]
        assert of_kind(audit, "Client") == ["Counted from: – → 15.12.2026"]
        (recounted,) = of_kind(audit, "Covered days")
        assert recounted.startswith("Payments created: ")
        assert "summary_plan" in {key for key, _word in audit.entity._choices}

    in_office(story, **wishes())
