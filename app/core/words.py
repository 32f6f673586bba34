"""Words for people (P12.4): English in the source, translations in `resources/translations/*.po`.

`use(language, cache)` is called once at start and when the setting changes; windows are drawn anew by then.
The one piece of state of the whole process that is not handed in, as gettext has it everywhere.
"""

import gettext
import struct
from io import BytesIO
from pathlib import Path

LANGUAGES = {"en": "English", "et": "Eesti", "nb": "Norsk bokmål"}
FOLDER = Path(__file__).parents[2] / "resources" / "translations"

_chosen: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def use(language: str, cache: Path) -> None:
    """Speak `language` from now on; English where there is no catalogue.

    `cache` keeps the catalogue compiled, so that only the first start after a change reads the text file.
    """
    global _chosen, _language  # noqa: PLW0603 - see the module's docstring
    _language = language if language in LANGUAGES else "en"
    source = FOLDER / f"{_language}.po"
    _chosen = _compiled(source, cache) if source.exists() else gettext.NullTranslations()


def _compiled(source: Path, cache: Path) -> gettext.GNUTranslations:
    stamp = source.stat()
    ready = cache / f"words-{source.stem}-{stamp.st_mtime_ns}-{stamp.st_size}.mo"
    try:
        return _read(ready.read_bytes())
    except (OSError, ValueError, struct.error):  # not there yet, or damaged
        compiled = _compile(source)
    _keep(ready, compiled)
    return _read(compiled)


def _read(compiled: bytes) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(BytesIO(compiled))


def _compile(source: Path) -> bytes:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.stem)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def _keep(ready: Path, compiled: bytes) -> None:
    """A cache that cannot be written to costs time at the next start and nothing else."""
    beside = ready.with_suffix(".new")
    try:
        ready.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(compiled)
        beside.replace(ready)
    except OSError:
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
