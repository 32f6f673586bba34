"""Translations: English in the source, catalogues compiled on first use."""

from pathlib import Path

import pytest

from app.core import words
from app.core.words import N_, _, ngettext

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Clients"
msgstr "Kliendid"

msgid "{name} is not in the register"
msgstr "{name} puudub registrist"

msgid "{n} client"
msgid_plural "{n} clients"
msgstr[0] "{n} klient"
msgstr[1] "{n} klienti"
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch) -> Path:
    folder = tmp_path / "translations"
    folder.mkdir()
    (folder / "et.po").write_text(CATALOGUE, "utf-8")
    monkeypatch.setattr(words, "FOLDER", folder)
    yield tmp_path / "cache"
    words.use("en", tmp_path / "cache")


def test_speaking_estonian(cache: Path):
    words.use("et", cache)
    assert words.language() == "et"
    assert _("Clients") == "Kliendid"
    assert _("{name} is not in the register").format(name="X") == "X puudub registrist"
    assert [ngettext("{n} client", "{n} clients", n).format(n=n) for n in (1, 2)] == ["1 klient", "2 klienti"]


def test_what_is_not_translated_stays_english(cache: Path):
    words.use("et", cache)
    assert _("Members") == "Members"
    assert ngettext("{n} member", "{n} members", 2) == "{n} members"


def test_an_empty_text_is_not_the_catalogues_head(cache: Path):
    words.use("et", cache)
    assert _("") == ""


@pytest.mark.parametrize("language", ["en", "nb", "tlh", ""])
def test_without_a_catalogue_it_is_english(cache: Path, language: str):
    words.use("et", cache)
    words.use(language, cache)
    assert words.language() == (language if language in words.LANGUAGES else "en")
    assert _("Clients") == "Clients"
    assert ngettext("one", "many", 1) == "one"
    assert ngettext("one", "many", 0) == "many"


def test_marking_translates_nothing_yet(cache: Path):
    words.use("et", cache)
    assert N_("Clients") == "Clients"


def test_compiled_once_and_again_after_a_change(cache: Path):
    words.use("et", cache)
    (compiled,) = cache.iterdir()
    before = compiled.stat().st_mtime_ns
    words.use("et", cache)
    assert [f.stat().st_mtime_ns for f in cache.iterdir()] == [before]
    (words.FOLDER / "et.po").write_text(CATALOGUE.replace("Kliendid", "Meie kliendid"), "utf-8")
    words.use("et", cache)
    assert _("Clients") == "Meie kliendid"


@pytest.mark.parametrize("damage", [b"", b"nonsense" * 10, b"\xde\x12\x04\x95" + b"\xff" * 40])
def test_a_damaged_cache_is_made_anew(cache: Path, damage: bytes):
    words.use("et", cache)
    (compiled,) = cache.iterdir()
    compiled.write_bytes(damage)
    words.use("et", cache)
    assert _("Clients") == "Kliendid"
    assert compiled.stat().st_size > 100


def test_a_cache_that_cannot_be_written(cache: Path):
    cache.write_text("a file where the folder should be")
    words.use("et", cache)
    assert _("Clients") == "Kliendid"
