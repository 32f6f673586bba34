"""`kontor --version`, asked before anything else is loaded."""

import sys


def print_version(*, as_json: bool) -> int:
    from app.core.version import program_version

    version = program_version()
    sys.stdout.write(f'{{"version": "{version}"}}\n' if as_json else f"kontor {version}\n")
    return 0
