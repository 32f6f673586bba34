"""The fourteen numbers of a month out of Trigon (P6.2), with the words that Trigon's users know them by."""

from integrations.contract import N_, CountKind, CountsOffer, SnapshotKind

CREATED, UPDATED = "loomine", "uuendamine"


def _kind(key: str, own: tuple[str, str], name: str, created: str, updated: str) -> CountKind:
    """`own`: its own word, and that in the genitive, as in "Kulurea loomine"."""
    return CountKind(
        key=key,
        own=own[0],
        name=name,
        created=f"{key}_created",
        updated=f"{key}_updated",
        created_own=f"{own[1]} {CREATED}",
        updated_own=f"{own[1]} {UPDATED}",
        created_name=created,
        updated_name=updated,
    )


COUNTS = CountsOffer(
    zone="Europe/Tallinn",
    kinds=(
        _kind(
            "payment",
            ("Makse", "Makse"),
            N_("Payment"),
            N_("Payments created"),
            N_("Payments updated"),
        ),
        _kind(
            "purchase_invoice",
            ("Ostuarve", "Ostuarve"),
            N_("Purchase invoice"),
            N_("Purchase invoices created"),
            N_("Purchase invoices updated"),
        ),
        _kind(
            "sales_invoice",
            ("Müügiarve", "Müügiarve"),
            N_("Sales invoice"),
            N_("Sales invoices created"),
            N_("Sales invoices updated"),
        ),
        _kind(
            "financial_entry",
            ("Finantskanne", "Finantskande"),
            N_("Financial entry"),
            N_("Financial entries created"),
            N_("Financial entries updated"),
        ),
        _kind(
            "expense_line",
            ("Kulurida", "Kulurea"),
            N_("Expense line"),
            N_("Expense lines created"),
            N_("Expense lines updated"),
        ),
        _kind(
            "depreciation_entry",
            ("Põhivara amortisatsioon", "Põhivara amortisatsiooni"),
            N_("Fixed-asset depreciation entry"),
            N_("Fixed-asset depreciation entries created"),
            N_("Fixed-asset depreciation entries updated"),
        ),
    ),
    snapshots=(
        SnapshotKind(
            "active_reporting_persons", "Aktiivsete aruandvate isikute arv", N_("Active reporting persons")
        ),
        SnapshotKind(
            "depreciable_fixed_assets", "Amortiseeritavate põhivarade arv", N_("Depreciable fixed assets")
        ),
    ),
    own_words=(CREATED, UPDATED),
)
