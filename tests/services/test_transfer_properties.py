"""Whatever is in an instance, or in a file: nothing is lost, nothing breaks."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.domain.errors import DomainError, InvalidInputError
from app.domain.moderation import Verb
from app.services import sites
from app.services.sites import SiteChange
from tests.service import MovableClock
from tests.services import abroad, acts
from tests.services.abroad import exported, imported

words = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
said = st.tuples(words, words, st.integers(0, 5), st.sampled_from(["", *Verb]))


@hypothesis_settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(said, max_size=6))
def test_export_import_export(
    sqlite_template: Path,
    tmp_path: Path,
    what: list[tuple[str, str, int, str]],
) -> None:
    """Whatever was said and decided, an import's export has the same bytes."""
    with abroad.fresh(sqlite_template, tmp_path / "one.sqlite3") as one:
        sites.add(one, "blog", change=SiteChange(name="B"))
        posted: list[Any] = []
        for body, name, above, verb in what:
            try:
                parents = [each for each in posted[above : above + 1] if not verb]
                parent = parents[0].comment.id if parents else None
                made = acts.post(one, body, name=name, parent_id=parent)
            except DomainError:
                continue
            posted.append(made)
            if verb:
                acts.outcomes(one, Verb(verb), made.comment.id)
        data = exported(one)
    for path in tmp_path.glob("*.sqlite3*"):
        path.unlink()
    with abroad.fresh(sqlite_template, tmp_path / "two.sqlite3") as two:
        report = imported(two, data)
        assert exported(two) == data
        assert report.cleaned == 0
    for path in tmp_path.glob("*.sqlite3*"):
        path.unlink()


@pytest.fixture(scope="module")
def file(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[bytes]:
    """Export an instance that has something of everything, as lines."""
    path = tmp_path_factory.mktemp("export") / "one.sqlite3"
    with abroad.fresh(sqlite_template, path) as one:
        sites.add(one, "blog", change=SiteChange(add_origins=["https://b.example"]))
        abroad.furnish(one, MovableClock())
        return exported(one).splitlines(keepends=True)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(), max_size=9),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)


@hypothesis_settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_file_breaks_an_import(
    sqlite_template: Path, tmp_path: Path, file: list[bytes], data: st.DataObject
) -> None:
    """A value replaced by any other is taken or refused, whole, with a sentence."""
    number = data.draw(st.integers(1, len(file) - 2))
    document: dict[str, Any] = json.loads(file[number])
    name = data.draw(st.sampled_from(sorted(document["row"])))
    document["row"][name] = data.draw(anything)
    changed = [*file]
    changed[number] = json.dumps(document).encode() + b"\n"
    with abroad.fresh(sqlite_template, tmp_path / "two.sqlite3") as two:
        before = exported(two)
        try:
            report = imported(two, b"".join(changed))
        except InvalidInputError:
            assert exported(two) == before
        else:
            assert sum(each.read for each in report.tallies.values()) == len(file) - 2
    for path in tmp_path.glob("two.sqlite3*"):
        path.unlink()
