"""Which Kontor this is: for `--version`, About and the User-Agent."""

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    try:
        return version("kontor")
    except PackageNotFoundError:  # run from the source tree
        return "0.1.0"
