"""P1.4: Owner and Admin everything, but only the Owner deletes a client or hands over; members what was granted."""

import pytest

from app.core.errors import Refused
from app.core.rights import (
    GRANTABLE,
    OWNER_ONLY,
    SCHEDULER,
    Actor,
    Level,
    Right,
    reason_against,
    require,
)


def actor(level: Level, *grants: Right) -> Actor:
    return Actor(1, "Kadri Tamm", level, frozenset(grants))


@pytest.mark.parametrize("right", Right)
def test_the_owner_may_everything(right: Right):
    assert actor(Level.OWNER).may(right)
    require(actor(Level.OWNER), right)
    assert reason_against(actor(Level.OWNER), right) == ""


@pytest.mark.parametrize("right", Right)
def test_an_admin_may_all_but_what_is_the_owners(right: Right):
    assert actor(Level.ADMIN).may(right) == (right not in {Right.DELETE_CLIENT, Right.HAND_OVER})


@pytest.mark.parametrize("right", Right)
def test_a_member_may_what_was_granted(right: Right):
    assert not actor(Level.MEMBER).may(right)
    assert actor(Level.MEMBER, right).may(right) == (right not in OWNER_ONLY)


@pytest.mark.parametrize("level", [Level.ADMIN, Level.MEMBER])
def test_what_is_the_owners_cannot_be_granted(level: Level):
    for right in OWNER_ONLY:
        assert not actor(level, *Right).may(right)
        with pytest.raises(Refused):
            require(actor(level, *Right), right)


@pytest.mark.parametrize("right", Right)
def test_a_refusal_says_why_and_what_to_do(right: Right):
    with pytest.raises(Refused) as caught:
        require(actor(Level.MEMBER), right)
    assert caught.value.code == "no_right"
    assert caught.value.message == reason_against(actor(Level.MEMBER), right)
    assert caught.value.message.endswith(".")
    assert caught.value.hint.endswith(".")


def test_what_an_admin_can_hand_out():
    assert {Right.CLIENTS, Right.BILLING, Right.ALL_TIME, Right.REPORTS} == GRANTABLE
    assert not GRANTABLE & OWNER_ONLY


def test_the_scheduler_acts_as_an_admin_without_being_a_member():
    assert SCHEDULER.member_id is None
    assert SCHEDULER.may(Right.INTEGRATIONS)
    assert not SCHEDULER.may(Right.DELETE_CLIENT)
