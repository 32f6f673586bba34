"""The Estonian open-data file: its real form, damaged ones, and the one that the sandbox makes."""

import csv
import zipfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from openapi_schema_validator import OAS30Validator

from integrations.ariregister.codes import check_digit_fits, valid_form
from integrations.ariregister.register_file import COLUMNS, rows
from integrations.ariregister.sandbox_file import write_register, write_zip
from integrations.sandbox.companies import COMPANIES, DELETED, QUOTED, SOLE, company
from tests.integrations.document import SPECS

# The header and the three rows of the real file that are known word for word.
SAMPLE = (
    "\ufeffnimi;ariregistri_kood;ettevotja_oiguslik_vorm;ettevotja_oigusliku_vormi_alaliik;kmkr_nr;ettevotja_staatus;"
    "ettevotja_staatus_tekstina;ettevotja_esmakande_kpv;ettevotja_aadress;asukoht_ettevotja_aadressis;"
    "asukoha_ehak_kood;asukoha_ehak_tekstina;indeks_ettevotja_aadressis;ads_adr_id;ads_ads_oid;"
    "ads_normaliseeritud_taisaadress;teabesysteemi_link\n"
    "001 Kinnisvara OÜ;12652512;Osaühing;;EE101721589;R;Registrisse kantud;25.04.2014;;Õismäe tee 78-9;0176;"
    "Haabersti linnaosa, Tallinn, Harju maakond;13513;2182337;;"
    "Harju maakond, Tallinn, Haabersti linnaosa, Õismäe tee 78-9;https://ariregister.rik.ee/est/company/12652512\n"
    "007 Autohaus osaühing;11694365;Osaühing;;EE101335276;R;Registrisse kantud;30.07.2009;;Turu tn 34;8151;"
    "Tartu linn, Tartu linn, Tartu maakond;51004;3047590;;Tartu maakond, Tartu linn, Tartu linn, Turu tn 34;"
    "https://ariregister.rik.ee/est/company/11694365\n"
    'Aiandusühistu ORAVA;80050012;Mittetulundusühing;;;R;Registrisse kantud;07.10.1998;;"postiaadress: Sõle 51-69; '
    'asukoht:";8599;Türisalu küla, Harku vald, Harju maakond;;;;;\n'
)
HEADER = SAMPLE.splitlines()[0]


def row(**values: str) -> str:
    return ";".join(values.get(column, "") for column in COLUMNS) + "\n"


@pytest.fixture
def file(tmp_path: Path):
    def write(text: str | bytes, name: str = "register.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def zipped(path: Path, *contents: tuple[str, bytes]) -> Path:
    target = path.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents:
            archive.writestr(name, content)
    return target


EXPECTED = [
    (
        *("12652512", "001 Kinnisvara OÜ", "R", "EE101721589"),
        *("Harju maakond, Tallinn, Haabersti linnaosa, Õismäe tee 78-9", "13513"),
    ),
    (
        *("11694365", "007 Autohaus osaühing", "R", "EE101335276"),
        *("Tartu maakond, Tartu linn, Tartu linn, Turu tn 34", "51004"),
    ),
    (
        *("80050012", "Aiandusühistu ORAVA", "R", ""),
        *("postiaadress: Sõle 51-69; asukoht:, Türisalu küla, Harku vald, Harju maakond", ""),
    ),
]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["\ufeff", ""])
def test_real_rows(file, line_end, mark):
    text = (mark + SAMPLE[1:]).replace("\n", line_end)
    path = file(text)
    assert list(rows(path)) == EXPECTED
    assert list(rows(zipped(path, ("ettevotja.csv", text.encode()), ("LOEMIND.txt", b"x")))) == EXPECTED


def test_empty_lines_and_a_missing_last_line_end(file):
    assert list(rows(file("\n".join([*SAMPLE.splitlines(), "", ""]).rstrip("\n")))) == EXPECTED


def test_of_people_only_what_is_needed(file):
    text = row(
        nimi="Mari Näidis FIE",
        ariregistri_kood="10000018",
        ettevotja_oiguslik_vorm="Füüsilisest isikust ettevõtja",
        kmkr_nr="EE100000018",
        ettevotja_staatus="R",
        asukoht_ettevotja_aadressis="Kodu tn 1",
        indeks_ettevotja_aadressis="10115",
        ads_normaliseeritud_taisaadress="Harju maakond, Kodu tn 1",
    )
    assert list(rows(file(HEADER + "\n" + text))) == [("10000018", "Mari Näidis FIE", "R", "", "", "")]


