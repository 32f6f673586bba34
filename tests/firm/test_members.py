"""Members: one Owner, hand-over, rights, who takes over (P1.3, P1.4)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import KontorError, NotFound, Refused, WrongUsage
from app.core.events import ClientsChanged, FirmChanged, TasksChanged
from app.core.rights import SCHEDULER, Level, Right
from tests.firm.conftest import Office


async def test_adding_one(office: Office):
    added = await office.service.add_member(
        office.admin, "  Ingrid  Solheim ", "Ingrid@Firm.example", status="limited"
    )
    assert (added.name, added.email, added.status, added.level) == (
        "Ingrid Solheim",
        "ingrid@firm.example",
        "limited",
        "member",
    )
    assert added in await office.service.members()
    assert office.heard.since() == [FirmChanged()]
    entry = (await office.log(entity="member", action="add"))[-1]
    assert (entry.entity_id, entry.title, entry.actor) == (added.id, "Ingrid Solheim", "Marten Saar")
    assert entry.changes["status"] == (None, "limited")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": ""}, "no_name"),
        ({"email": "nobody"}, "not_an_email"),
        ({"email": " LIIS@firm.example"}, "email_taken"),
        ({"level": "owner"}, "one_owner"),
        ({"level": "chief"}, "unknown_value"),
        ({"status": "asleep"}, "unknown_value"),
    ],
)
async def test_who_cannot_be_added(office: Office, given, code: str):
    whole = {"name": "Ingrid", "email": "ingrid@firm.example", **given}
    with pytest.raises(KontorError) as caught:
        await office.service.add_member(office.owner, **whole)
    assert caught.value.code == code
    assert len(await office.service.members()) == 3
    assert office.heard.since() == []


async def test_members_are_managed_by_the_owner_and_admins(office: Office):
    service, liis = office.service, office.member
    works = [
        service.add_member(liis, "A", "a@firm.example"),
        service.change_member(liis, liis.member_id, {"level": "admin"}),
        service.make_inactive(liis, office.admin.member_id, None),
        service.set_external_id(liis, liis.member_id, "tripletex", "1"),
    ]
    for work in works:
        with pytest.raises(Refused) as caught:
            await work
        assert caught.value.code == "no_right"
    assert await office.by_name("Liis Kask") == (await service.members())[1]
    assert office.heard.since() == []


async def test_changing_one(office: Office):
    changed = await office.service.change_member(
        office.admin,
        office.member.member_id,
        {"name": "Liis Kuusk", "email": "LIIS@firm.example", "grants": ["reports", "clients", "clients"]},
    )
    assert (changed.name, changed.grants) == ("Liis Kuusk", ("clients", "reports"))
    (entry,) = await office.log(entity="member", action="edit")
    assert entry.changes == {"name": ("Liis Kask", "Liis Kuusk"), "grants": ([], ["clients", "reports"])}
    actor = await office.service.actor("liis@firm.example")
    assert actor.may(Right.CLIENTS)
    assert not actor.may(Right.BILLING)


async def test_a_change_that_changes_nothing_writes_nothing(office: Office):
    before = await office.log()
    liis = await office.by_name("Liis Kask")
    same = {
        "name": liis.name,
        "email": liis.email,
        "status": liis.status,
        "level": liis.level,
        "grants": liis.grants,
    }
    assert await office.service.change_member(office.owner, liis.id, same) == liis
    assert await office.log() == before
    assert office.heard.since() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"email": "marten@firm.example"}, "email_taken"),
        ({"grants": ["delete_client"]}, "not_grantable"),
        ({"grants": ["settings"]}, "not_grantable"),
        ({"grants": ["fly"]}, "not_grantable"),
        ({"password": "x"}, "unknown_field"),
        ({"name": "New", "status": "gone"}, "unknown_value"),
    ],
)
async def test_a_change_that_does_not_fit_changes_nothing(office: Office, changes, code: str):
    before = await office.service.members()
    with pytest.raises(KontorError) as caught:
        await office.service.change_member(office.owner, office.member.member_id, changes)
    assert caught.value.code == code
    assert await office.service.members() == before


async def test_a_member_that_is_not_there(office: Office):
    for work in (
        office.service.change_member(office.owner, 99, {"name": "X"}),
        office.service.make_inactive(office.owner, 99, None),
        office.service.set_external_id(office.owner, 99, "tripletex", "1"),
    ):
        with pytest.raises(NotFound):
            await work


# --- the Owner ------------------------------------------------------------------------------------


async def test_handing_over(office: Office):
    await office.service.change_member(office.owner, office.member.member_id, {"level": "owner"})
    assert {m.name: m.level for m in await office.service.members()} == {
        "Kadri Tamm": "admin",
        "Liis Kask": "owner",
        "Marten Saar": "admin",
    }
    assert (await office.service.actor()).name == "Liis Kask"
    changes = [(e.title, e.changes) for e in await office.log(entity="member", action="edit")]
    assert sorted(changes) == [
        ("Kadri Tamm", {"level": ("owner", "admin")}),
        ("Liis Kask", {"level": ("member", "owner")}),
    ]


async def test_only_the_owner_hands_over(office: Office):
    for actor in (office.admin, office.member, SCHEDULER):
        with pytest.raises(Refused):
            await office.service.change_member(actor, office.admin.member_id, {"level": "owner"})
    assert (await office.service.actor()).name == "Kadri Tamm"


@pytest.mark.parametrize("status", ["limited", "inactive"])
async def test_the_new_owner_has_to_be_active(office: Office, status: str):
    liis = office.member.member_id
    with pytest.raises(Refused):
        await office.service.change_member(office.owner, liis, {"level": "owner", "status": status})
    await office.service.change_member(office.owner, liis, {"status": status})
    with pytest.raises(Refused) as caught:
        await office.service.change_member(office.owner, liis, {"level": "owner"})
    assert caught.value.code == "not_active"
    both = {"level": "owner", "status": "active"}
    assert (await office.service.change_member(office.owner, liis, both)).level == "owner"


@pytest.mark.parametrize(
    "changes", [{"level": "admin"}, {"level": "member"}, {"status": "inactive"}, {"status": "limited"}]
)
async def test_a_firm_always_has_its_owner(office: Office, changes):
    with pytest.raises(Refused) as caught:
        await office.service.change_member(office.owner, office.owner.member_id, changes)
    assert caught.value.code == "owner_stays"
    with pytest.raises(Refused):
        await office.service.make_inactive(office.owner, office.owner.member_id, office.admin.member_id)
    assert (await office.service.actor()).name == "Kadri Tamm"


async def test_an_admin_does_not_take_over_by_way_of_the_owners_address(office: Office):
    for changes in ({"email": "marten2@firm.example"}, {"name": "X"}, {"level": "member"}):
        with pytest.raises(Refused) as caught:
            await office.service.change_member(office.admin, office.owner.member_id, changes)
        assert caught.value.code == "no_right"
    changed = await office.service.change_member(
        office.owner, office.owner.member_id, {"name": "Kadri Kuusk"}
    )
    assert changed.name == "Kadri Kuusk"


actions = st.lists(
    st.tuples(
        st.integers(0, 2),  # who acts
        st.integers(1, 4),  # on whom
        st.one_of(
            st.fixed_dictionaries({"level": st.sampled_from(["owner", "admin", "member"])}),
            st.fixed_dictionaries({"status": st.sampled_from(["active", "limited", "inactive"])}),
            st.just("make_inactive"),
        ),
    ),
    max_size=12,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions)
def test_whatever_is_tried_there_is_one_active_owner(tmp_path_factory, migrated, actions):
    """The actors are the members as they are at that moment."""
    import asyncio

    asyncio.run(_try(tmp_path_factory, migrated, actions))


async def _try(tmp_path_factory, migrated, actions) -> None:
    from app.core.clock import SetClock
    from app.db.upgrade import open_store
    from app.firm.service import FirmService
    from tests.firm.conftest import NEW
    from tests.stores import NOW, Heard, Home, url_of

    home = Home(tmp_path_factory.mktemp("firm"))
    home.database.write_bytes(migrated.read_bytes())
    store = open_store(url_of(home), home, SetClock(NOW))
    service = FirmService(store, SetClock(NOW), Heard().events)
    await service.create(NEW)
    owner = await service.actor()
    await service.add_member(owner, "Marten", "marten@firm.example", level="admin")
    await service.add_member(owner, "Liis", "liis@firm.example")
    for who, whom, what in actions:
        try:
            actor = await service.actor(
                ["kadri@firm.example", "marten@firm.example", "liis@firm.example"][who]
            )
            if what == "make_inactive":
                await service.make_inactive(actor, whom, None)
            else:
                await service.change_member(actor, whom, what)
        except KontorError:
            continue
        finally:
            owners = [m for m in await service.members() if m.level == "owner"]
            assert [m.status for m in owners] == ["active"]
    store.close()


# --- who acts -------------------------------------------------------------------------------------


async def test_who_acts_under_an_address(office: Office):
    assert office.owner.level is Level.OWNER
    assert office.admin.level is Level.ADMIN
    assert (office.member.level, office.member.grants) == (Level.MEMBER, frozenset())
    assert (await office.service.actor(" LIIS@firm.example ")).name == "Liis Kask"


async def test_nobody_acts_under_an_unknown_address(office: Office):
    for email in ("nobody@firm.example", ""):
        with pytest.raises(NotFound) as caught:
            await office.service.actor(email)
        assert caught.value.code == "unknown_member"


@pytest.mark.parametrize("status", ["limited", "inactive"])
async def test_limited_and_inactive_members_do_not_sign_in(office: Office, status: str):
    await office.service.change_member(office.owner, office.member.member_id, {"status": status})
    with pytest.raises(Refused) as caught:
        await office.service.actor("liis@firm.example")
    assert caught.value.code == "not_active"
    assert "Liis Kask" in caught.value.message


# --- who takes over -------------------------------------------------------------------------------


async def test_making_inactive_moves_the_clients(office: Office):
    kringel = await office.client("Kuldne Kringel OÜ", office.member.member_id)
    saarepuu = await office.client("Saarepuu Mööbel OÜ", office.member.member_id)
    await office.client("Other AS", office.owner.member_id)
    gone = await office.service.make_inactive(office.owner, office.member.member_id, office.admin.member_id)
    assert gone.status == "inactive"
    assert office.heard.since() == [ClientsChanged(frozenset({kringel, saarepuu})), FirmChanged()]
    moved = await office.log(entity="client", action="edit")
    assert {(e.entity_id, e.title) for e in moved} == {
        (kringel, "Kuldne Kringel OÜ"),
        (saarepuu, "Saarepuu Mööbel OÜ"),
    }
    assert all(e.changes == {"manager_id": (office.member.member_id, office.admin.member_id)} for e in moved)

    from app.clients.tables import Client

    def managers(session):
        return {c.name: c.manager_id for c in session.query(Client)}

    assert await office.store.read(managers) == {
        "Kuldne Kringel OÜ": office.admin.member_id,
        "Saarepuu Mööbel OÜ": office.admin.member_id,
        "Other AS": office.owner.member_id,
    }


async def test_it_asks_who_takes_over(office: Office):
    await office.client("Kuldne Kringel OÜ", office.member.member_id)
    liis = office.member.member_id
    for work in (
        office.service.make_inactive(office.owner, liis, None),
        office.service.change_member(office.owner, liis, {"status": "inactive", "name": "X"}),
    ):
        with pytest.raises(Refused) as caught:
            await work
        assert caught.value.code == "successor_needed"
        assert "1 client." in caught.value.message
    assert (await office.by_name("Liis Kask")).status == "active"


async def test_without_clients_nobody_has_to(office: Office):
    gone = await office.service.make_inactive(office.owner, office.member.member_id, None)
    assert gone.status == "inactive"
    assert office.heard.since() == [FirmChanged()]
    back = await office.service.change_member(office.owner, gone.id, {"status": "active"})
    assert back.status == "active"


async def test_who_cannot_take_over(office: Office):
    await office.client("Kuldne Kringel OÜ", office.member.member_id)
    liis, marten = office.member.member_id, office.admin.member_id
    await office.service.change_member(office.owner, marten, {"status": "inactive"})
    for successor, kind in ((liis, WrongUsage), (marten, WrongUsage), (99, NotFound)):
        with pytest.raises(kind):
            await office.service.make_inactive(office.owner, liis, successor)
    assert (await office.by_name("Liis Kask")).status == "active"


async def test_making_inactive_moves_the_open_tasks(office: Office):
    liis, marten, kadri = (a.member_id for a in (office.member, office.admin, office.owner))
    alone = await office.task("VAT", liis)
    with_marten = await office.task("Payroll", liis, marten)
    with_kadri = await office.task("Bank", kadri, liis)
    done = await office.task("Annual report", liis, status="done")
    others = await office.task("Other", kadri)
    before = await office.assignees()
    office.heard.since()
    await office.service.make_inactive(office.owner, liis, marten)
    assert await office.assignees() == {
        alone: {marten}, with_marten: {marten}, with_kadri: {kadri, marten}, done: {liis}, others: {kadri},
    }  # fmt: skip
    assert before[with_kadri] == {kadri, liis}
    assert office.heard.since() == [TasksChanged(frozenset({alone, with_marten, with_kadri})), FirmChanged()]
    moved = {e.entity_id: (e.title, e.changes) for e in await office.log(entity="task", action="edit")}
    assert moved == {
        alone: ("VAT", {"assignees": ([liis], [marten])}),
        with_marten: ("Payroll", {"assignees": (sorted([liis, marten]), [marten])}),
        with_kadri: ("Bank", {"assignees": (sorted([kadri, liis]), sorted([kadri, marten]))}),
    }


async def test_open_tasks_ask_who_takes_over(office: Office):
    liis = office.member.member_id
    await office.client("Kuldne Kringel OÜ", liis)
    for title in ("VAT", "Payroll"):
        await office.task(title, liis)
    for work in (
        office.service.make_inactive(office.owner, liis, None),
        office.service.change_member(office.owner, liis, {"status": "inactive"}),
    ):
        with pytest.raises(Refused) as caught:
            await work
        assert caught.value.code == "successor_needed"
        assert caught.value.message == "Liis Kask manages 1 client. Liis Kask has 2 open tasks."
    assert (await office.by_name("Liis Kask")).status == "active"


async def test_done_tasks_ask_nobody(office: Office):
    liis = office.member.member_id
    await office.task("VAT", liis, status="done")
    assert (await office.service.make_inactive(office.owner, liis, None)).status == "inactive"


# --- ids elsewhere --------------------------------------------------------------------------------


async def test_ids_in_accounting_programs(office: Office):
    liis, service = office.member.member_id, office.service
    await service.set_external_id(office.admin, liis, "tripletex", " 1234 ")
    await service.set_external_id(office.admin, liis, "trigon", "9")
    assert (await office.by_name("Liis Kask")).external_ids == {"tripletex": "1234", "trigon": "9"}
    office.heard.since()
    await service.set_external_id(office.admin, liis, "trigon", "9")
    assert office.heard.since() == []
    await service.set_external_id(office.admin, liis, "trigon", "10")
    await service.set_external_id(office.admin, liis, "tripletex", "")
    await service.set_external_id(office.admin, liis, "tripletex", "")
    assert (await office.by_name("Liis Kask")).external_ids == {"trigon": "10"}
    edits = [e.changes for e in await office.log(entity="member", action="edit")]
    assert edits == [
        {"external_id.tripletex": ("", "1234")},
        {"external_id.trigon": ("", "9")},
        {"external_id.trigon": ("9", "10")},
        {"external_id.tripletex": ("1234", "")},
    ]
