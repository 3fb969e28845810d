"""Every test says in words what it promises."""

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]


def _silent(path: Path) -> Iterator[str]:
    """Yield the tests of a file that lack a sentence."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            first = (ast.get_docstring(node) or "").partition("\n\n")[0]
            if not first.endswith("."):
                yield f"{path.relative_to(TESTS)}::{node.name}"


def test_every_test_states_its_promise() -> None:
    """Each test opens with a docstring whose first paragraph is a sentence."""
    files = sorted(TESTS.rglob("test_*.py"))
    assert [name for path in files for name in _silent(path)] == []
