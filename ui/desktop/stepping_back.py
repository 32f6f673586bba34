"""What closing the window means while the schedule runs: out of sight, and a word about it the first time (P10.2)."""

from typing import TYPE_CHECKING

from app.core.words import _
from ui.desktop import icons, shown, theme
from ui.desktop.ask import Answer, ask
from ui.desktop.desk import Desk
from ui.desktop.tray import Tray

if TYPE_CHECKING:
    from ui.desktop.shell import Shell


def step_back(shell: "Shell") -> None:
    """Into the tray; where a desktop has none the window is minimised, so that there is a way back."""
    if Tray.there_is_one():
        shell.hide()
    else:
        shell.showMinimized()


async def say_once(shell: "Shell", desk: Desk) -> None:
    """Said once; the choice can be changed in the settings."""
    there = Tray.there_is_one()
    title = _("Kontor keeps working in the tray") if there else _("Kontor keeps working")
    answers = (Answer("quit", _("Quit instead")), Answer("stay", _("Keep running"), "primary"))
    picture = icons.k_picture(theme.px(32), ratio=shell.devicePixelRatioF())
    answer = await ask(shell, title, " ".join(await _sentences(desk)), answers, picture=picture)
    if not answer:
        return
    desk.settings.told_of_tray = True
    desk.settings.keep_in_tray = answer == "stay"
    desk.keep_settings()
    if answer == "quit":
        shell.quit()
    else:
        step_back(shell)


async def _sentences(desk: Desk) -> list[str]:
    counts = [s.next for s in await desk.program.scheduler.states() if s.key.startswith("counts/") and s.next]
    said = []
    if counts:
        when = shown.day_and_time(min(counts), desk.firm.time_zone)
        said.append(_("Counts are fetched on {when}, if the computer is on.").format(when=when))
    else:
        said.append(_("What you schedule is done in the background, if the computer is on."))
    said.append(_("Missed runs are caught up."))
    said.append(_("This can be changed in Settings & Apps, under Appearance."))
    return said
