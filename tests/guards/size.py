"""Measures modules and functions against the limits of the house.

Both peers this program learned from rotted in the same two places, the wiring and the
module that makes comments; a limit that fails the build is how that is kept from
happening here. Medians are shown as a sign of health and bound nobody. What must be
bigger is named in EXCEPTIONS with its reason, and a name that is no longer needed
there fails too.
"""

import ast
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

MODULE_LINES = 250
WIRING_LINES = 150
FUNCTION_LINES = 35
POSITIONAL_ARGUMENTS = 2

WIRING = frozenset({"app/factory.py", "app/compose.py"})

# "path" for a module, "path::Class.function" for a function: why it may be bigger, or
# why it must take its arguments by position (a library calls it that way).
EXCEPTIONS: dict[str, str] = {}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Finding:
    """One thing that is bigger than it may be."""

    name: str
    problem: str

    def __str__(self) -> str:
        return f"{self.name}: {self.problem}"


@dataclass(frozen=True)
class Measured:
    """One module: its length, its functions' lengths, what is wrong with it."""

    path: str
    lines: int
    functions: tuple[int, ...]
    findings: tuple[Finding, ...]


def _functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, Function, bool]]:
    """Yield every function with its qualified name and whether it is a method."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield prefix + node.name, node, isinstance(tree, ast.ClassDef)
            yield from _functions(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{prefix}{node.name}.")
        else:
            yield from _functions(node, prefix)


def _length(node: Function) -> int:
    """Count lines from def to the last statement."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _positional(node: Function, *, method: bool) -> int:
    """Count the arguments a caller could pass by position, self and cls aside."""
    static = any(
        isinstance(mark, ast.Name) and mark.id == "staticmethod"
        for mark in node.decorator_list
    )
    count = len(node.args.posonlyargs) + len(node.args.args)
    return count - 1 if method and not static else count


def _function_findings(name: str, node: Function, *, method: bool) -> Iterator[Finding]:
    """Yield what is wrong with one function."""
    if _length(node) > FUNCTION_LINES:
        yield Finding(name, f"{_length(node)} lines, at most {FUNCTION_LINES}")
    positional = _positional(node, method=method)
    if positional > POSITIONAL_ARGUMENTS:
        problem = f"{positional} arguments by position, at most {POSITIONAL_ARGUMENTS}"
        yield Finding(name, f"{problem}; put a * before the rest")


def measure(source: str, path: str) -> Measured:
    """Measure one module; tests are held to the module's length only."""
    lines = len(source.splitlines())
    limit = WIRING_LINES if path in WIRING else MODULE_LINES
    findings = []
    if lines > limit:
        findings.append(Finding(path, f"{lines} lines, at most {limit}"))
    functions = list(_functions(ast.parse(source)))
    if path.startswith("app/"):
        for name, node, method in functions:
            full = f"{path}::{name}"
            findings.extend(_function_findings(full, node, method=method))
    lengths = tuple(_length(node) for _, node, _ in functions)
    return Measured(path, lines, lengths, tuple(findings))


def measure_tree(folder: str) -> list[Measured]:
    """Measure every module below app or tests."""
    files = sorted((ROOT / folder).rglob("*.py"))
    return [
        measure(file.read_text("utf-8"), file.relative_to(ROOT).as_posix())
        for file in files
        if "node_modules" not in file.parts
    ]


def violations(measured: list[Measured]) -> list[str]:
    """List what breaks a limit without leave, and leave that nothing needs."""
    found = [finding for module in measured for finding in module.findings]
    names = {finding.name for finding in found}
    unneeded = [
        f"{name}: is in EXCEPTIONS but needs no exception"
        for name in EXCEPTIONS
        if name not in names
    ]
    return [str(one) for one in found if one.name not in EXCEPTIONS] + unneeded


def health(measured: list[Measured]) -> str:
    """Say the medians of the program in one line."""
    modules = [one.lines for one in measured if one.lines]
    functions = [length for one in measured for length in one.functions]
    if not modules or not functions:
        return "app: nothing to measure yet"
    return (
        f"app: {len(modules)} modules, median {statistics.median(modules):.0f} lines,"
        f" largest {max(modules)}; {len(functions)} functions,"
        f" median {statistics.median(functions):.0f}, largest {max(functions)}"
    )


def main() -> int:
    """Print the state of health and every violation; 1 if there are any."""
    program = measure_tree("app")
    found = violations(program + measure_tree("tests"))
    sys.stdout.write("\n".join([health(program), *found]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
