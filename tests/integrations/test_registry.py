"""The registry is light to import and holds together."""

import socket
import subprocess
import sys

import pytest

from integrations import registry
from integrations.contract import Capability, FieldKind, RegisterStatus, RemoteClient, Surroundings
from tests.integrations.surroundings import TestTime

HEAVY = {
    "httpx",
    "httpcore",
    "anyio",
    "ssl",
    "stdnum",
    "rapidfuzz",
    "sqlalchemy",
    "PySide6",
    "certifi",
    "csv",
    "zipfile",
}


def test_importing_the_registry_imports_nothing_heavy():
    code = (
        "import sys, integrations.registry as r; r.integrations(); r.registers(); r.sandboxes(); "
        "print(' '.join({name.split('.')[0] for name in sys.modules}))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not HEAVY & set(loaded.split())


def test_everything_has_a_key_of_its_own():
    keys = [each.manifest.key for each in registry.integrations()]
    assert len(set(keys)) == len(keys) >= 1
    for key in keys:
        assert registry.integration(key).manifest.key == key
    with pytest.raises(KeyError):
        registry.integration("none")
    assert {sandbox.key for sandbox in registry.sandboxes()} == {
        *keys,
        *(source.key for source in registry.registers()),
    }


@pytest.mark.parametrize("each", registry.integrations(), ids=lambda each: each.manifest.key)
def test_manifests_are_whole(each):
    manifest = each.manifest
    assert manifest.capabilities <= set(Capability)
    assert Capability.CLIENTS in manifest.capabilities
    assert set(manifest.client_fields) < set(RemoteClient.__struct_fields__)
    assert len({field.key for field in manifest.form}) == len(manifest.form)
    assert any(field.kind is FieldKind.SECRET for field in manifest.form)
    texts = [
        manifest.name,
        manifest.kind,
        manifest.sentence,
        manifest.keeps,
        *manifest.before,
        *manifest.steps,
    ]
    texts += [text for field in manifest.form for text in (field.label, field.hint)]
    for text in texts:
        assert text
        assert not {"!", "please", "successfully", "invalid"} & set(text.lower().replace(".", " ").split())


def test_registers_by_country():
    source = registry.register_for("EE")
    assert source is not None
    assert source.key == "ariregister"
    assert set(source.status_of.values()) == set(RegisterStatus) - {RegisterStatus.OTHER}
    assert (source.valid_form("1910206"), source.check_digit("19102068"), source.digit_decides) == (
        False,
        True,
        False,
    )
    assert registry.register_for("SE") is None


@pytest.mark.parametrize("each", registry.integrations(), ids=lambda each: each.manifest.key)
async def test_a_sandbox_says_what_signs_in_there(each, keeper, time: TestTime):
    sandbox = next(one for one in registry.sandboxes() if one.key == each.manifest.key)
    async with (
        sandbox.serve(0) as served,
        each.open(served.access["url"], keeper, time.around()) as connector,
    ):
        assert {field.key for field in each.manifest.form} == set(served.access)
        assert (await connector.sign_in(served.access)).user
        assert served.access["password"] not in repr(served)


@pytest.mark.parametrize("each", registry.integrations(), ids=lambda each: each.manifest.key)
async def test_clients_of_a_sandbox_can_be_edited(each, keeper, time: TestTime):
    async def clients() -> dict[str, RemoteClient]:
        return {client.remote_id: client async for page in connector.clients() for client in page.clients}

    sandbox = next(one for one in registry.sandboxes() if one.key == each.manifest.key)
    async with (
        sandbox.serve(0) as served,
        each.open(served.access["url"], keeper, time.around()) as connector,
    ):
        await connector.sign_in(served.access)
        chosen = next(client.remote_id for client in (await clients()).values() if client.active)
        served.edit(chosen, {"name": "Uue Nimega OÜ", "active": False})
        changed = (await clients())[chosen]
    assert (changed.name, changed.active) == ("Uue Nimega OÜ", False)


@pytest.mark.parametrize("sandbox", registry.sandboxes(), ids=lambda each: each.key)
async def test_a_sandbox_stops_however_its_block_ends(sandbox):
    ports = []

    async def fail_while_it_runs() -> None:
        async with sandbox.serve(0) as served:
            ports.append(int(served.access["url"].rpartition(":")[2]))
            with pytest.raises(OSError, match=r"(?i)address"):
                socket.create_server(("127.0.0.1", ports[0])).close()
            raise LookupError

    with pytest.raises(LookupError):
        await fail_while_it_runs()
    socket.create_server(("127.0.0.1", ports[0])).close()


@pytest.mark.parametrize("source", registry.registers(), ids=lambda source: source.key)
async def test_a_register_can_be_asked_through_the_registry(source, time: TestTime):
    sandbox = next(one for one in registry.sandboxes() if one.key == source.key)
    async with sandbox.serve(0) as served, source.open(served.access["url"], time.around()) as register:
        assert await register.search("Viljandi")


def test_surroundings_have_the_values_of_the_wire_document():
    around = Surroundings(pause=None, moment=None, chance=None)
    assert (around.silence, around.patience) == (30.0, 120.0)
