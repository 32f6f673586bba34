"""With the real Estonian source and its sandbox on loopback: file, look-up and rules together (P4.1)."""

from pathlib import Path

import pytest

from app.registers.service import Asked, RegisterService
from integrations.ariregister.sandbox import AriregisterSandbox
from integrations.ariregister.sandbox_file import write_register
from tests.registers.conftest import OWNER, Room


@pytest.fixture
def service(room: Room) -> RegisterService:
    from integrations.registry import registers

    return room.again(*registers())


async def with_sandbox(room: Room, sandbox: AriregisterSandbox) -> None:
    await room.firm.set_setting(OWNER, "ariregister.url", sandbox.url)


async def test_download_look_up_and_search(room: Room, service: RegisterService) -> None:
    with AriregisterSandbox() as sandbox:
        await with_sandbox(room, sandbox)
        everybody = list(sandbox.companies.values())
        asked = [Asked("EE", one.code, one.name) for one in everybody]
        verdicts = await service.verdicts(asked, room.said.append)
        expected = {"R": "found", "L": "in_liquidation", "N": "bankrupt", "K": "deleted"}
        assert [v.reason for v in verdicts] == [expected[one.status] for one in everybody]
        state = await service.copy_state()
        assert state is not None
        assert state.as_of == sandbox.renewed
        living = next(one for one in everybody if one.status == "R")
        assert living.code in [found.code for found in await service.search("EE", living.name)]
        loaded = await service.load(OWNER, None)
        assert loaded.rows == state.rows
        await service.close()


async def test_a_register_that_is_down_is_grey(room: Room, service: RegisterService) -> None:
    with AriregisterSandbox() as sandbox:
        await with_sandbox(room, sandbox)
        sandbox.down = True
        asked = [Asked("EE", one.code, one.name) for one in list(sandbox.companies.values())[:30]]
        verdicts = await service.verdicts(asked)
        assert {v.flag for v in verdicts} == {"grey"}
        assert {v.facts["why"] for v in verdicts} == {"unreachable"}
        await service.close()


@pytest.mark.parametrize("name", ["register.csv", "register.zip"])
async def test_loading_the_register_s_own_form(
    room: Room, service: RegisterService, tmp_path: Path, name: str
) -> None:
    write_register(tmp_path / name, 5_000)
    loaded = await service.load(OWNER, tmp_path / name, room.said.append)
    assert loaded.rows == 5_000
