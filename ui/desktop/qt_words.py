"""Qt's own words in the chosen language: the menu of a text field, and the file dialog where the system has none.

Qt brings no catalogues for Estonian and Norwegian Bokmål. Its texts carry "&" before the letter that a key
picks; without it they are looked up among ours, so that "Delete" is said once.
"""

from PySide6.QtCore import QTranslator

from app.core.words import N_, _, language

_WORDS = frozenset((
    N_("Undo"), N_("Redo"), N_("Cut"), N_("Copy"), N_("Paste"), N_("Delete"), N_("Select All"),
    N_("Yes"), N_("No"), N_("OK"), N_("Cancel"), N_("Open"), N_("Save"),
    N_("Look in:"), N_("File name:"), N_("Files of type:"), N_("Back"), N_("Forward"), N_("Parent Directory"),
    N_("Create New Folder"), N_("New Folder"), N_("List View"), N_("Detail View"), N_("Rename"),
    N_("Show hidden files"), N_("All Files (*)"), N_("Name"), N_("Size"), N_("Type"), N_("Date Modified"),
    N_("Computer"), N_("Folder"), N_("%1 already exists.\nDo you want to replace it?"),
))  # fmt: skip
_ROOMS = frozenset(("QLineEdit", "QWidgetTextControl", "QPlatformTheme", "QFileDialog", "QFileSystemModel"))


class QtWords(QTranslator):
    """Installed once; asks for the language each time, so that it may change."""

    def isEmpty(self) -> bool:
        return False

    def translate(
        self,
        context: str,
        sourceText: str,  # noqa: N803 - Qt's name
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str | None:
        """None is Qt's word for "not translated"."""
        plain = sourceText.replace("&", "")
        if context in _ROOMS and plain in _WORDS and language() != "en":
            return _(plain)
        return None
