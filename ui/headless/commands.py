"""The commands by name. Their modules import only what names and types of options need; services come later."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

import typer

from app.core.words import _
from ui.headless import (
    clients,
    covered,
    demo_story,
    firm,
    importing,
    integrations,
    registers,
    run_due,
    sandbox,
    summaries,
    tasks,
    upkeep,
)
from ui.headless.context import call_from
from ui.headless.version import print_version

COMMON = "Common options (--home, --database, --json, --as, --now) may stand anywhere: see kontor --help."
EXIT_CODES = (
    "Exit codes: 0 done; 1 done, but some items failed; 2 wrong usage; 3 refused; "
    "4 the other side failed; 5 database unusable."
)

Jobs = Mapping[str, Callable[..., int]]
HELP = {"help_option_names": ["--help", "-h"]}
SINGLE: Jobs = {
    "init": firm.init,
    "disconnect": integrations.disconnect,
    "integrations": integrations.health,
    "import": importing.import_clients,
    "undo-import": importing.undo_import,
    "run-due": run_due.run_due,
    "check": upkeep.check,
    "backup": upkeep.backup,
    "sandbox": sandbox.serve,
    "demo": demo_story.demo,
}
GROUPS: Mapping[str, tuple[str, Jobs]] = {
    "register": ("Business registers.", {"load": registers.load, "check": registers.check}),
    "clients": ("Clients of the firm.", {"list": clients.list_clients, "show": clients.show}),
    "summaries": (
        "Monthly counts and the days they cover.",
        {
            "configure": summaries.configure,
            "preview": summaries.preview,
            "ledger": covered.ledger,
            "pending": covered.pending,
            "recount": covered.recount,
            "count-from": summaries.count_from,
        },
    ),
    "members": ("Members of the firm.", {"list": firm.members, "add": firm.add_member}),
    "tasks": ("Tasks.", {"list": tasks.list_tasks, "add": tasks.add, "done": tasks.done}),
}

HomeOption = Annotated[
    str | None, typer.Option(metavar="DIR", help="Folder of the database, logs and backups (or KONTOR_HOME).")
]
DatabaseOption = Annotated[
    str | None,
    typer.Option(metavar="URL", help="Another database than the one in the home (or KONTOR_DATABASE)."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer with one JSON document on standard output.")]
MemberOption = Annotated[
    str | None, typer.Option("--as", metavar="E-MAIL", help="The member who acts; else the Owner.")
]
NowOption = Annotated[
    str | None, typer.Option(metavar="ISO-TIME", help="Use this moment instead of the clock.")
]
VersionOption = Annotated[bool, typer.Option("--version", help="Show which version this is, and exit.")]


def make_app(arguments: Sequence[str]) -> typer.Typer:
    """`arguments` tell whether the commands that come from the integrations' manifests are needed."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback(epilog=EXIT_CODES, context_settings=HELP, invoke_without_command=True)(common_options)
    connects = integrations.connect_commands() if "connect" in arguments else {}
    _add_group(app, "connect", "Connect an accounting program.", connects)
    _add(app, SINGLE)
    for name, (help_text, jobs) in GROUPS.items():
        _add_group(app, name, help_text, jobs)
    return app


def _add(app: typer.Typer, jobs: Jobs) -> None:
    for name, job in jobs.items():
        app.command(name, epilog=COMMON, context_settings=HELP)(job)


def _add_group(app: typer.Typer, name: str, help_text: str, jobs: Jobs) -> None:
    group = typer.Typer(help=help_text, epilog=COMMON, context_settings=HELP, rich_markup_mode=None)
    _add(group, jobs)
    app.add_typer(group, name=name)


def common_options(
    context: typer.Context,
    *,
    home: HomeOption = None,
    database: DatabaseOption = None,
    as_json: JsonOption = False,
    member: MemberOption = None,
    now: NowOption = None,
    version: VersionOption = False,
) -> None:
    """Kontor without a screen.

    Without a command Kontor opens its window; kontor --demo opens it on a firm to look around in.
    """
    if version:
        raise typer.Exit(print_version(as_json=as_json))
    context.obj = call_from(home=home, database=database, as_json=as_json, member=member, now=now)
    if context.invoked_subcommand is None:
        context.fail(_("Which command?"))
