"""How a notice looks and what its link says, in the centre behind the bell and in the tray (P10.3). Pure."""

from datetime import date

from app.core.words import N_, _

# tone → icon, its token, and its meaning for those who do not see it
_LOOKS = {
    "green": ("check-bold", "green", N_("Done")),
    "amber": ("warning-fill", "amber", N_("Look at it")),
    "red": ("warning-octagon-fill", "red", N_("Needs attention")),
    "info": ("info", "accent_ink", N_("Information")),
}
_RETRYING = ("arrow-clockwise-bold", "amber", N_("Retrying"))
_NOT_FOUND = ("x-circle-fill", "red", N_("Needs attention"))  # as the register's verdicts have it

_PAGES = {
    "clients": N_("Open clients"),
    "covered": N_("Open covered days"),
    "health": N_("Open integration health"),
    "import": N_("Open review"),
    "settings": N_("Open settings"),
    "tasks": N_("Open tasks"),
}
_PARTS = {"counts": N_("Open Data import"), "connection": N_("Open connection"), "log": N_("Open log")}


def look(tone: str, place: str) -> tuple[str, str, str]:
    """Icon, token and meaning. Clients that could not be counted are tried again by themselves, and look like it."""
    page = place.partition("/")[0]
    if tone == "amber" and page == "covered":
        icon, ink, words = _RETRYING
    elif tone == "red" and page == "clients":
        icon, ink, words = _NOT_FOUND
    else:
        icon, ink, words = _LOOKS.get(tone, _LOOKS["info"])
    return icon, ink, _(words)


def link(place: str) -> str:
    """Names where it leads: "Open covered days" for `covered/trigon`."""
    page, *path = place.split("/")
    if path[:1] == ["run"]:
        return _("Open imported clients")
    if page in {"clients", "tasks"} and path:
        return _("Open client") if page == "clients" else _("Open task")
    if page == "settings" and path[1:] and path[1] in _PARTS:
        return _(_PARTS[path[1]])
    return _(_PAGES.get(page, N_("Open")))


def day(of: date, today: date) -> str:
    """As in "Monday, 30.11.2026", or "Today"."""
    if of == today:
        return _("Today")
    from babel.dates import format_date

    from app.core.words import language

    name = format_date(of, "EEEE", locale=language())
    return f"{name[:1].upper()}{name[1:]}, {of:%d.%m.%Y}"
