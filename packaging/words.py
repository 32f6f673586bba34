#!/usr/bin/env python3
"""Brings the translations in resources/translations up to what the source says (P12.4).

    python packaging/words.py            takes in texts that are new, empty, and drops those that are gone
    python packaging/words.py --check    writes nothing; tells what is new, missing, obsolete or fuzzy

Run with the program's own Python (packaging/start.py makes it). Texts are found by `_`, `N_` and `ngettext`.
The files hold no places and no moments and are sorted, so that a difference is one of words.
"""

import sys
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.core.words import FOLDER, LANGUAGES  # noqa: E402 - found by the line above

ROOMS = ("app", "ui", "integrations")
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2)}
TRANSLATED = tuple(language for language in LANGUAGES if language != "en")
WIDTH = 110
HEAD = """# Kontor in {name}.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


def main(arguments: list[str]) -> int:
    found = extracted()
    faults = [f"{language}: {fault}" for language in TRANSLATED for fault in compared(kept(language), found)]
    if "--check" in arguments:
        print("\n".join(faults) or f"All {len(found)} texts are translated.")
        return 1 if faults else 0
    for language in TRANSLATED:
        path(language).write_text(text(brought_up(kept(language), found)), encoding="utf-8", newline="\n")
    missing = [fault for language in TRANSLATED for fault in compared(kept(language), found)]
    print(f"{len(found)} texts, {len(missing)} translations missing.")
    return 0


def extracted(root: Path = ROOT) -> Catalog:
    """Everything that the source marks for translation."""
    found = Catalog()
    for room in ROOMS:
        for _file, _line, words, _comments, _context in extract_from_dir(
            root / room, [("**.py", "python")], keywords=KEYWORDS
        ):
            found.add(words)
    return found


def path(language: str) -> Path:
    return FOLDER / f"{language}.po"


def kept(language: str) -> Catalog:
    """The file as it stands; an empty catalogue where there is none yet."""
    if not path(language).exists():
        return Catalog(locale=language)
    with path(language).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def brought_up(catalogue: Catalog, found: Catalog) -> Catalog:
    """`catalogue` with every text of `found` and no other; a text that was changed is a new one."""
    catalogue.update(found, no_fuzzy_matching=True)
    return catalogue


def text(catalogue: Catalog) -> str:
    """The .po file."""
    for message in catalogue:
        message.flags -= {"python-format", "python-brace-format"}  # guessed, and wrong at "{score} % alike"
    body = BytesIO()
    write_po(
        body, catalogue, WIDTH, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True
    )
    assert catalogue.locale is not None
    head = HEAD.format(
        name=catalogue.locale.english_name, language=catalogue.locale, plurals=catalogue.plural_forms
    )
    return head + body.getvalue().decode("utf-8").rstrip("\n") + "\n"


def compared(catalogue: Catalog, found: Catalog) -> list[str]:
    """What keeps `catalogue` from being complete, a line each."""
    wanted, there = _texts(found), _texts(catalogue)
    lines = [f"new: {words}" for words in sorted(wanted.keys() - there.keys())]
    lines += [f"obsolete: {words}" for words in sorted(there.keys() - wanted.keys())]
    lines += [f"obsolete: {_words(message)}" for message in catalogue.obsolete.values()]
    both = [message for words, message in sorted(there.items()) if words in wanted]
    lines += [f"missing: {_words(message)}" for message in both if not all(strings(message))]
    return lines + [f"fuzzy: {_words(message)}" for message in both if message.fuzzy]


def strings(message: Message) -> tuple[str, ...]:
    """The translation in all its forms."""
    said = message.string
    return tuple(said) if isinstance(said, list | tuple) else (said or "",)


def _texts(messages: Iterable[Message]) -> dict[str, Message]:
    return {_words(message): message for message in messages if message.id}


def _words(message: Message) -> str:
    return message.id if isinstance(message.id, str) else " / ".join(message.id)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
