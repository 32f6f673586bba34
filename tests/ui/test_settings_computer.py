"""Settings of this computer: going on in the tray, starting with the computer (P10.2)."""

from pathlib import Path

import pytest

from app.core import settings as settings_file
from tests.ui.office import Office, click, texts, until
from ui.desktop import autostart
from ui.desktop.desk import Place
from ui.desktop.pages.settings_appearance import OnThisComputer
from ui.desktop.widgets.banner import Banner


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path


def group(office: Office) -> OnThisComputer:
    office.shell.go(Place("settings", ("appearance",)))
    return office.shell.page("settings").findChildren(OnThisComputer)[0]


def test_going_on_in_the_tray_is_chosen_and_kept(in_office, config: Path):
    async def story(office: Office) -> None:
        part = group(office)
        assert part.keeps.isChecked()
        click(part.keeps)
        kept = settings_file.load(office.program.home.settings)
        assert (kept.keep_in_tray, kept.told_of_tray) == (False, True)
        click(part.keeps)
        assert settings_file.load(office.program.home.settings).keep_in_tray

        office.shell.go(Place("clients"))
        office.desk.settings.keep_in_tray = False  # "Quit instead", at the first closing
        assert not group(office).keeps.isChecked()

    in_office(story)


def test_starting_with_the_computer_names_this_very_home(in_office, config: Path):
    async def story(office: Office) -> None:
        part = group(office)
        assert not part.starts.isChecked()
        click(part.starts)
        entry = (config / "autostart" / "kontor.desktop").read_text()
        assert f'"--background" "--home" "{office.program.home.root}"' in entry
        assert part.starts.isChecked()
        click(part.starts)
        assert not autostart.starts_itself()
        assert not part.starts.isChecked()

        office.shell.go(Place("clients"))
        autostart.start_itself(["kontor"])
        assert group(office).starts.isChecked()

    in_office(story)


def test_what_cannot_be_written_is_said(in_office, config: Path):
    async def story(office: Office) -> None:
        (config / "autostart").write_text("a file where the folder should be")
        part = group(office)
        click(part.starts)
        assert not part.starts.isChecked()
        await until(lambda: "What starts with this computer could not be changed: " in texts(part))
        assert f"Check that you may write to {config / 'autostart'}, then try again." in texts(part)
        (config / "autostart").unlink()
        click(part.starts)
        assert part.starts.isChecked()
        assert not [banner for banner in part.findChildren(Banner) if banner.isVisible()]

    in_office(story)


def test_the_demo_goes_with_its_window(in_office, config: Path):
    async def story(office: Office) -> None:
        office.desk.lasts = False
        part = group(office)
        for box in (part.keeps, part.starts):
            assert not box.isEnabled()
            assert not box.isChecked()
            assert box.toolTip() == "The demo ends with its window."

    in_office(story)
