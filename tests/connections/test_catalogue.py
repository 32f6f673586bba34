import pytest

from app.connections.catalogue import Catalogue
from app.core.errors import NotFound
from integrations import registry
from tests.connections.office import Office


def test_everything_of_the_registry_where_nothing_is_given():
    assert Catalogue().all() == registry.integrations()
    assert Catalogue().entry("trigon").manifest.name == "Trigon"


def test_only_what_is_given():
    entry = Office().integration()
    catalogue = Catalogue((entry,))
    assert catalogue.all() == (entry,)
    assert catalogue.entry(entry.manifest.key) is entry
    assert Catalogue(()).all() == ()


def test_one_that_does_not_exist_is_refused_with_those_that_do():
    office = Office().integration()
    with pytest.raises(NotFound) as caught:
        Catalogue((*registry.integrations(), office)).entry("excel")
    assert caught.value.code == "no_integration"
    assert "excel" in caught.value.message
    assert f"trigon, {office.manifest.key}" in caught.value.hint
