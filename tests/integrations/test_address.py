"""What a person types becomes an address, or a sentence about what is wrong with it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.address import base_address, is_loopback
from integrations.contract import Problem, UserNeeded


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("https://trigon.example", "https://trigon.example/api/v1"),
        ("https://trigon.example/", "https://trigon.example/api/v1"),
        ("https://trigon.example/api/v1", "https://trigon.example/api/v1"),
        ("https://trigon.example/api/v1/", "https://trigon.example/api/v1"),
        (" HTTPS://Trigon.Example:443/office// ", "https://trigon.example/office/api/v1"),
        ("trigon.example", "https://trigon.example/api/v1"),
        ("trigon.example:8443/x", "https://trigon.example:8443/x/api/v1"),
        ("https://trigon.example/app?firm=1#/home", "https://trigon.example/app/api/v1"),
        ("https://büroo.example", "https://xn--broo-0ra.example/api/v1"),
        ("https://trigon.example/büroo", "https://trigon.example/b%C3%BCroo/api/v1"),
        ("https://server/trigon", "https://server/trigon/api/v1"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000/api/v1"),
        ("http://localhost:80", "http://localhost/api/v1"),
        ("localhost:8000", "https://localhost:8000/api/v1"),
        ("http://[::1]:8000", "http://[::1]:8000/api/v1"),
    ],
)
def test_typed_and_made(typed, made):
    assert base_address(typed, "/api/v1") == made


@pytest.mark.parametrize(
    ("typed", "about"),
    [
        ("", "host"),
        ("   ", "host"),
        ("https://", "host"),
        ("trigon", "complete"),
        ("https://trigon..example", "complete"),
        ("my office", "host"),
        ("mari@buroo.example", "user"),
        ("https://mari:secret@trigon.example", "user"),
        ("ftp://trigon.example", "https://"),
        ("file:///etc/passwd", "https://"),
        ("javascript://alert(1)", "https://"),
        ("http://trigon.example", "https"),
        ("http://127.0.0.1.trigon.example", "https"),
        ("http://10.0.0.5", "https"),
        ("https://trigon.example:99999", "port"),
        ("https://trigon.example:0", "port"),
        ("https://trigon.example:port", "host"),
        ("https://[::1", "not an address"),
        ("https://tri gon.example", "host"),
        ("https://trigon.example\\@elsewhere.example", "user"),
        ("https://a%2F.example", "host"),
        ("https://\u200bü..example", "host"),
    ],
)
def test_nonsense(typed, about):
    with pytest.raises(UserNeeded) as caught:
        base_address(typed, "/api/v1")
    assert caught.value.problem is Problem.WRONG_ADDRESS
    assert about in caught.value.detail
    assert "secret" not in str(caught.value)


@given(st.text(max_size=60) | st.from_regex(r"(https?://)?[^/]{0,20}(:\d+)?(/.*)?", fullmatch=True))
def test_anything_gives_an_address_of_which_the_same_comes_again(typed):
    with suppress(UserNeeded):  # the only error there may be
        made = base_address(typed, "/api/v1")
        assert base_address(made, "/api/v1") == made
        assert made.startswith(("https://", "http://"))
        assert made.isascii()
        assert made.endswith("/api/v1")


def test_this_machine():
    assert all(map(is_loopback, ["localhost", "127.0.0.1", "127.8.9.1", "::1", "[::1]"]))
    assert not any(map(is_loopback, ["10.0.0.1", "localhost.example", "0.0.0.0", "", "::2"]))
