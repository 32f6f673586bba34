"""From the words of the command line to an exit code (headless.md), and every failure into words."""

import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress

from app.core.errors import KontorError, WrongUsage
from app.core.words import _
from ui.headless.output import NobodyReads, Report
from ui.headless.usage import wrong_usage

FLAGS = frozenset({"--json"})
VALUED = frozenset({"--home", "--database", "--as", "--now"})
INTERRUPTED, NOBODY_READS = 130, 141
log = logging.getLogger(__name__)


def run(arguments: Sequence[str]) -> int:
    report = Report("--json" in arguments)
    logging.getLogger().addHandler(logging.NullHandler())  # until the log has a home: nothing of it on stderr
    try:
        code = _command(in_front(arguments))
        sys.stdout.flush()
    except KontorError as error:
        code = report.fail(error)
    except KeyboardInterrupt:
        report.note(_("Stopped. What was not finished has not been kept."))
        code = INTERRUPTED
    except (NobodyReads, BrokenPipeError):
        code = _nobody_reads()
    except Exception as fault:
        log.exception("a command ended with a fault")
        code = report.fail(_fault(fault))
    return code


def in_front(arguments: Sequence[str]) -> list[str]:
    """The common options first, wherever they stood; after `--` nothing is an option any more."""
    common: list[str] = []
    others: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument == "--":
            others += [argument, *rest]
        elif argument in VALUED:
            common += [argument, _value_of(argument, rest)]
        elif argument in FLAGS or argument.partition("=")[0] in VALUED:
            common.append(argument)
        else:
            others.append(argument)
    return common + others


def _value_of(option: str, rest: Iterator[str]) -> str:
    value = next(rest, None)
    if value is None:
        raise WrongUsage(
            "usage",
            _("{option} needs a value.").format(option=option),
            _("Run kontor --help for the options."),
        )
    return value


def _command(arguments: Sequence[str]) -> int:
    """Raises `WrongUsage` for what the library calls a usage error; its own page of red boxes stays away."""
    import typer

    from app.core.paths import find_home
    from ui.headless.commands import make_app
    from ui.headless.context import speak

    # UsageError; typer's own name for it moved between versions
    usage_error: type[Exception] = next(iter(typer.BadParameter.__bases__))
    speak(find_home(_home_in(arguments)))
    command = typer.main.get_command(make_app(arguments))
    try:
        code = command.main(list(arguments), prog_name="kontor", standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except usage_error as error:
        raise wrong_usage(error) from None
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    return int(code or 0)


def _home_in(arguments: Sequence[str]) -> str | None:
    """What `--home` says, before the library has looked at anything: its complaints are put into words too."""
    for place, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--home":
            return value if equals else "".join(arguments[place + 1 : place + 2])
    return None


def _fault(fault: Exception) -> KontorError:
    """Of the program itself: words for the person; the traceback is in the log."""
    return KontorError(
        "fault",
        _("Kontor met a fault of its own: {kind}.").format(kind=type(fault).__name__),
        _("Nothing half-finished was kept. The log in the logs folder says more."),
    )


def _nobody_reads() -> int:
    """The reader of a pipe has gone (`| head`): stop quietly, also when Python flushes at its end."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return NOBODY_READS
