"""Dated agreements (P1.3)."""

from datetime import date
from decimal import Decimal

import pytest

from app.core.errors import NotFound, Refused, WrongUsage
from app.core.events import FirmChanged
from app.firm.views import AgreementView
from tests.firm.conftest import Office

JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)
FULL = 40 * 3600


async def test_agreements_newest_first(office: Office):
    liis, put = office.member.member_id, office.service.set_agreement
    await put(office.admin, liis, JANUARY, Decimal("20.5"), Decimal(45), FULL)
    await put(office.admin, liis, JULY, None, Decimal("47.1234"), None)
    assert await office.service.agreements(office.admin, liis) == (
        AgreementView(JULY, None, Decimal("47.1234"), None),
        AgreementView(JANUARY, Decimal("20.5"), Decimal(45), FULL),
    )
    assert await office.service.agreements(office.admin, office.owner.member_id) == ()
    assert office.heard.since() == [FirmChanged(), FirmChanged()]
    (first, second) = await office.log(entity="member", action="edit")
    assert first.changes == {
        "agreement.2026-01-01": (
            None,
            {"labour_cost": "20.5000", "billable_rate": "45.0000", "weekly_seconds": FULL},
        )
    }
    assert first.title == "Liis Kask"
    assert list(second.changes) == ["agreement.2026-07-01"]


async def test_from_the_same_day_it_is_replaced(office: Office):
    liis, put = office.member.member_id, office.service.set_agreement
    await put(office.admin, liis, JANUARY, Decimal(20), None, FULL)
    office.heard.since()
    await put(office.admin, liis, JANUARY, Decimal("20.00"), None, FULL)
    assert office.heard.since() == []  # the same amount
    await put(office.admin, liis, JANUARY, Decimal(21), None, 0)
    assert await office.service.agreements(office.admin, liis) == (
        AgreementView(JANUARY, Decimal(21), None, 0),
    )
    last = (await office.log(entity="member", action="edit"))[-1]
    ((old, new),) = last.changes.values()
    assert (old["labour_cost"], new["labour_cost"]) == ("20.0000", "21.0000")
    assert (old["weekly_seconds"], new["weekly_seconds"]) == (FULL, 0)


async def test_taking_one_away(office: Office):
    liis = office.member.member_id
    await office.service.set_agreement(office.admin, liis, JANUARY, Decimal(20), None, FULL)
    await office.service.remove_agreement(office.admin, liis, JANUARY)
    assert await office.service.agreements(office.admin, liis) == ()
    last = (await office.log(entity="member", action="edit"))[-1]
    assert last.changes["agreement.2026-01-01"][1] is None
    with pytest.raises(NotFound):
        await office.service.remove_agreement(office.admin, liis, JANUARY)


@pytest.mark.parametrize(
    ("cost", "rate", "week", "code"),
    [
        (Decimal("-0.01"), None, None, "wrong_amount"),
        (None, Decimal("1.00001"), None, "wrong_amount"),
        (None, Decimal(10**9), None, "wrong_amount"),
        (Decimal("NaN"), None, None, "wrong_amount"),
        (Decimal("Infinity"), None, None, "wrong_amount"),
        (None, None, -1, "wrong_hours"),
        (None, None, 7 * 24 * 3600 + 1, "wrong_hours"),
    ],
)
async def test_what_is_no_agreement(office: Office, cost, rate, week, code: str):
    with pytest.raises(WrongUsage) as caught:
        await office.service.set_agreement(office.admin, office.member.member_id, JANUARY, cost, rate, week)
    assert caught.value.code == code
    assert await office.service.agreements(office.admin, office.member.member_id) == ()


async def test_who_may_not(office: Office):
    liis = office.member.member_id
    for work in (
        office.service.set_agreement(office.member, liis, JANUARY, Decimal(99), None, None),
        office.service.remove_agreement(office.member, liis, JANUARY),
        office.service.agreements(office.member, liis),
    ):
        with pytest.raises(Refused) as caught:
            await work
        assert caught.value.code == "no_right"


async def test_a_member_that_is_not_there(office: Office):
    with pytest.raises(NotFound):
        await office.service.set_agreement(office.owner, 99, JANUARY, None, None, None)
