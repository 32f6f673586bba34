"""Pages, dialogs, wizards, widgets and models import each other in one direction, inside functions too.

What two of them need has a place of its own. Imports for types alone do not count.
"""

import ast
import graphlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("pages", "dialogs", "wizards", "widgets", "models")


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        yield from imported(node)


def graph_of(sources: dict[str, str]) -> dict[str, set[str]]:
    return {
        name: set(imported(ast.parse(source))) & sources.keys() - {name} for name, source in sources.items()
    }


def test_no_circles():
    files = [file for room in ROOMS for file in (ROOT / "ui" / "desktop" / room).rglob("*.py")]
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files]
    texts = (file.read_text(encoding="utf-8") for file in files)
    graph = graph_of(dict(zip(names, texts, strict=True)))
    assert len(graph) > 50
    assert sum(map(len, graph.values())) > 100
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError and names the circle


@pytest.mark.parametrize("late", ["def f():\n    from b import y", "import b", "from b import y as z"])
def test_circles_are_seen(late):
    graph = graph_of({"a": late, "b": "from a import x"})
    with pytest.raises(graphlib.CycleError):
        graphlib.TopologicalSorter(graph).prepare()


def test_types_make_no_circle():
    for_types = "if TYPE_CHECKING:\n    from b import y"
    assert graph_of({"a": for_types, "b": "from a import x"}) == {"a": set(), "b": {"a"}}
