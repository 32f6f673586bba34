#!/usr/bin/env python3
"""Starts Kontor from its source tree; the first time it makes the environment that Kontor runs in.

    python3 packaging/start.py                opens the window
    python3 packaging/start.py --demo         opens the window on a throw-away demo firm
    python3 packaging/start.py demo --json    does the same work without a screen

Everything after the name of this file goes to Kontor. What this file says goes to the standard error.
It needs Python 3.11 and nothing else; its own lines must be readable by an older one, which is told so.
"""

from __future__ import annotations

import sys

OLDEST = (3, 11)


def main() -> int:
    if sys.version_info < OLDEST:
        sys.stderr.write(
            "Kontor needs Python 3.11 or newer, and this is Python %d.%d. "  # noqa: UP031 - read by old Pythons
            "Install a newer one (python.org) and start Kontor with it.\n" % sys.version_info[:2]
        )
        return 3
    import environment

    try:
        environment.prepare(window=environment.wants_window(sys.argv[1:]))
    except environment.SetUpStopped as stopped:
        sys.stderr.write(f"{stopped}\n")
        return stopped.status
    except KeyboardInterrupt:
        sys.stderr.write("Setting up was interrupted; the next start takes it up again.\n")
        return 130
    return environment.become("-m", "ui.main", *sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
