"""The rules of the house depend on nothing that could change under them."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = ROOT / "app" / "domain"

IMPORT_ALL = """
import importlib, json, pathlib, sys
before = set(sys.modules)
for name in sys.argv[1:]:
    importlib.import_module(name)
print(json.dumps(sorted(set(sys.modules) - before)))
"""

OUTSIDE = frozenset({"os", "random", "secrets", "socket", "sqlite3", "time", "urllib3"})


def _modules() -> list[str]:
    """Name every module of the domain."""
    paths = sorted(DOMAIN.rglob("*.py"))
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in paths
    ]


def _imports(path: Path) -> Iterator[str]:
    """Yield what a file imports, as written."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def _is_allowed(name: str) -> bool:
    """Tell whether the domain may import a module."""
    top = name.partition(".")[0]
    inside = name == "app.domain" or name.startswith("app.domain.")
    return inside or (top in sys.stdlib_module_names and top not in OUTSIDE)


def test_domain_loads_only_the_standard_library() -> None:
    """Importing every rule loads nothing but Python and the rules."""
    command = [sys.executable, "-c", IMPORT_ALL, *_modules()]
    ran = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    loaded = {name.partition(".")[0] for name in json.loads(ran.stdout)}
    assert loaded - sys.stdlib_module_names == {"app"}


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.relative_to(DOMAIN).as_posix())
        for path in sorted(DOMAIN.rglob("*.py"))
    ],
)
def test_domain_names_no_outsider(path: Path) -> None:
    """No rule imports another floor, a clock, chance or the machine, even late."""
    assert [name for name in _imports(path) if not _is_allowed(name)] == []
