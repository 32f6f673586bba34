"""What has changed for clients in the business register since the last check (P4.2). Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.words import N_, _, ngettext
from app.registers.words import sentence
from app.schedule.views import News

MOST_NEWS = 5  # more are told as one
_UNKNOWN = frozenset({"", "not_checked", "no_code"})
# by reason: tone and title; the text is the register's own sentence
_TITLES = {
    "deleted": ("red", N_("{client} is deleted from the register")),
    "not_found": ("red", N_("{client} left the register")),
    "bankrupt": ("red", N_("{client} is bankrupt")),
    "in_liquidation": ("amber", N_("{client} is in liquidation")),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A client and what the register says of it: reason and facts as in `Verdict`."""

    client_id: int
    name: str
    code: str
    reason: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Changed:
    news: tuple[News, ...]
    details: tuple[Mapping[str, Any], ...]


def news_of(before: Mapping[int, Standing], after: Mapping[int, Standing]) -> Changed:
    """Both by client. Only clients whose code is the same and was known before: a first verdict is no change."""
    found = [
        (old, new)
        for client_id, new in after.items()
        if (old := before.get(client_id)) is not None and old.code == new.code
    ]
    told = [(new, news) for old, new in found for news in _news(old, new)]
    details = tuple(
        {"client_id": new.client_id, "client": new.name, "code": new.reason, "words": news.text}
        for new, news in told
    )
    return Changed(_few([news for _new, news in told]), details)


def _news(old: Standing, new: Standing) -> Iterator[News]:
    if old.reason in _UNKNOWN or new.reason in _UNKNOWN:
        return
    place = f"clients/{new.client_id}"
    if new.reason != old.reason and new.reason in _TITLES:
        tone, title = _TITLES[new.reason]
        yield News(tone, _(title).format(client=new.name), _text(new), place)
    was, now = old.facts.get("registered_name"), new.facts.get("registered_name")
    if was and now and was != now:
        title = _("{client} has a new name in the register").format(client=new.name)
        text = _("It is {now} there now, before that it was {was}.").format(now=now, was=was)
        yield News("amber", title, text, place)


def _text(new: Standing) -> str:
    if new.reason == "not_found":
        return _("Its code {code} is not found any more.").format(code=new.code.strip())
    return sentence("", new.reason, new.facts, new.code)


def _few(news: list[News]) -> tuple[News, ...]:
    if len(news) <= MOST_NEWS:
        return tuple(news)
    words = ngettext(
        "The register tells of {n} change", "The register tells of {n} changes", len(news)
    ).format(n=len(news))
    tone = "red" if any(each.tone == "red" for each in news) else "amber"
    first = "; ".join(each.title for each in news[:MOST_NEWS])
    text = _("{first}; and {n} more.").format(first=first, n=len(news) - MOST_NEWS)
    return (News(tone, words, text, "clients"),)
