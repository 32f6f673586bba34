"""What goes wrong, in words for people.

`message` says what happened, `hint` what to do next; both translated where they are raised. `code` is
stable, for programs. `exit_code` is the command line's (headless.md).
"""


class KontorError(Exception):
    exit_code = 1

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class WrongUsage(KontorError):
    """What was asked for makes no sense as it was asked."""

    exit_code = 2


class Refused(KontorError):
    """Rights, a locked period or a precondition stand in the way."""

    exit_code = 3


class NotFound(Refused):
    """There is no such client, run, member …"""


class OtherSideFailed(KontorError):
    """An accounting program, a register or the network did not do its part."""

    exit_code = 4


class DatabaseUnusable(KontorError):
    """Damaged, full, read-only, newer than this program … Nothing was changed."""

    exit_code = 5
