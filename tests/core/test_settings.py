import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.settings import Settings, load, save

CHOSEN = Settings(
    language="et", theme="dark", text_size=120, reduce_motion=True, window="AdnQ", page="settings",
    tables={"clients": {"widths": [1, 2], "order": ["name"]}},
)  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "settings.json"


def test_what_was_saved_is_loaded(file: Path):
    save(file, CHOSEN)
    assert load(file) == CHOSEN
    assert os.listdir(file.parent) == ["settings.json"]  # noqa: PTH208


def test_without_a_file_there_are_defaults_and_no_file(file: Path):
    assert load(file) == Settings()
    assert not file.parent.exists()


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[1]", b"5", b'"x"', b"null", b"\xff\xfe\x00", b'{"theme": "da']
)
def test_a_damaged_file_is_set_aside(file: Path, damage: bytes):
    file.parent.mkdir()
    file.write_bytes(damage)
    assert load(file) == Settings()
    assert not file.exists()
    assert file.with_suffix(".damaged").read_bytes() == damage
    save(file, CHOSEN)
    assert load(file) == CHOSEN


@pytest.mark.parametrize(
    ("name", "value"),
    [("text_size", True), ("text_size", "120"), ("text_size", 89), ("text_size", 131), ("text_size", 100.5),
     ("theme", "purple"), ("theme", 1), ("theme", ["dark"]), ("tables", []), ("tables", None), ("rail_folded", 1),
     ("rail_folded", "no"), ("language", None), ("page", {}), ("unknown", 1), ("load", 1)],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_the_usual_one_and_the_others_stay(file: Path, name: str, value: object):
    save(file, CHOSEN)
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), name: value}), "utf-8")
    loaded = load(file)
    kept = {k: getattr(loaded, k) for k in ("language", "theme", "text_size", "page", "tables") if k != name}
    assert kept == {k: getattr(CHOSEN, k) for k in kept}
    if hasattr(Settings(), name):
        assert getattr(loaded, name) == getattr(Settings(), name)


def test_a_disk_that_refuses_keeps_the_older_file(file: Path, monkeypatch):
    save(file, CHOSEN)

    def full(*_arguments, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="space"):
        save(file, Settings())
    monkeypatch.undo()
    assert load(file) == CHOSEN


def test_a_folder_in_place_of_the_file(file: Path):
    file.mkdir(parents=True)
    assert load(file) == Settings()


def test_defaults_are_not_shared():
    one, other = Settings(), Settings()
    one.tables["clients"] = 1
    assert other.tables == {}


@given(
    st.builds(
        Settings,
        theme=st.sampled_from(["system", "light", "dark"]),
        text_size=st.integers(90, 130),
        language=st.text(),
        tables=st.dictionaries(st.text(), st.lists(st.integers())),
    )
)
def test_any_settings_come_back(tmp_path_factory, settings: Settings):
    file = tmp_path_factory.mktemp("settings") / "s.json"
    save(file, settings)
    assert load(file) == settings
