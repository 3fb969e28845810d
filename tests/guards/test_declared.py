"""What the code imports is declared: no package comes by way of another's needs."""

import ast
import sys
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
# Parts of Flask and Flask-WTF that their own manuals tell one to import.
COMES_WITH = {
    "jinja2": "flask",
    "markupsafe": "flask",
    "werkzeug": "flask",
    "wtforms": "flask-wtf",
}


def _imported() -> dict[str, Path]:
    """Name each outside module that the program imports, with one of the places."""
    found: dict[str, Path] = {}
    for folder in ("app", "migrations"):
        for path in (ROOT / folder).rglob("*.py"):
            if "node_modules" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    names = [node.module or ""]
                else:
                    continue
                for name in names:
                    found.setdefault(name.partition(".")[0], path)
    inside = {*sys.stdlib_module_names, "app", "migrations"}
    return {name: path for name, path in found.items() if name not in inside}


def _declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return {
        canonicalize_name(Requirement(text).name) for group in groups for text in group
    }


def test_what_is_imported_is_declared() -> None:
    """Else a package that drops a need of its own takes it from us as well."""
    packages = metadata.packages_distributions()
    imported = _imported()
    assert {"flask", "sqlalchemy", "urllib3"} <= imported.keys()
    declared = _declared()
    astray = {
        name: str(path.relative_to(ROOT))
        for name, path in imported.items()
        if COMES_WITH.get(name) not in declared
        and not {canonicalize_name(one) for one in packages.get(name, [name])}
        & declared
    }
    assert astray == {}


def test_what_is_declared_is_used() -> None:
    """A package that nothing imports is carried for nothing."""
    packages = metadata.packages_distributions()
    used = {
        canonicalize_name(one)
        for name in _imported()
        for one in packages.get(name, [name])
    }
    assert _declared() - used == set()
