"""From the words of the command line to an exit code (headless.md), and every failure into words."""

import logging
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress

from app.core.errors import KontorError, WrongUsage
from app.core.words import _
from ui.headless.output import NobodyReads, Report

FLAGS = frozenset({"--json"})
VALUED = frozenset({"--home", "--database", "--as", "--now"})
INTERRUPTED, NOBODY_READS = 130, 141
# the library's words for a text where a number has to be; they differ between its versions
_NO_NUMBER = re.compile(r"Input should be a valid integer\b.*|'.*' is not a valid int(eger)?\.?$")
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

    from ui.headless.commands import make_app

    # UsageError; typer's own name for it moved between versions
    usage_error: type[Exception] = next(iter(typer.BadParameter.__bases__))
    command = typer.main.get_command(make_app(arguments))
    try:
        code = command.main(list(arguments), prog_name="kontor", standalone_mode=False)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except usage_error as error:
        raise _usage(error) from None
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    return int(code or 0)


def _usage(error: Exception) -> WrongUsage:
    said = " ".join(str(getattr(error, "format_message", error.__str__)()).split())
    said = said.removeprefix("Invalid value for ").replace("Value error, ", "")
    said = _NO_NUMBER.sub(_("a whole number is wanted."), said)
    context = getattr(error, "ctx", None)
    path = getattr(context, "command_path", None) or "kontor"
    return WrongUsage("usage", said, _("Run {command} --help to see how it is used.").format(command=path))


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
