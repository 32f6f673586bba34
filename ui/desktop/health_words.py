"""Health in words (P3.12): when a job runs next, how it went, and what stands against counting clients."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from app.connections.views import ConnectionView
from app.core.words import N_, _, ngettext
from app.schedule.health import IntegrationHealth
from app.schedule.views import JobRunView
from integrations.contract import Manifest
from ui.desktop import shown
from ui.desktop.models.looks import ChipLook

# status of a run → word, icon and tone of its chip
_RESULTS = {
    "running": (N_("Running"), "arrows-clockwise", "accent"),
    "done": (N_("Done"), "check-bold", "green"),
    "partly": (N_("Partly done"), "warning-fill", "amber"),
    "failed": (N_("Not done"), "warning-octagon-fill", "red"),
    "elsewhere": (N_("On another computer"), "info", "grey"),
}


def result_of(run: JobRunView) -> ChipLook:
    word, icon, tone = _RESULTS.get(run.status, _RESULTS["failed"])
    return ChipLook(_(word), icon, tone)


def when(moment: datetime | None, now: datetime, zone: str) -> str:
    """Of a next run; "" for none."""
    if moment is None:
        return ""
    return shown.day_and_time(moment, zone) if moment > now else _("due now")


def next_of_counts(health: IntegrationHealth, now: datetime, zone: str) -> str:
    """When an integration is counted next, or why it is not."""
    if health.next_run is not None:
        return when(health.next_run, now, zone)
    if health.counts is None or not health.view.active or health.view.state == "off":
        return "–"
    if health.view.state == "sign_in_again":
        return _("Waits for the sign-in")
    if health.counts.plan.elsewhere:
        return _("Waits for an import")
    return _("Off: something is missing") if health.counts.plan.missing else "–"


def without_link(view: ConnectionView) -> str:
    n = view.clients_without_link
    return ngettext("{n} client without a link", "{n} clients without a link", n).format(n=n)


def fields_left(health: IntegrationHealth, manifest: Manifest) -> str:
    """As in "12 of 14 fields"; "" where all are imported."""
    if health.counts is None or manifest.counts is None or not health.counts.unmapped:
        return ""
    n, total = len(health.counts.unmapped), len(manifest.counts.fields)
    return ngettext("{n} of {total} field", "{n} of {total} fields", total).format(n=n, total=total)


def field_names(health: IntegrationHealth, manifest: Manifest) -> list[str]:
    """The fields that are not imported, by name."""
    offer = manifest.counts
    if health.counts is None or offer is None:
        return []
    return [_(offer.field_name(field)) for field in health.counts.unmapped]


def details_of(run: JobRunView) -> Iterator[tuple[str, str]]:
    """What a run came to besides its sentence: what or who, and what became of it."""
    for item in run.details:
        if "client" in item:
            yield str(item["client"]), _of_client(item)
        elif "message" in item:
            yield "", " ".join(filter(None, (str(item["message"]), str(item.get("hint", "")))))
        elif "file" in item:
            yield _("File"), str(item["file"])
        elif "rows" in item:
            yield _("Companies"), f"{item['rows']:,}".replace(",", " ")


def _of_client(item: Mapping[str, Any]) -> str:
    words, slot = str(item.get("words", "")), str(item.get("slot", ""))
    return f"{words} ({slot[5:]}/{slot[:4]})" if slot else words
