"""The generated tables of docs/ say what the code says."""

import pytest

from tests.guards.tables import DOCS, TABLES


@pytest.mark.parametrize("name", TABLES)
def test_docs_are_made_from_the_code(name: str) -> None:
    """Every setting, policy key and error is documented as it is now."""
    found = (DOCS / name).read_text(encoding="utf-8")
    assert found == TABLES[name](), "run `make docs` and commit what it writes"
