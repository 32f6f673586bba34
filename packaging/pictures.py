"""Makes the README's pictures: the demo's window, drawn by the program itself, in resources/pictures.

    python packaging/pictures.py [LIGHT|DARK …]

Run with the program's own Python (packaging/start.py makes it) on a desktop, so that the fonts are a
desktop's. Every picture is 1280 × 800.
"""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

FOLDER = ROOT / "resources" / "pictures"
PATIENCE = 60  # seconds for anything to appear


async def until(true: Callable[[], Any], what: str) -> Any:
    for _ in range(PATIENCE * 20):
        if found := true():
            return found
        await asyncio.sleep(0.05)
    raise TimeoutError(what)


async def take(shell: Any, scheme: str) -> None:
    from ui.desktop import theme
    from ui.desktop.desk import Place

    desk = await until(lambda: shell.desk, "the program")
    theme.look().choose(scheme=scheme)
    shell.resize(1280, 800)
    page = shell.page("clients")
    await until(lambda: page.model.shown, "the clients")
    flagged = next(row for row in page.model.rows.all if row.registry_facts.get("suggestion_code"))
    shell.go(Place("clients", (str(flagged.id),)))
    await until(lambda: page.pane.detail, "the pane")
    await settle(shell, f"clients-{scheme}")
    shell.go(Place("settings", ("trigon", "start-import")))
    wizard = await until(lambda: desk.windows.get("import/trigon"), "the wizard")
    await until(lambda: wizard.review.model.shown, "the review")
    wizard.resize(1280, 800)
    wizard.review.table.details.expand(next(row.key for row in wizard.review.rows() if row.fields))
    await settle(wizard, f"import-review-{scheme}")
    wizard.finish()
    await counts(shell, desk, scheme)


async def counts(shell: Any, desk: Any, scheme: str) -> None:
    """The months that the demo's schedule has caught up with, and where it is set."""
    from ui.desktop.desk import Place

    shell.go(Place("covered", ("trigon",)))
    page = shell.page("covered")
    await until(
        lambda: page.timeline.current_bar() and not desk.program.scheduler.running, "the covered days"
    )
    await settle(shell, f"covered-days-{scheme}")
    shell.go(Place("settings", ("trigon", "counts")))
    dialog = await until(lambda: desk.windows.get("integration/trigon"), "the dialog")
    await until(dialog.counts.strip.periods, "the next runs")
    await settle(dialog, f"data-import-{scheme}")
    dialog.close()
    from ui.desktop.tray import Tray

    menu = shell.findChild(Tray).menu
    menu.popup(shell.mapToGlobal(shell.rect().center()))
    await settle(menu, f"tray-menu-{scheme}")
    menu.close()


async def settle(window: Any, name: str) -> None:
    """A moment for what moves, then the picture."""
    from PySide6.QtGui import QImage

    await asyncio.sleep(0.6)
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)  # nothing shines through
    picture.save(str(FOLDER / f"{name}.png"), "PNG", 0)  # as small as it gets


def main(schemes: list[str]) -> int:
    from ui.desktop import session, start

    for scheme in schemes:
        live = session.Session.run

        async def run(self: Any, scheme: str = scheme, live: Any = live) -> Any:
            async def then_close() -> None:
                try:
                    await take(self._shell, scheme)
                finally:
                    self._shell.close()

            pictures = asyncio.get_running_loop().create_task(then_close())
            following = await live(self)
            await pictures
            return following

        session.Session.run = run  # type: ignore[method-assign] # this program is the person at the window
        start.one_life(start.Options(demo=True))
        session.Session.run = live  # type: ignore[method-assign]
    return 0


if __name__ == "__main__":
    sys.exit(main([word.lower() for word in sys.argv[1:]] or ["light", "dark"]))
