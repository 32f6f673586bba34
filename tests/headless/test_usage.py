"""Wrong usage is said in the program's own words, whatever the library's version says."""

from collections.abc import Iterator

import pytest
import typer

from tests.headless.caller import Kontor
from ui.headless.commands import make_app
from ui.headless.usage import in_words


@pytest.mark.parametrize(
    ("words", "said", "command"),
    [
        (["nothing"], "There is no command nothing.", "kontor"),
        (["clients", "nothing"], "There is no command nothing.", "kontor clients"),
        (["connect", "nobody"], "There is no command nobody.", "kontor connect"),
        (["clients"], "Which command?", "kontor clients"),
        (["--nothing"], "There is no option --nothing.", "kontor"),
        (["check", "--nothing"], "There is no option --nothing.", "kontor check"),
        (["import"], "NAME is missing.", "kontor import"),
        (["members", "add", "--name", "L"], "--email is missing.", "kontor members add"),
        (["members", "list", "all"], "The command takes no all.", "kontor members list"),
        (["undo-import", "x"], "RUN: a whole number is wanted.", "kontor undo-import"),
        (["clients", "list", "--run", "x"], "--run: a whole number is wanted.", "kontor clients list"),
        (["clients", "list", "--registry", "pink"], "--registry takes green, amber, red, grey, and not pink.",
         "kontor clients list"),
        (["sandbox", "--port", "70000"], "--port is 65000 at most.", "kontor sandbox"),
        (["sandbox", "--port", "-1"], "--port is 0 at least.", "kontor sandbox"),
    ],
)  # fmt: skip
def test_what_is_wrong_and_where_help_is(kontor: Kontor, words: list[str], said: str, command: str) -> None:
    answer = kontor(*words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == f"{said}\nRun {command} --help to see how it is used.\n"


@pytest.mark.parametrize(
    ("library", "said"),
    [
        ("No such option: --nope Did you mean --home?", "There is no option --nope."),
        ("Missing option '--name'.", "--name is missing."),
        ("Option '--name' requires an argument.", "--name needs a value."),
        ("Option '--all' does not take a value.", "--all takes no value."),
        ("'RUN': 'x' is not a valid integer.", "RUN: a whole number is wanted."),
        ("'--port': 7 is not in the range 8<=x<=9.", "--port is not in the range 8<=x<=9."),
        ("Something that no version has said yet.", "Something that no version has said yet."),
    ],
)
def test_other_versions_of_the_library(library: str, said: str) -> None:
    assert in_words(library) == said


def test_a_value_with_quotes_stays_whole() -> None:
    assert in_words("'--status': 'foo' is not one of 'active', 'inactive'.") == (
        "--status takes active, inactive, and not foo."
    )


def every_command() -> Iterator[tuple[str, typer.core.TyperCommand]]:
    """Its words, and what the library made of it."""

    def below(words: str, group: object) -> Iterator[tuple[str, typer.core.TyperCommand]]:
        for name, command in getattr(group, "commands", {}).items():
            yield f"{words} {name}".strip(), command
            yield from below(f"{words} {name}".strip(), command)

    return below("", typer.main.get_command(make_app(["connect"])))


COMMANDS = dict(every_command())


@pytest.mark.parametrize("words", COMMANDS)
def test_help_of_every_command_explains_each_of_its_words(kontor: Kontor, words: str) -> None:
    answer = kontor(*words.split(), "--help")
    assert (answer.code, answer.err) == (0, "")
    command = COMMANDS[words]
    assert command.help
    assert [p.name for p in command.params if not getattr(p, "help", "")] == []
    assert "Common options" in answer.out
    options = answer.out.partition("\nOptions:\n")[2]
    assert not {"<str>", "<int>", "<int range>", "<path>"} & set(options.split())


def test_the_first_help_has_every_command_in_a_whole_sentence(kontor: Kontor) -> None:
    told = kontor("--help").out
    listed = told.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert {line.split()[0] for line in listed} == {words.split()[0] for words in COMMANDS}
    assert [line for line in listed if not line.endswith(".") or line.endswith("...")] == []
    assert "Exit codes:" in told
