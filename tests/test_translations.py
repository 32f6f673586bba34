"""Everything that the source says to people is said in Estonian and in Norwegian (P12.4)."""

import ast
import gettext
import importlib.util
import re
import shutil
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import words

ROOT = Path(__file__).parents[1]
LANGUAGES = ("et", "nb")
# Names that are the same in all three languages, or close enough to be.
SAME = {
    "et": {"Import", "Kontor", "List", "View", "Register", "Id", "Import {n}", "OK"},
    "nb": {
        "Import", "Kontor", "List", "View", "Register", "Id", "Import {n}", "Status", "Program", "Database", "Start",
        "OK", "Type", "Mine", "{when}, for {days}",
    },
}  # fmt: skip
LETTERS = re.compile(r"[^\W\d_]{2,}")
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
ABBREVIATION = re.compile(r"\bnr\.$")  # org.nr.
FORBIDDEN = {  # look.md, *Words*: no exclamation marks, no "please", no "successfully", no "invalid"
    "et": re.compile(r"!|\bpalun\b|\bedukalt\b|\bvigane\b", re.IGNORECASE),
    "nb": re.compile(r"!|\bvennligst\b|\bvellykket fullført\b|\bugyldig\b", re.IGNORECASE),
}


def load():
    spec = importlib.util.spec_from_file_location("kontor_words", ROOT / "packaging" / "words.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


SCRIPT = load()


@pytest.fixture(scope="module")
def found():
    return SCRIPT.extracted()


@pytest.fixture(scope="module", params=LANGUAGES)
def catalogue(request):
    return SCRIPT.kept(request.param)


def texts(catalogue) -> Iterator[tuple[str, str]]:
    """(source, translation); each plural form beside the source's form that it stands for.

    What is not translated yet is told by one test, not by all of them.
    """
    for message in catalogue:
        source = message.id if isinstance(message.id, tuple) else (message.id,)
        if message.id and all(SCRIPT.strings(message)):
            yield from zip(source, SCRIPT.strings(message), strict=True)


def placeholders(words_: str) -> set[str]:
    return {name for _text, name, _form, _how in string.Formatter().parse(words_) if name is not None}


def test_the_source_has_texts(found):
    assert len(found) > 500
    assert found.get("Name") is not None
    assert found.get("{n} client").id == ("{n} client", "{n} clients")


def test_nothing_is_new_missing_obsolete_or_fuzzy(catalogue, found):
    assert SCRIPT.compared(catalogue, found) == []


def test_the_files_are_as_the_script_writes_them(catalogue, found):
    written = SCRIPT.text(SCRIPT.brought_up(SCRIPT.kept(str(catalogue.locale)), found))
    assert SCRIPT.path(str(catalogue.locale)).read_text(encoding="utf-8") == written


def test_plurals_are_complete(catalogue):
    assert catalogue.num_plurals == 2
    assert catalogue.plural_expr == "(n != 1)"
    for message in catalogue:
        if isinstance(message.id, tuple):
            assert len(SCRIPT.strings(message)) == 2, message.id


def test_placeholders_are_the_sources(catalogue):
    for message in catalogue:
        forms = message.id if isinstance(message.id, tuple) else (message.id,)
        wanted = placeholders("".join(forms))
        for said in filter(None, SCRIPT.strings(message) if message.id else ()):
            assert placeholders(said) == wanted, message.id
            said.format(**dict.fromkeys(wanted, "x"))  # no brace is left open


def test_no_english_is_left(catalogue):
    same = SAME[str(catalogue.locale)]
    left = [source for source, said in texts(catalogue) if source == said and source not in same]
    assert [source for source in left if LETTERS.search(PLACEHOLDER.sub("", source))] == []


def test_texts_begin_and_end_as_in_the_source(catalogue):
    """A full stop, a question mark, an ellipsis or a space at either end is part of how a text is used."""
    catalogue["Reg. code"].string = catalogue["Reg. code"].string.removesuffix(
        "."
    )  # org.nr., an abbreviation
    for source, said in texts(catalogue):
        assert (said[:1] == " ", said[-1:] == " ") == (source[:1] == " ", source[-1:] == " "), source
        for sign in (".", "?", ":", "…"):
            assert said.endswith(sign) is source.endswith(sign), source
        assert said.count("|") == source.count("|"), source
        assert said.count("\n") == source.count("\n"), source


def test_tone_and_typography(catalogue):
    for source, said in texts(catalogue):
        assert not FORBIDDEN[str(catalogue.locale)].search(said), source
        assert "  " not in said, source
        assert not set(said) & set("\"'`"), source  # „Estonian“, «norske»
        if source[:1].isupper() and said[:1].isalpha():
            assert said[:1].isupper(), source
        if source[:1].islower() and said[:1].isalpha():
            assert said[:1].islower(), source


FOREIGN = {"et": re.compile("[æøå]", re.IGNORECASE), "nb": re.compile("[õäöü]", re.IGNORECASE)}
REGISTRY = "Registrite ja Infosüsteemide Keskus"  # the name of an authority, in no other language


def test_neither_language_stands_in_the_file_of_the_other(catalogue):
    letters = FOREIGN[str(catalogue.locale)]
    assert [said for _source, said in texts(catalogue) if letters.search(said.replace(REGISTRY, ""))] == []


def test_no_sentence_is_the_same_in_both():
    estonian, norwegian = (dict(texts(SCRIPT.kept(language))) for language in LANGUAGES)
    same = [said for source, said in estonian.items() if said == norwegian.get(source)]
    assert [said for said in same if len(LETTERS.findall(PLACEHOLDER.sub("", said))) > 2] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_program_speaks_it(language, tmp_path):
    before = words.language()
    try:
        words.use(language, tmp_path)
        assert words._("Registration code") == {"et": "Registrikood", "nb": "Organisasjonsnummer"}[language]
        counted = [words.ngettext("{n} client", "{n} clients", n).format(n=n) for n in (1, 2)]
        assert counted == {"et": ["1 klient", "2 klienti"], "nb": ["1 kunde", "2 kunder"]}[language]
        assert words._("") == ""
        assert isinstance(words._chosen, gettext.GNUTranslations)
    finally:
        words.use(before, tmp_path)


# --- how the source marks its texts -----------------------------------------------------------------------


def sources() -> list[Path]:
    return sorted(path for room in SCRIPT.ROOMS for path in (ROOT / room).rglob("*.py"))


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def while_imported(node: ast.AST) -> Iterator[ast.Call]:
    """The calls of `_` and `ngettext` that run while the module is imported, when no language is chosen yet."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Lambda):
            continue
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            for part in (*child.args.defaults, *filter(None, child.args.kw_defaults), *child.decorator_list):
                yield from calls(part, "_", "ngettext")
            continue
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Name):
            yield from [child] if child.func.id in ("_", "ngettext") else []
        yield from while_imported(child)


def test_nothing_is_translated_while_a_module_is_imported():
    assert list(while_imported(ast.parse('TITLE = _("Name")\ndef f(a=_("Name")): return _("Name")')))
    early = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sources()
        for call in while_imported(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert early == []  # mark it by N_ there, and translate it where it is shown


def test_what_is_marked_is_written_out():
    """The script cannot read f-strings, sums and variables; `_(words)` is for what N_ has marked elsewhere."""
    strange = []
    for path in sources():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        marked = [
            (call, argument)
            for call in calls(tree, "_", "N_", "ngettext")
            for argument in call.args[: 2 if call.func.id == "ngettext" else 1]
        ]
        for call, argument in marked:
            variable = call.func.id == "_" and not isinstance(argument, ast.JoinedStr | ast.BinOp)
            if not isinstance(argument, ast.Constant) and not (variable or path.name == "words.py"):
                strange.append(f"{path.relative_to(ROOT)}:{call.lineno}")
    assert strange == []


def test_the_script_finds_all_that_is_marked(found):
    """It does not look into f-strings, nor into a call inside another."""
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in found}
    overlooked = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sources()
        for call in calls(ast.parse(path.read_text(encoding="utf-8")), "_", "N_", "ngettext")
        if call.args and isinstance(call.args[0], ast.Constant) and call.args[0].value not in known
    ]
    assert overlooked == []


# --- the script -------------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path) -> Path:
    """A small source tree with the real script, the real app.core.words and its own translations."""
    shutil.copytree(ROOT / "packaging", tmp_path / "packaging")
    for room in SCRIPT.ROOMS:
        (tmp_path / room).mkdir()
    (tmp_path / "app" / "core").mkdir()
    (tmp_path / "app" / "__init__.py").touch()
    (tmp_path / "app" / "core" / "__init__.py").touch()
    shutil.copy(ROOT / "app" / "core" / "words.py", tmp_path / "app" / "core")
    (tmp_path / "resources" / "translations").mkdir(parents=True)
    return tmp_path


def run(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(tree / "packaging" / "words.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_script_keeps_translations_and_tells_what_is_missing(copy):
    source, file = copy / "ui" / "window.py", copy / "resources" / "translations" / "et.po"
    source.write_text('_("Save")\nngettext("{n} row", "{n} rows", 2)\nKIND = N_("Name {score} % alike")\n')
    assert run(copy).stdout == "3 texts, 6 translations missing.\n"
    file.write_text(file.read_text().replace('msgid "Save"\nmsgstr ""', 'msgid "Save"\nmsgstr "Salvesta"'))
    source.write_text(source.read_text().replace("{n} row", "{n} line") + '_("Close")\n')
    told = run(copy, "--check")
    assert told.returncode == 1
    assert "et: new: Close" in told.stdout
    assert "et: new: {n} line / {n} lines" in told.stdout
    assert "et: obsolete: {n} row / {n} rows" in told.stdout
    assert "et: missing: Name {score} % alike" in told.stdout
    assert "et: missing: Save" not in told.stdout
    assert run(copy).stdout == "4 texts, 7 translations missing.\n"
    written = file.read_text()
    assert 'msgstr "Salvesta"' in written
    assert "row" not in written
    assert "#:" not in written
    assert "#," not in written
    assert "Date" not in written
    assert run(copy).returncode == 0
    assert file.read_text() == written


def test_a_fuzzy_translation_is_told(copy):
    (copy / "ui" / "window.py").write_text('_("Save")\n')
    run(copy)
    for file in (copy / "resources" / "translations").iterdir():
        file.write_text(
            file.read_text().replace('msgid "Save"\nmsgstr ""', '#, fuzzy\nmsgid "Save"\nmsgstr "Salvesta"')
        )
    assert run(copy, "--check").stdout == "et: fuzzy: Save\nnb: fuzzy: Save\n"


def test_the_script_says_when_all_is_well(copy):
    (copy / "ui" / "window.py").write_text('_("Save")\n')
    run(copy)
    for file in (copy / "resources" / "translations").iterdir():
        file.write_text(
            file.read_text().replace('msgid "Save"\nmsgstr ""', 'msgid "Save"\nmsgstr "Salvesta"')
        )
    told = run(copy, "--check")
    assert (told.stdout, told.returncode) == ("All 1 texts are translated.\n", 0)
