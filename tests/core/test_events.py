import logging

from app.core.events import ClientsChanged, Events, FirmChanged


def test_each_kind_has_its_listeners_in_order():
    events, heard = Events(), []
    events.subscribe(ClientsChanged, lambda event: heard.append(("first", event)))
    events.subscribe(ClientsChanged, lambda event: heard.append(("second", event)))
    events.subscribe(FirmChanged, lambda event: heard.append(("firm", event)))
    told = ClientsChanged(frozenset({1}))
    events.publish(told)
    assert heard == [("first", told), ("second", told)]


def test_nobody_has_to_listen():
    Events().publish(FirmChanged())


def test_ending_a_subscription_once_or_twice():
    events, heard = Events(), []
    end = events.subscribe(FirmChanged, heard.append)
    events.subscribe(FirmChanged, heard.append)
    end()
    end()
    events.publish(FirmChanged())
    assert len(heard) == 1  # only its own


def test_ending_and_beginning_while_being_told():
    events, heard = Events(), []

    def once(event):
        heard.append("once")
        end()
        events.subscribe(FirmChanged, lambda _event: heard.append("new"))

    end = events.subscribe(FirmChanged, once)
    events.subscribe(FirmChanged, lambda _event: heard.append("other"))
    events.publish(FirmChanged())
    assert heard == ["once", "other"]
    events.publish(FirmChanged())
    assert heard == ["once", "other", "other", "new"]


def test_a_listener_that_fails_hinders_nobody(caplog):
    """What was written stays written: the service that published must not look as if it had failed."""
    events, heard = Events(), []

    def fail(_event):
        raise ZeroDivisionError

    events.subscribe(FirmChanged, fail)
    events.subscribe(FirmChanged, heard.append)
    with caplog.at_level(logging.ERROR):
        events.publish(FirmChanged())
    assert heard == [FirmChanged()]
    assert "FirmChanged" in caplog.text
    assert "ZeroDivisionError" in caplog.text
