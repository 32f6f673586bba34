"""`demo`: the whole main job on the built-in sandboxes, told step by step."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from app.core.errors import KontorError
from app.core.paths import Home
from ui.headless.context import DONE, Call
from ui.headless.output import error_form

if TYPE_CHECKING:
    from ui.headless.demo_steps import Step

INDENT = "   "


def demo(context: typer.Context) -> int:
    """Show the whole main job. Nothing of yours is touched.

    Connect, import, merge what both sides changed, undo: on the built-in sandboxes in a temporary home, which is
    removed afterwards; --home keeps it.
    """
    call: Call = context.obj
    with _home(call) as home:
        return call.run(_tell(call, home))


@contextmanager
def _home(call: Call) -> Iterator[Home]:
    if call.home_is_chosen:
        yield call.home
        return
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="kontor-demo-", ignore_cleanup_errors=True) as folder:
        yield Home(Path(folder))


async def _tell(call: Call, home: Home) -> int:
    """With --json the steps are told together, as one document is to be the answer."""
    from ui.headless.demo import set_up_demo
    from ui.headless.demo_steps import steps

    told: list[dict[str, Any]] = []
    code, begun = DONE, time.perf_counter()
    try:
        async with set_up_demo(home, call.clock()) as demo:
            async for step in steps(demo):
                seconds, begun = time.perf_counter() - begun, time.perf_counter()
                told.append(_form(step, seconds))
                if not call.report.as_json:
                    call.report.show(None, [*_lines(len(told), step), ""])
    except KontorError as error:
        code = call.report.say(error)
        told.append({"step": "stopped", "ok": False, "error": error_form(error)})
    if call.report.as_json:
        call.report.give(told)
    return code


def _form(step: "Step", seconds: float) -> dict[str, Any]:
    return {"step": step.name, "ok": True, "says": step.says, "seconds": round(seconds, 3), **step.result}


def _lines(number: int, step: "Step") -> list[str]:
    return [f"{number}. {step.says}", *(INDENT + line for line in step.lines)]
