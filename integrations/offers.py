"""What an integration counts; a part of `contract.py`, from where it is taken."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CountKind:
    """A kind of record that is counted twice for a period: those entered in it and those changed in it (P6.2).

    `own…`: the trade's own words in the program's country, never translated. The other names are marked with `N_`.
    """

    key: str  # "payment"
    own: str  # "Makse"
    name: str  # N_("Payment")
    created: str  # field: "payment_created"
    updated: str
    created_own: str  # "Makse loomine"
    updated_own: str
    created_name: str  # N_("Payments created")
    updated_name: str


@dataclass(frozen=True, slots=True)
class SnapshotKind:
    """A number as it stands now, without a past (P6.5). `key` is its field."""

    key: str  # "depreciable_fixed_assets"
    own: str
    name: str


@dataclass(frozen=True, slots=True)
class CountsOffer:
    """What an integration counts, in the order in which it is shown. `zone`: whose days a period has.

    `own_words`: created and updated in the trade's own words, the heads of two columns.
    """

    zone: str  # "Europe/Tallinn"
    kinds: tuple[CountKind, ...]
    snapshots: tuple[SnapshotKind, ...]
    own_words: tuple[str, str]  # ("loomine", "uuendamine")

    @property
    def activity_fields(self) -> tuple[str, ...]:
        return tuple(field for kind in self.kinds for field in (kind.created, kind.updated))

    @property
    def snapshot_fields(self) -> tuple[str, ...]:
        return tuple(kind.key for kind in self.snapshots)

    @property
    def fields(self) -> tuple[str, ...]:
        """All of them: payment_created, payment_updated …, and the snapshots last."""
        return self.activity_fields + self.snapshot_fields

    def field_name(self, field: str) -> str:
        """As in "Payments created", to be translated where it is shown. Raises KeyError for a field that is none."""
        return self._names()[field][0]

    def own_name(self, field: str) -> str:
        """As in "Makse loomine", the same in every language. Raises KeyError for a field that is none."""
        return self._names()[field][1]

    def _names(self) -> dict[str, tuple[str, str]]:
        names = {kind.created: (kind.created_name, kind.created_own) for kind in self.kinds}
        names |= {kind.updated: (kind.updated_name, kind.updated_own) for kind in self.kinds}
        return names | {kind.key: (kind.name, kind.own) for kind in self.snapshots}
