"""What is locked is named by its hash, never by the place it came from."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = [
    *sorted((ROOT / "requirements").glob("*.txt")),
    *sorted((ROOT / "app" / "widget").glob("package-lock.json")),
    *sorted((ROOT / "tests" / "issuers").glob("package-lock.json")),
]

PLACE = re.compile(r"\w+://|^\s*-|file:|\s@\s|\"resolved\"", re.MULTILINE)
PIN = re.compile(r"^[a-z0-9-]+(\[[a-z,]+\])?==[^\s;]+(?: ; .+?)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")

requirements = pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=path.name) for path in LOCKS if path.suffix == ".txt"],
)


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in LOCKS],
)
def test_lock_names_no_place(path: Path) -> None:
    """A lock file holds no URL, no index option and no path of a machine."""
    text = path.read_text("utf-8").replace("    --hash=", "    ")
    assert PLACE.findall(text) == []


@requirements
def test_lock_is_pins_and_hashes(path: Path) -> None:
    """Every line of a Python lock is an exact version or its hash."""
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if not (PIN.match(line) or HASH.match(line))] == []


def _pins(name: str) -> set[str]:
    """Read the versions of one lock."""
    lines = (ROOT / "requirements" / name).read_text("utf-8").splitlines()
    return {line.partition(" ")[0] for line in lines if "==" in line.partition(";")[0]}


def test_tests_run_what_is_shipped() -> None:
    """The tests' lock holds the very versions that the program's lock holds."""
    assert _pins("run.txt") <= _pins("dev.txt")
