"""What people look up in docs/ is there; `make docs` writes the tables anew."""

import re
from pathlib import Path

import pytest

from app.domain.errors import DomainError
from app.domain.site import POLICY_KEYS
from app.provider_settings import HELP
from app.settings import PREFIX, variables
from tests.guards.tables import all_errors

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])


def _read(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def test_every_setting_is_documented() -> None:
    """Each setting is in docs/settings.md under its full name."""
    names = [f"`{PREFIX}{each.name.upper()}`" for each in variables()]
    text = _read("settings.md")
    assert [name for name in names if name not in text] == [], "run `make docs`"


def test_every_policy_key_is_documented() -> None:
    """Each key of a site's policy is in docs/policy.md."""
    text = _read("policy.md")
    missing = [key for key in POLICY_KEYS if f"`{key}`" not in text]
    assert missing == [], "run `make docs`"


def test_every_error_code_is_documented() -> None:
    """Each code that a program may meet is in docs/errors.md."""
    text = _read("errors.md")
    codes = {kind.code for kind in all_errors(DomainError)}
    missing = sorted(code for code in codes if f"`{code}`" not in text)
    assert missing == [], "run `make docs`"


def test_nothing_is_documented_that_is_not_there() -> None:
    """No table still lists what the program has lost."""
    names = {f"{PREFIX}{each.name.upper()}" for each in variables()} | {
        PREFIX + name for name in HELP
    }
    rows = re.findall(r"^\| `([^`]+)` \|", _read("settings.md"), re.MULTILINE)
    assert set(rows) == names
    rows = re.findall(r"^\| `([^`]+)` \|", _read("policy.md"), re.MULTILINE)
    assert set(rows) == set(POLICY_KEYS)


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in PAGES]
)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    """Each link from one page of ours to a file leads to a file."""
    links = LINK.findall(path.read_text("utf-8"))
    ours = [each for each in links if "://" not in each and not each.startswith("/")]
    gone = [each for each in ours if not (path.parent / each).exists()]
    assert [each for each in gone if "mailto:" not in each] == []


def test_checklist_names_tests_that_exist() -> None:
    """Each test file that docs/providers-checklist.md names is where it says."""
    folders = ("", "tests/web/signin", "tests/browser/widget")
    named = re.findall(r"`([\w/.]+\.(?:py|mjs))`", _read("providers-checklist.md"))
    assert len(named) > 30
    gone = [
        each
        for each in named
        if not any((ROOT / folder / each).exists() for folder in folders)
    ]
    assert gone == []
