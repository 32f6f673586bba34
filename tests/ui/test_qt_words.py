"""Texts that Qt itself shows, in the language that is chosen (P12.4)."""

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLabel, QLineEdit, QPlainTextEdit

from app.core import words
from ui.desktop.qt_words import QtWords
from ui.desktop.widgets.dates import DateEdit


@pytest.fixture(params=["et", "nb", "en"])
def spoken(request, qtbot, tmp_path):
    """The language, with Qt's words installed."""
    translator = QtWords(QApplication.instance())
    assert QApplication.installTranslator(translator)
    words.use(request.param, tmp_path)
    yield request.param
    words.use("en", tmp_path)
    QApplication.removeTranslator(translator)


MENU = {
    "et": ["Võta tagasi", "Tee uuesti", "Lõika", "Kopeeri", "Kleebi", "Kustuta", "Vali kõik"],
    "nb": ["Angre", "Gjør om", "Klipp ut", "Kopier", "Lim inn", "Slett", "Merk alt"],
    "en": ["Undo", "Redo", "Cut", "Copy", "Paste", "Delete", "Select All"],
}


@pytest.mark.parametrize("field", [QLineEdit, QPlainTextEdit])
def test_the_menu_of_a_text_field(spoken, qtbot, field):
    edit = field("text")
    qtbot.addWidget(edit)
    actions = edit.createStandardContextMenu().actions()
    said = [action.text().partition("\t")[0].replace("&", "") for action in actions if action.text()]
    assert said == MENU[spoken]


def test_the_file_dialog_where_the_system_has_none(spoken, qtbot, tmp_path):
    chooser = QFileDialog(None, "Export", str(tmp_path))
    chooser.setOption(QFileDialog.Option.DontUseNativeDialog)
    chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    qtbot.addWidget(chooser)
    said = {label.text().replace("&", "") for label in chooser.findChildren(QLabel)}
    assert {"et": "Faili nimi:", "nb": "Filnavn:", "en": "File name:"}[spoken] in said
    buttons = {
        button.text().replace("&", "")
        for box in chooser.findChildren(QDialogButtonBox)
        for button in box.buttons()
    }
    assert (
        buttons == {"et": {"Salvesta", "Loobu"}, "nb": {"Lagre", "Avbryt"}, "en": {"Save", "Cancel"}}[spoken]
    )


def test_the_calendar_names_months_in_the_chosen_language(spoken, qtbot):
    edit = DateEdit()
    qtbot.addWidget(edit)
    edit.show()
    edit.open_calendar()
    calendar = edit._calendar
    assert calendar.locale().monthName(5) == {"et": "mai", "nb": "mai", "en": "May"}[spoken]
    assert calendar.locale().language() != QLocale.Language.C
    edit._popup.hide()


def test_what_is_not_ours_stays_as_qt_has_it(spoken):
    assert QApplication.translate("QShortcut", "Delete") == "Delete"
    assert QApplication.translate("QLineEdit", "Something else") == "Something else"
