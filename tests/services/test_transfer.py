"""What is exported can be imported, whole, again and elsewhere."""

import json
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.errors import SiteNotFoundError
from app.services import sites
from app.services.container import Container
from app.services.sites import SiteChange
from app.services.views import SiteView
from app.storage.kept import EXPORTED
from app.storage.models import CommentRow, SiteRow, ThreadRow
from app.storage.unit_of_work import Unit
from tests.service import MovableClock
from tests.services import abroad, acts
from tests.services.abroad import exported, imported
from tests.storage.rows import miscounts

pytestmark = pytest.mark.usefixtures("site")


def _lines(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


@pytest.fixture
def other_url(request: pytest.FixtureRequest, container: Container) -> str:
    """Give an empty database of the other kind."""
    is_sqlite = container.store._engine.dialect.name == "sqlite"
    url: str = request.getfixturevalue("postgres_url" if is_sqlite else "sqlite_url")
    return url


def test_there_and_back_on_the_other_database(
    container: Container, clock: MovableClock, other_url: str
) -> None:
    """A move from SQLite to PostgreSQL, or back, loses nothing: the same bytes."""
    abroad.furnish(container, clock)
    data = exported(container)
    tables = {line["table"] for line in _lines(data)[1:-1]}
    assert tables == set(EXPORTED)
    with abroad.opened(other_url) as other:
        sites.add(other, "already-here", change=SiteChange())
        report = imported(other, data)
        assert miscounts(other.store) == []
        kept = [line for line in _lines(exported(other)) if _is_of(line, "blog")]
        assert kept == [line for line in _lines(data) if _is_of(line, "blog")]
        comments = acts.stored(other, CommentRow)
        assert {row.edit_token_hash for row in comments} == {None}
        acts.post(other, "Life goes on")
    for tally in report.tallies.values():
        assert tally.read == tally.added


def _is_of(line: dict[str, Any], slug: str) -> bool:
    row = line.get("row", {})
    return slug in {row.get("site"), row.get("slug")}


def test_once_more_adds_nothing(container: Container, clock: MovableClock) -> None:
    """An export imported where it came from finds everything there."""
    abroad.furnish(container, clock)
    data = exported(container)
    report = imported(container, data)
    assert {tally.added for tally in report.tallies.values()} == {0}
    assert all(tally.there == tally.read for tally in report.tallies.values())
    assert exported(container) == data


def test_a_dry_run_changes_nothing(
    container: Container, clock: MovableClock, other_url: str
) -> None:
    """A dry run tells what an import would do, and does not do it."""
    abroad.furnish(container, clock)
    data = exported(container)
    with abroad.opened(other_url) as other:
        dry = imported(other, data, dry_run=True)
        assert acts.stored(other, SiteRow) == []
        assert imported(other, data) == dry


def test_one_site_alone(
    container: Container, clock: MovableClock, other_url: str
) -> None:
    """An export of a site has that site's rows alone, and nobody's account."""
    abroad.furnish(container, clock)
    sites.add(container, "second", change=SiteChange())
    data = exported(container, site="blog")
    lines = _lines(data)[1:-1]
    assert all(_is_of(line, "blog") for line in lines)
    tables = {line["table"] for line in lines}
    assert not tables & {"accounts", "identities", "avatars", "consents"}
    with abroad.opened(other_url) as other:
        imported(other, data)
        assert exported(other, site="blog") == data
    with pytest.raises(SiteNotFoundError):
        exported(container, site="nobody")


def test_a_thread_begun_here_takes_what_comes(
    container: Container, clock: MovableClock, other_url: str
) -> None:
    """Comments of a thread whose key is taken join the thread that is there."""
    abroad.furnish(container, clock)
    data = exported(container)
    with abroad.opened(other_url) as other:
        sites.add(other, "blog", change=SiteChange(name="Here first"))
        acts.post(other, "First here")
        before = {row.key: row.version for row in acts.stored(other, ThreadRow)}
        report = imported(other, data)
        assert report.tallies["threads"].merged == 1
        assert miscounts(other.store) == []
        after = {row.key: row for row in acts.stored(other, ThreadRow)}
        assert after["/a"].version > before["/a"]
        assert after["/a"].comment_count == 3
        again = imported(other, data)
        assert again.tallies["comments"].added == 0
        assert again.tallies["threads"].merged == 1


def _lose_replies(unit: Unit) -> None:
    """Lose a thread's replies, as a restored older state would have."""
    session = unit.comments._session
    for row in session.scalars(sa.select(CommentRow)):
        if row.depth == 1:
            session.delete(row)
        row.reply_count = 0
    for thread in session.scalars(sa.select(ThreadRow)):
        thread.comment_count = 1


def test_replies_of_an_older_export_are_counted(
    container: Container, clock: MovableClock
) -> None:
    """What is brought back below a comment that stayed is counted there."""
    top = acts.post(container, "Top")
    clock.advance(seconds=1)
    acts.reply(container, top)
    data = exported(container)
    container.store.write(_lose_replies)
    assert miscounts(container.store) == []
    assert imported(container, data).tallies["comments"].added == 1
    assert miscounts(container.store) == []


def test_exports_have_no_credentials(
    container: Container, clock: MovableClock, site: SiteView
) -> None:
    """An export holds e-mail addresses, and neither tokens nor addresses' keys."""
    abroad.furnish(container, clock)
    text = exported(container).decode()
    assert "ada@host.example" in text
    for name in ("edit_token_hash", "address_key", "token_hash", "day_keys"):
        assert name not in text
