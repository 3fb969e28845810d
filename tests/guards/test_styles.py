"""Style sheets are whole: a browser drops what it cannot read without a word."""

from pathlib import Path

import pytest

SHEETS = sorted((Path(__file__).parents[2] / "app" / "static").glob("*.css"))


@pytest.mark.parametrize(
    "sheet", [pytest.param(sheet, id=sheet.name) for sheet in SHEETS]
)
def test_every_brace_is_closed(sheet: Path) -> None:
    """No rule is open where the next part begins, or at the end."""
    depth = 0
    for line in sheet.read_text("utf-8").splitlines():
        assert depth == 0 or not line.startswith("/* ---"), line
        depth += line.count("{") - line.count("}")
        assert depth >= 0, line
    assert depth == 0
