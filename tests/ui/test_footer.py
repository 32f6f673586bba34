"""The line below a table: verdicts or actions, and more lines where there is no room beside (look.md, *Table*)."""

from itertools import pairwise

import pytest

from tests.ui.one_window import LEFT
from ui.desktop import theme
from ui.desktop.widgets.footer import TableFooter


def show(qtbot, footer):
    qtbot.addWidget(footer)
    with qtbot.waitActive(footer):
        footer.show()


@pytest.fixture(autouse=True)
def _look(qapp):
    theme.start(qapp).choose(scheme="light", text_size=100, reduce_motion=True)


def test_the_footer_shows_verdicts_or_the_actions_on_what_is_selected(qtbot):
    footer = TableFooter()
    verdict = footer.add_verdict("red")
    done = []
    action = footer.add_action("Deactivate (3)", lambda: done.append(1), kind="primary")
    footer.set_count("62 clients in this filter")
    verdict.set_words("2 not in register")
    show(qtbot, footer)
    assert verdict.isVisible()
    assert not action.isVisible()
    footer.set_selection("3 selected")
    assert not verdict.isVisible()
    qtbot.mouseClick(action, LEFT)
    assert done == [1]
    footer.set_selection("")
    assert (verdict.isVisible(), action.isVisible(), footer.height()) == (True, False, 32)


def test_a_footer_that_is_too_narrow_goes_on_below_and_cuts_nothing(qtbot):
    footer = TableFooter()
    for flag in ("red", "amber", "grey"):
        footer.add_verdict(flag).set_words("12 not in the register")
    for words in ("Manager", "Check in register", "Deactivate"):
        footer.add_action(words, lambda: None)
    footer.set_count("62 clients in this filter")
    show(qtbot, footer)
    for chosen in ("", "3 of 62 ticked"):
        footer.set_selection(chosen)
        for width, lines in ((900, 1), (560, 2)):
            footer.resize(width, footer.height())
            qtbot.waitUntil(lambda: _rows_of(footer) == lines)  # noqa: B023 - waited for here
            assert all(_whole(part, footer) for part in _parts(footer))


def _parts(footer):
    return [
        part
        for part in (*footer._verdicts, *footer._actions, footer.count, footer.strong)
        if part.isVisible()
    ]


def _rows_of(footer):
    """Lines whose middles are apart by more than half a line."""
    middles = sorted({part.mapTo(footer, part.rect().center()).y() for part in _parts(footer)})
    return 1 + sum(b - a > 9 for a, b in pairwise(middles))


def _whole(part, footer):
    size = part.sizeHint()
    fits = part.width() >= size.width() and part.height() >= min(size.height(), 16)
    return fits and footer.rect().contains(part.geometry())
