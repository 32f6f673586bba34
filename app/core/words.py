"""Words for people (P12.4): English in the source, translations in `resources/translations`.

`use(language)` is called once at start and when the setting changes; windows are drawn anew by then.
The one piece of state of the whole process that is not handed in, as gettext has it everywhere.
"""

import gettext
from collections.abc import Sequence
from pathlib import Path

LANGUAGES = {"en": "English", "et": "Eesti", "nb": "Norsk bokmål"}
DOMAIN = "kontor"
FOLDER = Path(__file__).parents[2] / "resources" / "translations"

_chosen: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def use(language: str, folders: Sequence[Path] = (FOLDER,)) -> None:
    """Speak `language` from now on; English where no folder has its catalogue."""
    global _chosen, _language  # noqa: PLW0603 - see the module's docstring
    _language = language if language in LANGUAGES else "en"
    _chosen = gettext.NullTranslations()
    for folder in folders if _language != "en" else ():
        if gettext.find(DOMAIN, folder, [_language]):
            _chosen = gettext.translation(DOMAIN, folder, [_language])
            return


def language() -> str:
    return _language


def _(text: str) -> str:
    return _chosen.gettext(text) if text else ""


def ngettext(one: str, many: str, count: int) -> str:
    return _chosen.ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a text for translation that is translated where it is shown."""
    return text
