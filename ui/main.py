"""The one entry point (P13): without a subcommand the window, with one the same work without a screen.

Decided by looking at the words alone, so that the window does not wait for the command line's library
and the command line never touches Qt.
"""

import gc
import os
import sys
from collections.abc import Sequence

FLAGS = frozenset({"--demo", "--background"})
OF_THE_WINDOW = FLAGS | {"--home", "--database"}
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
PRECONDITION_FAILED, INTERRUPTED = 3, 130


def main(argv: Sequence[str] | None = None) -> int:
    """`argv` without the program's name; the process's own when None. Returns the exit code."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    if "--version" in arguments and {"--version", "--json"}.issuperset(arguments):
        from ui.headless.version import print_version

        return print_version(as_json="--json" in arguments)
    options = _options_of_the_window(arguments)
    try:
        return _run_command(arguments) if options is None else _open_window(options)
    except KeyboardInterrupt:  # while libraries were still being loaded
        return INTERRUPTED


def _run_command(arguments: Sequence[str]) -> int:
    from ui.headless.run import run

    return run(arguments)


def _options_of_the_window(arguments: Sequence[str]) -> dict[str, str] | None:
    """None where there is a subcommand, or anything that the command line has to explain."""
    options = {}
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.partition("=")
        if name not in OF_THE_WINDOW or (name in FLAGS and equals):
            return None
        if name not in FLAGS and not equals:
            value = next(rest, "")
        if name not in FLAGS and not value:
            return None
        options[name] = value
    return options


def _open_window(options: dict[str, str]) -> int:
    from app.core.words import _

    if sys.platform == "linux" and not any(os.environ.get(name) for name in SCREENS):  # Qt would abort
        return _without_window(_("there is no screen"))
    gc.disable()  # what is imported lives on; the window has its own way, see ui.desktop.collecting
    try:
        return _run_window(options)
    finally:
        gc.enable()


def _run_window(options: dict[str, str]) -> int:
    try:
        from ui.desktop.start import Options, run
    except ImportError as fault:  # Qt itself, or a library of the system that it needs
        return _without_window(str(fault))
    return run(
        Options(
            home=options.get("--home"),
            database=options.get("--database"),
            demo="--demo" in options,
            background="--background" in options,
        )
    )


def _without_window(reason: str) -> int:
    from app.core.words import _

    happened = _("Kontor cannot open its window on this computer: {reason}.").format(reason=reason)
    next_step = _("Install what is missing, or use the commands without a window: kontor --help.")
    sys.stderr.write(f"{happened}\n{next_step}\n")
    return PRECONDITION_FAILED


if __name__ == "__main__":
    sys.exit(main())
