"""Accounting programs: `connect`, `disconnect`, `integrations`. What each asks for is in its manifest."""

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.core.errors import WrongUsage
from app.core.words import _
from ui.desktop import shown
from ui.headless.context import Call, Workplace
from ui.headless.output import iso, table
from ui.headless.values import said

if TYPE_CHECKING:
    from datetime import datetime

    from app.connections.service import ConnectionView
    from app.schedule.health import IntegrationHealth
    from integrations.contract import FormField, Manifest


def connect_commands() -> dict[str, Callable[..., int]]:
    """One for each integration, by its key."""
    from integrations import registry

    return {i.manifest.key: _connect_command(i.manifest) for i in registry.integrations()}


def _connect_command(manifest: "Manifest") -> Callable[..., int]:
    """A command with an option for each field of the form that is no secret; typer reads its signature."""

    def connect(context: typer.Context, **given: str) -> int:
        async def job(here: Workplace) -> None:
            await _connect(here, manifest, given)

        call: Call = context.obj
        return call.work(job)

    fields = [_option(field) for field in manifest.form if field.kind != "secret"]
    first = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    connect.__signature__ = inspect.Signature([first, *fields], return_annotation=int)  # type: ignore[attr-defined]
    connect.__doc__ = _help(manifest)
    return connect


def _option(field: "FormField") -> inspect.Parameter:
    option = typer.Option(
        _option_name(field),
        envvar=field.environment or None,
        metavar=_metavar(field),
        help=". ".join(filter(None, (field.label, field.hint))),
    )
    default = field.default or inspect.Parameter.empty
    return inspect.Parameter(
        field.key, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[str, option]
    )


def _option_name(field: "FormField") -> str:
    return "--url" if field.kind == "address" else f"--{field.key.replace('_', '-')}"


def _metavar(field: "FormField") -> str:
    return "E-MAIL" if field.kind == "email" else _option_name(field).removeprefix("--").upper()


def _help(manifest: "Manifest") -> str:
    secrets = [
        f"{field.label} ({field.environment})" if field.environment else field.label
        for field in manifest.form
        if field.kind == "secret"
    ]
    asked = f"{', '.join(secrets)}: from standard input or the variable in brackets." if secrets else ""
    return f"Test the connection to {manifest.name} and keep it.\n\n{asked}"


async def _connect(here: Workplace, manifest: "Manifest", given: Mapping[str, str]) -> None:
    from ui.headless.secrets import ask_secrets

    await here.program.connections.prepare(here.actor, manifest.key)
    answers = {**given, **ask_secrets(manifest.form)}
    address = next((answers.pop(f.key) for f in manifest.form if f.kind == "address"), "")
    view = await here.program.connections.connect(here.actor, manifest.key, address, answers)
    form = {"integration": view.integration, "account": view.account, "user": view.user, "state": view.state}
    lines = [
        _("{name} is connected with {account} as {user}.").format(
            name=view.name, account=view.account, user=view.user
        ),
        _("See what an import would bring: {command}").format(
            command=f"kontor import {view.integration} --dry-run"
        ),
    ]
    here.report.give(form, lines)


def disconnect(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The integration; see: kontor integrations.")],
) -> int:
    """Forget an integration's secrets. Clients and their links stay."""
    manifest = known(name)

    async def job(here: Workplace) -> None:
        await here.program.connections.disconnect(here.actor, manifest.key)
        lines = [
            _("{name} is off.").format(name=manifest.name),
            _("Its secrets are forgotten; clients and their links stay."),
        ]
        here.report.give({"integration": manifest.key, "state": "off"}, lines)

    call: Call = context.obj
    return call.work(job)


def health(context: typer.Context) -> int:
    """List the integrations, how they are and what they need."""

    async def job(here: Workplace) -> None:
        found = await here.program.health.all(here.actor)
        here.report.give([_health_form(each) for each in found], _health_lines(found, here.firm.time_zone))

    call: Call = context.obj
    return call.work(job)


def known(name: str) -> "Manifest":
    """The manifest of this integration. Raises `WrongUsage`."""
    from integrations import registry

    manifests = {i.manifest.key: i.manifest for i in registry.integrations()}
    key = name.casefold()
    if key not in manifests:
        raise WrongUsage(
            "unknown_integration",
            _("There is no integration {name}.").format(name=name),
            _("Known are: {names}.").format(names=", ".join(manifests)),
        )
    return manifests[key]


def _health_form(health: "IntegrationHealth") -> dict[str, Any]:
    view = health.view
    return {
        "integration": view.integration,
        "state": view.state,
        "account": view.account or None,
        "last_success": _iso(view.last_success),
        "last_error": view.last_error or None,
        "next_run": _iso(health.next_run),
        "token_expires": _iso(view.token_expires),
    }


def _iso(moment: "datetime | None") -> str | None:
    return iso(moment) if moment else None


def _health_lines(found: "tuple[IntegrationHealth, ...]", zone: str) -> list[str]:
    titles = (_("Integration"), _("State"), _("Account"), _("User"))
    times = (_("Last success"), _("Next run"), _("Sign in again by"))
    cells = [
        (
            *(each.view.name, said(each.view.state), each.view.account, each.view.user),
            shown.day_and_time(each.view.last_success, zone),
            shown.day_and_time(each.next_run, zone),
            shown.day(each.view.token_expires, zone),
        )
        for each in found
    ]
    steps = [line for each in found for line in _next_step(each.view, zone)]
    return [*table((*titles, *times), cells), *(["", *steps] if steps else [])]


def _next_step(view: "ConnectionView", zone: str) -> list[str]:
    """What is wrong with a connection, since when, and what to do."""
    if view.state == "off":
        return [_("Connect {name}: {command}").format(name=view.name, command=_command_of(view.integration))]
    if not view.last_error:
        return []
    when = shown.day_and_time(view.last_error_at, zone)
    wrong = " ".join(filter(None, (when, view.last_error_words, view.last_error_hint)))
    if view.state != "sign_in_again":
        return [wrong]
    return [
        wrong,
        _("Sign in to {name}: {command}").format(name=view.name, command=_command_of(view.integration)),
    ]


def _command_of(key: str) -> str:
    """How it is connected, with the options that have to be given."""
    from integrations import registry

    manifest = next(i.manifest for i in registry.integrations() if i.manifest.key == key)
    wanted = [field for field in manifest.form if field.kind != "secret" and not field.default]
    options = (f"{_option_name(field)} {_metavar(field)}" for field in wanted)
    return " ".join(["kontor", "connect", key, *options])