def test_quotes_are_doubled(file):
    text = row(nimi='"Kirjastus ""Õhtu; Koit"" OÜ"', ariregistri_kood="19102186")
    assert next(rows(file(HEADER + "\n" + text)))[1] == 'Kirjastus "Õhtu; Koit" OÜ'


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("", "not the file"),
        ("nimi;kood\n", "not the file"),
        (HEADER.replace("kmkr_nr", "kmkr") + "\n", "not the file"),
        (HEADER.replace(";", ","), "not the file"),
        ("<!doctype html><html></html>", "not the file"),
        (SAMPLE + "too;short\n", "damaged"),
        (SAMPLE + row() .rstrip("\n") + ";one more\n", "damaged"),
        (SAMPLE.encode() + b"\xff\xfe\n", "damaged"),
        (SAMPLE + '"' + "x" * 200_000, "damaged"),
    ],
)  # fmt: skip
def test_other_forms(file, text, about):
    with pytest.raises(ValueError, match=about) as caught:
        list(rows(file(text)))
    assert type(caught.value) is ValueError


def test_zips_of_another_kind(file, tmp_path):
    path = file(SAMPLE)
    csv_file = "a.csv", SAMPLE.encode()
    for contents in ([], [("a.xml", b"<x/>")], [csv_file, ("b.csv", b"")]):
        with pytest.raises(ValueError, match="not the file"):
            list(rows(zipped(path, *contents)))


def test_damaged_zips(file, tmp_path):
    whole = zipped(file(SAMPLE), ("a.csv", (SAMPLE * 50).encode())).read_bytes()
    for at in (60, len(whole) // 2):
        damaged = bytearray(whole)
        damaged[at : at + 8] = b"\x00" * 8
        with pytest.raises(ValueError, match=r"damaged|not the file"):
            list(rows(file(bytes(damaged), "damaged.zip")))
    with pytest.raises(ValueError, match=r"damaged|not the file"):
        list(rows(file(whole[: len(whole) // 2], "half.zip")))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        list(rows(tmp_path / "none.zip"))


@settings(max_examples=200)
@given(content=st.binary(max_size=400))
def test_anything_is_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_bytes(HEADER.encode() + b"\n" + content)
    try:
        assert all(len(one) == 6 for one in rows(path))
    except ValueError as refused:
        assert "damaged" in str(refused)  # noqa: PT017 - either is right


# --- the file that the sandbox makes --------------------------------------------------------------


def basic_data_row() -> OAS30Validator:
    schemas = yaml.safe_load((SPECS / "ariregister.openapi.yaml").read_text(encoding="utf-8"))["components"][
        "schemas"
    ]
    schema = schemas["BasicDataRow"]
    schema["properties"]["ettevotja_staatus"] = schemas["Status"]
    assert list(schema["properties"]) == list(COLUMNS)
    return OAS30Validator(schema)


def test_the_file_made_has_the_form_of_the_real_one(tmp_path):
    path = tmp_path / "made.csv"
    write_register(path, 3000)
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfnimi;")
    validator = basic_data_row()
    with path.open(encoding="utf-8-sig", newline="") as text:
        made = list(csv.DictReader(text, delimiter=";"))
    for each in made:
        validator.validate(each)
    assert len(made) == 3000
    assert all(check_digit_fits(each["ariregistri_kood"]) for each in made[60:])
    assert b'"Kirjastus ""\xc3\x95htu; Koit"" O\xc3\x9c"' in raw


def test_the_same_rows_in_a_zip_each_time(tmp_path):
    for name in ("a.zip", "b.zip", "c.csv"):
        write_register(tmp_path / name, 500)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    read = list(rows(tmp_path / "a.zip"))
    assert read == list(rows(tmp_path / "c.csv"))
    assert len({code for code, *_ in read}) == len(read) == 500


def test_living_companies_are_in_the_file_and_deleted_ones_are_not(tmp_path):
    write_register(tmp_path / "r.zip", 200)
    found = {code: (name, status) for code, name, status, *_ in rows(tmp_path / "r.zip")}
    for one in COMPANIES:
        if one is not DELETED:
            assert found[one.code] == (one.name, one.status)
    assert DELETED.code not in found
    assert found[QUOTED.code][0] == QUOTED.name
    assert next(each for each in rows(tmp_path / "r.zip") if each[0] == SOLE.code)[3:] == ("", "", "")


def test_shares_are_about_those_of_the_register(tmp_path):
    write_zip(tmp_path / "r.zip", map(company, range(20_000)))
    letters = [status for _, _, status, *_ in rows(tmp_path / "r.zip")]
    assert 0.015 < letters.count("L") / len(letters) < 0.035
    assert 0 < letters.count("N") / len(letters) < 0.005


# --- codes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "form", "digit"),
    [
        ("70000310", True, True),
        ("12417834", True, True),
        ("80000000", True, False),
        ("19999905", True, True),
        ("19999904", True, False),
        ("32345674", True, True),
        ("1234567", False, False),
        ("123456789", False, False),
        ("1234567a", False, False),
        ("EE101721589", False, False),
        ("١٢٣٤٥٦٧٨", False, False),
        ("", False, False),
        (" 70000310 ", True, True),
        ("70 000 310", True, True),
    ],
)
def test_codes(code, form, digit):
    assert valid_form(code) is form
    assert check_digit_fits(code) is digit


@given(st.text(max_size=12))
def test_any_code(code):
    assert not check_digit_fits(code) or valid_form(code)
