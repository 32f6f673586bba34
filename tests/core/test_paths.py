import os
from pathlib import Path

import pytest

from app.core.paths import Home, find_home


def test_everything_lies_below_the_home(tmp_path: Path):
    home = Home(tmp_path)
    places = [home.database, home.backups, home.logs, home.cache, home.secrets, home.settings]
    assert all(place.is_relative_to(tmp_path) for place in places)
    assert len(set(places)) == 6
    assert not home.cache.is_relative_to(home.backups)
    assert list(tmp_path.iterdir()) == []  # asking makes nothing


def test_what_was_chosen_comes_before_the_environment(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("KONTOR_HOME", str(tmp_path / "environment"))
    assert find_home(str(tmp_path / "chosen")).root == tmp_path / "chosen"
    assert find_home().root == tmp_path / "environment"
    assert find_home("").root == tmp_path / "environment"


def test_relative_paths_and_tildes(tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_home("here").root == tmp_path / "here"
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert find_home("~/kontor").root == tmp_path / "kontor"


@pytest.mark.skipif(os.name != "posix", reason="the folders of XDG")
def test_else_it_is_the_platforms_folder(tmp_path: Path, monkeypatch):
    monkeypatch.delenv("KONTOR_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert find_home().root == tmp_path / "data" / "Kontor"
