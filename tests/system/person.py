"""A person at the desktop: looks for words on the screen, clicks them with the mouse, types on the keyboard."""

import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.system.desktop import Desktop, wait

SETTLES = 0.2  # seconds in which what a person wants to click does not move
MAIN = "– Kontor$|^Kontor$"
WATCHED = Path(__file__).with_name("watched.py")


class Person:
    """`program` is Kontor as `watched.py` starts it, in the desktop."""

    def __init__(self, desktop: Desktop, *arguments: str) -> None:
        self.desktop = desktop
        self.program = desktop.start(sys.executable, WATCHED, *arguments, stdout=subprocess.PIPE)
        assert self.program.stdout is not None
        port = self.program.stdout.readline().strip()
        assert port, "Kontor did not start"
        self._line = socket.create_connection(("127.0.0.1", int(port)), timeout=20)
        self._answers = self._line.makefile("r")

    def ask(self, question: str, words: str = "") -> Any:
        self._line.sendall(json.dumps([question, words]).encode() + b"\n")
        return json.loads(self._answers.readline())

    # --- looking --------------------------------------------------------------------------------------

    def sees(self, words: str, seconds: float = 20) -> dict[str, Any]:
        """The first thing with these words, once it is there."""
        return wait(lambda: self.ask("find", words), f"{words!r} is not on the screen", seconds)[0]

    def does_not_see(self, words: str) -> None:
        assert not self.ask("find", words), f"{words!r} is on the screen"

    def sees_window(self, title: str) -> None:
        wait(lambda: any(title in each for each in self.ask("window")), f"no window {title!r}")

    def rows(self) -> list[list[str]]:
        """Ticks and texts of the table in front."""
        return self.ask("rows")

    def names(self, column: int) -> list[str]:
        return [row[column] for row in self.rows()]

    # --- doing ----------------------------------------------------------------------------------------

    def click(self, words: str) -> None:
        """Clicks what carries the words, once it can be clicked and stands still."""

        def still() -> dict[str, Any] | None:
            found = [each for each in self.ask("find", words) if each["enabled"]]
            time.sleep(SETTLES)
            again = [each for each in self.ask("find", words) if each["enabled"]]
            return found[0] if found and found == again else None

        self._click(wait(still, f"{words!r} cannot be clicked"))

    def choose(self, words: str) -> None:
        """An entry of the menu that is open."""
        self._click(wait(lambda: self.ask("actions", words), f"no {words!r} in the menu")[0])

    def click_cell(self, text: str, column: str) -> None:
        """`text`: of any cell of the row."""
        self._click(wait(lambda: self.ask("cell", f"{text}|{column}"), f"no row {text!r}")[0])

    def fill(self, label: str, text: str) -> None:
        """Clicks into the field with this label and types in place of what is there."""
        fields = [
            f for f in wait(lambda: self.ask("find", label), f"no field {label!r}") if "Edit" in f["kind"]
        ]
        assert fields, f"no field {label!r}"
        self._click(fields[0])
        self.desktop.press("ctrl+a")
        self.desktop.write(text)

    def press(self, *keys: str) -> None:
        self.desktop.press(*keys)

    def _click(self, place: dict[str, Any]) -> None:
        self.desktop.click(place["x"], place["y"])

    def picture(self, path: Path) -> Path:
        return self.desktop.picture(path)

    # --- the window and the tray ----------------------------------------------------------------------

    def window(self) -> str:
        """The number of the main window, in front."""
        window = self.desktop.window(MAIN)
        self.desktop.run("xdotool", "windowactivate", "--sync", window)
        return window

    def closes_the_window(self) -> None:
        self.window()
        self.press("alt+F4")

    def has_no_window(self) -> None:
        wait(lambda: not self.ask("window"), "there is a window")
        assert not self.desktop.windows(MAIN)

    def has_window_in_front(self, title: str) -> None:
        wait(lambda: any(title in each for each in self.ask("front")), f"{title!r} is not in front")

    def tray_icon(self) -> dict[str, Any]:
        return wait(lambda: self.ask("tray"), "no icon in the tray")[0]

    def clicks_the_tray(self, button: int = 1) -> None:
        """1: the left button; 3: the right one, for the menu."""
        icon = self.tray_icon()
        self.desktop.click(icon["x"], icon["y"], button)

    def sets_the_clock(self, moment: str) -> None:
        self.ask("clock", moment)

    def leaves(self) -> None:
        """Quits with the keyboard, and waits until the program has ended by itself."""
        self.window()
        self.press("ctrl+q")
        self.sees_the_end()

    def sees_the_end(self) -> None:
        self._line.close()
        assert self.program.wait(20) == 0
