import pytest

from app.core.errors import DatabaseUnusable, KontorError, NotFound, OtherSideFailed, Refused, WrongUsage


@pytest.mark.parametrize(
    ("kind", "exit_code"),
    [
        (KontorError, 1),
        (WrongUsage, 2),
        (Refused, 3),
        (NotFound, 3),
        (OtherSideFailed, 4),
        (DatabaseUnusable, 5),
    ],
)
def test_every_kind_has_its_exit_code(kind, exit_code):
    fault = kind("code", "What happened.", "What to do.")
    assert (fault.code, fault.message, fault.hint) == ("code", "What happened.", "What to do.")
    assert fault.exit_code == exit_code
    assert str(fault) == "What happened."
    assert isinstance(fault, KontorError)
    assert kind("code", "What happened.").hint == ""


def test_what_is_not_there_is_a_kind_of_refusal():
    assert issubclass(NotFound, Refused)
