"""The surroundings that conftest.py gives to every test."""

import os
import subprocess
import sys
from pathlib import Path

import keyring
import keyring.backends.null
import keyring.errors
import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st


def test_home_is_empty_and_of_this_test_alone(kontor_home, tmp_path_factory):
    assert os.environ["KONTOR_HOME"] == str(kontor_home)
    assert list(kontor_home.iterdir()) == []
    below = tmp_path_factory.getbasetemp()
    for folder in (
        Path.home(),
        platformdirs.user_data_path("kontor"),
        platformdirs.user_cache_path("kontor"),
    ):
        assert folder.is_relative_to(below)


def test_nothing_of_the_session_outside(monkeypatch):
    left = [n for n in os.environ if n.startswith("KONTOR_") or n.lower().endswith("_proxy")]
    assert left == ["KONTOR_HOME"]
    assert "DISPLAY" not in os.environ
    assert "DBUS_SESSION_BUS_ADDRESS" not in os.environ


def test_no_keyring_is_reached():
    with pytest.raises(keyring.errors.NoKeyringError):
        keyring.get_password("kontor", "anyone")


@pytest.mark.parametrize("_turn", [1, 2])
def test_another_keyring_lasts_one_test(_turn):
    assert keyring.get_keyring().priority == 0  # the one that refuses
    keyring.set_keyring(keyring.backends.null.Keyring())


def test_programs_started_by_a_test_reach_no_keyring_either():
    code = "import keyring; keyring.set_password('kontor', 'anyone', 'secret')"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "NoKeyringError" in answer.stderr


@given(st.text())
def test_hypothesis_bears_the_fixtures_of_every_test(text):
    assert text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass") == text
