"""Companies that do not exist, and the codes they would have: what the sandboxes of programs and registers agree on.

`COMPANIES` are made by hand, one for every case an import meets; `company(n)` makes any number of others. The codes by
hand lie above those issued so far; those of `company(n)` do not, so they are for this machine alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from stdnum.ee.ik import calc_check_digit
from stdnum.ee.kmkr import checksum

COMPANY, ASSOCIATION, FOUNDATION, SOLE_TRADER = (
    "Osaühing",
    "Mittetulundusühing",
    "Sihtasutus",
    "Füüsilisest isikust ettevõtja",
)
_FORMS = {" AS": "Aktsiaselts", " MTÜ": ASSOCIATION, " KÜ": "Korteriühistu", " SA": FOUNDATION}


@dataclass(frozen=True, slots=True)
class Company:
    """As the Estonian register has it. `status`: R entered, L in liquidation, N bankrupt, K deleted."""

    code: str
    name: str
    form: str = COMPANY
    status: str = "R"
    former_names: tuple[str, ...] = ()
    vat_number: str = ""
    first_entry: str = ""  # dd.mm.yyyy
    street: str = ""
    place: "Place | None" = None

    @property
    def address(self) -> str:
        """From large to small; empty where the register has none."""
        return f"{self.place.large_to_small}, {self.street}" if self.place else ""

    @property
    def postal_code(self) -> str:
        return self.place.postal_code if self.place else ""


@dataclass(frozen=True, slots=True)
class Place:
    ehak: str
    small_to_large: str
    postal_code: str

    @property
    def large_to_small(self) -> str:
        return ", ".join(reversed(self.small_to_large.split(", ")))


PLACES = (
    Place("0298", "Kesklinna linnaosa, Tallinn, Harju maakond", "10115"),
    Place("0176", "Haabersti linnaosa, Tallinn, Harju maakond", "13513"),
    Place("0482", "Mustamäe linnaosa, Tallinn, Harju maakond", "12616"),
    Place("8151", "Tartu linn, Tartu linn, Tartu maakond", "51004"),
    Place("4599", "Pärnu linn, Pärnu linn, Pärnu maakond", "80010"),
    Place("9097", "Viljandi linn, Viljandi maakond", "71020"),
    Place("6671", "Rakvere linn, Lääne-Viru maakond", "44306"),
    Place("3498", "Kuressaare linn, Saaremaa vald, Saare maakond", "93810"),
    Place("9196", "Võru linn, Võru maakond", "65608"),
    Place("2284", "Haapsalu linn, Haapsalu linn, Lääne maakond", "90502"),
    Place("3895", "Laagri alevik, Saue vald, Harju maakond", "76401"),
)
_STREETS = "Lubja tn|Õismäe tee|Turu tn|Pikk tn|Vana-Lõuna tn|Jõe tn|Kooli tn|Tehase tn|Pärnu mnt|Ülikooli tn|Sõle tn"
_FIRST = """Põhja Lõuna Lääne Ida Vana Uus Suur Väike Tamme Kase Kuuse Männi Pärna Pihlaka Saare Ranna Jõe Järve Metsa
    Mäe Oru Nõmme Küla Linna Kivi Liiva Savi Raua Hõbe Kuld Vask Klaas Tähe Päikese Kuu Tuule Lume Vihma Koidu Sõstra
    Kevade Suve Sügise Talve Õuna Ploomi"""
_SECOND = """Ehitus Transport Kaubandus Konsult Puhastus Puit Metall Elekter Tarkvara Logistika Trükk Köök Kohvik Aed
    Mets Kala Leib Mööbel Tekstiil Kinnisvara Auto Remont Katus Sisustus Haldus Koolitus Tervis Ilu Sport Reisid Meedia
    Disain Arhitekt Projekt Geodeesia Õigus Audit Energia Soojus Vesi Turism"""
_PEOPLE = "Mari Jaan Tiina Peeter Anne Rein Kadri Mihkel Liis Toomas Õie Ülo"
STREETS, FIRST, SECOND, PEOPLE = _STREETS.split("|"), _FIRST.split(), _SECOND.split(), _PEOPLE.split()


def registration_code(first_seven: int) -> str:
    return f"{first_seven}{calc_check_digit(f'{first_seven}0')}"


def vat_number(first_eight: int) -> str:
    last = next(digit for digit in range(10) if checksum(f"{first_eight}{digit}") == 0)
    return f"EE{first_eight}{last}"


def company(n: int) -> Company:
    """The n-th of as many as are wanted: always the same, always another code. 0 ≤ n < 900,000."""
    spread = n * 2_654_435_761 % 2**32  # neighbours get different words
    form, prefix = _form_and_prefix(spread % 1000)
    return Company(
        code=registration_code(prefix * 1_000_000 + n if prefix > 1 else 1_000_000 + n),
        name=_name(spread >> 3, form, n),
        form=form,
        status="N" if spread % 556 == 0 else "L" if spread % 43 == 0 else "R",
        vat_number=vat_number(10_000_000 + n) if spread % 4 == 0 and form == COMPANY else "",
        first_entry=f"{1 + spread % 28:02}.{1 + spread % 12:02}.{1995 + spread % 31}",
        street=f"{STREETS[spread % len(STREETS)]} {1 + spread % 97}",
        place=PLACES[spread // 7 % len(PLACES)],
    )


def _form_and_prefix(permille: int) -> tuple[str, int]:
    """Shares as in the register: mostly companies, one in eight an association, some sole traders."""
    if permille < 120:
        return ASSOCIATION, 8
    if permille < 124:
        return FOUNDATION, 9
    return (SOLE_TRADER if permille < 170 else COMPANY), 1


def _name(spread: int, form: str, n: int) -> str:
    first, second = FIRST[spread % len(FIRST)], SECOND[spread // 64 % len(SECOND)]
    match form:
        case "Mittetulundusühing":
            return f"{first} {second.lower()} selts {n} MTÜ"
        case "Sihtasutus":
            return f"{first} {second} SA"
        case "Füüsilisest isikust ettevõtja":
            return f"{PEOPLE[spread % len(PEOPLE)]} {first} FIE"
    core = f"{first}{second.lower()} {n % 1000}"
    return (f"{core} OÜ", f"{core} OÜ", f"OÜ {core}", f"{core} osaühing")[spread % 4]


def _by_hand(number: int, name: str, *, status: str = "R", former_names: Sequence[str] = ()) -> Company:
    form = next((form for ending, form in _FORMS.items() if ending in f"{name} "), COMPANY)
    prefix = {COMPANY: 1910, "Aktsiaselts": 1910, FOUNDATION: 9099}.get(form, 8999)
    return Company(
        code=registration_code(prefix * 1000 + number),
        name=name,
        form=form,
        status=status,
        former_names=tuple(former_names),
        vat_number=vat_number(19_100_000 + number) if prefix == 1910 and number % 3 else "",
        first_entry=f"{1 + number % 28:02}.{1 + number % 12:02}.{2001 + number % 23}",
        street=f"{STREETS[number % len(STREETS)]} {1 + number % 60}",
        place=PLACES[number % len(PLACES)],
    )


_ORDINARY = """Põhjatäht Logistika AS|Vesiroosi Köök OÜ|Kivisilla Trükikoda OÜ|Rannaliiva Kalandus AS
Kõrvetee Tarkvara OÜ|Haabersti Kiirtööd OÜ|Rannakivi Ehitus OÜ|Õunaaia Talu OÜ|Jõekääru Saekaater OÜ
Ülesõidu Kontoritarbed OÜ|Šokolaadikoda Žanett OÜ|Tähesära Ilu OÜ|Kuuseoksa Puhkemaja OÜ|Merelaine Spaa AS
Päikesekiire Lastehoid OÜ|Tuulekoda Energia AS|Sõnajala Kirjastus OÜ|Linnutee Transport OÜ|Raudrohu Apteek OÜ
Kivikülvi Aiandus OÜ|Pärnaõie Mesila OÜ|Vahtrasiirup OÜ|Lumehelbe Kliima OÜ|Kuldnoka Muusikakool OÜ
Hõberemmelgas Aed ja Park OÜ|Jäälõhkuja Laevaremont AS|Rukkilille Pagar OÜ|Ööbiku Heli OÜ|Karulaugu Tervis OÜ
Tormilinnu Purjed OÜ|Mõisavärava Mööbel OÜ|Sepapoisi Metall OÜ|Võilille Lasteriided OÜ|Aganik ja Pojad OÜ
Käopesa Arhitektid OÜ|Telliskivi Katus OÜ|Metsaveere Külaselts MTÜ|Vana Veski Selts MTÜ|Kalevipoja Spordiklubi MTÜ
Tammetõru 12 KÜ|Kaseallee 7 KÜ|Noorte Muusikute SA"""
ORDINARY = tuple(
    _by_hand(100 + number, name) for number, name in enumerate(_ORDINARY.replace("\n", "|").split("|"))
)

BANKRUPT = _by_hand(201, "Hallvares Kaubandus OÜ", status="N")
IN_LIQUIDATION = _by_hand(202, "Sügislehe Reisid OÜ", status="L")
DELETED = _by_hand(203, "Kustunud Küünal OÜ", status="K")
RENAMED = _by_hand(204, "Virmaliste Digilahendused OÜ", former_names=("Ämbliku Veebikoda OÜ",))
OTHER_NAME = _by_hand(205, "Merekarbi Kaubandus OÜ")
NEAR_NAME = _by_hand(206, "Hõbelusikas Köök OÜ")
SHARED_CODE = _by_hand(207, "Kaksikvenna Catering OÜ")
SPACED_CODE = _by_hand(208, "Vaheruumi Sisustus OÜ")
WITHOUT_VIEW = _by_hand(209, "Suletud Uks OÜ")
ALSO_WITHOUT_VIEW = _by_hand(210, "Kinnine Raamat OÜ")
ARCHIVED = _by_hand(211, "Ammused Ajad OÜ")
VERY_SHORT = _by_hand(212, "Ö OÜ")
VERY_LONG = _by_hand(213, ("Pikanimeline" + " Põllumajandussaaduste Töötlemise" * 9)[:290] + " Ühistu OÜ")
SOLE = Company(registration_code(1_910_214), "Mari Näidis FIE", SOLE_TRADER, first_entry="04.05.2012")
FORM_IN_FRONT = _by_hand(215, "Teelehe Ravimtaimed OÜ")
OPAQUE_ID = _by_hand(216, "Kaldkriips ja Küsimärk OÜ")
_wrong_digit = _by_hand(217, "Vana Numbri Kauplus OÜ")
WRONG_DIGIT = Company(
    code=_wrong_digit.code[:7] + str((int(_wrong_digit.code[7]) + 1) % 10),
    name=_wrong_digit.name,
    first_entry="11.03.1997",
    street="Pikk tn 3",
    place=PLACES[5],
)
QUOTED = _by_hand(218, 'Kirjastus "Õhtu; Koit" OÜ')

COMPANIES = (
    *ORDINARY,
    *(BANKRUPT, IN_LIQUIDATION, DELETED, RENAMED, OTHER_NAME, NEAR_NAME, SHARED_CODE, SPACED_CODE),
    *(WITHOUT_VIEW, ALSO_WITHOUT_VIEW, ARCHIVED, VERY_SHORT, VERY_LONG, SOLE, FORM_IN_FRONT, OPAQUE_ID),
    *(WRONG_DIGIT, QUOTED),
)
