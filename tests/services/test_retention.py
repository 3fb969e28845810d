"""What was promised to be forgotten is forgotten, by the clock."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.moderation import Status, Verb
from app.services import reports, retention
from app.services.container import Container
from app.services.reports import ReportRequest
from app.services.retention import tidy
from app.services.steps.credentials import Credentials
from app.services.views import SiteView
from app.storage.base import Base
from app.storage.models import (
    CommentRow,
    DayKeyRow,
    FormTokenRow,
    IdempotencyRow,
    LimitRow,
)
from app.storage.moderation_models import ReportRow
from tests.service import MovableClock
from tests.services import acts
from tests.storage.rows import miscounts
from tests.web.asking import set_policy

pytestmark = pytest.mark.usefixtures("site")

HOME = Credentials(address_block="198.51.100.7")
KEY = "an idempotency key"


def _left(container: Container, *tables: type[Base]) -> list[int]:
    return [len(acts.stored(container, table)) for table in tables]


def test_day_keys_are_gone_at_hour_49(
    container: Container, clock: MovableClock
) -> None:
    """A day's key outlives no 48 hours, though nobody writes any more."""
    acts.post(container, by=HOME)
    clock.advance(hours=24)
    assert tidy(container).counts["day keys"] == 0
    clock.advance(hours=24)
    assert tidy(container).counts["day keys"] == 1
    assert _left(container, DayKeyRow) == [0]


def test_addresses_are_gone_on_day_31(
    container: Container, clock: MovableClock
) -> None:
    """A comment keeps the pseudonym of its address for 30 days."""
    posted = acts.post(container, by=HOME)
    clock.advance(days=30)
    tidy(container)
    assert acts.row(container, posted).address_key is not None
    clock.advance(days=1)
    assert tidy(container).counts["address pseudonyms"] == 1
    assert acts.row(container, posted).address_key is None


def test_reporters_are_forgotten_on_day_31(
    container: Container, clock: MovableClock
) -> None:
    """A report by an address stays a report, and says no longer by whose."""
    posted = acts.post(container, by=HOME)
    for block in ("198.51.100.8", "198.51.100.9"):
        request = ReportRequest(
            site="blog",
            comment_id=posted.comment.id,
            reason="spam",
            credentials=Credentials(address_block=block),
        )
        reports.report(container, request)
    clock.advance(days=30)
    assert tidy(container).counts["pseudonyms of reporters"] == 0
    clock.advance(days=1)
    assert tidy(container).counts["pseudonyms of reporters"] == 2
    rows = acts.stored(container, ReportRow)
    assert [row.address_key for row in rows] == [None, None]
    assert len({row.reporter for row in rows}) == 2
    assert all(row.reporter.startswith("forgotten:") for row in rows)
    assert tidy(container).counts["pseudonyms of reporters"] == 0


def test_keys_tokens_and_limits_end(
    limited: Container, clock: MovableClock, site: SiteView
) -> None:
    """A day later no Idempotency-Key, used form token or bucket is left."""
    token = limited.tokens.form_token(site.id, clock())
    clock.advance(seconds=10)
    acts.post(limited, by=HOME, idempotency_key=KEY, challenge=token)
    tables = (IdempotencyRow, FormTokenRow, LimitRow)
    assert 0 not in _left(limited, *tables)
    clock.advance(days=2)
    assert tidy(limited).total > 3
    assert _left(limited, *tables) == [0, 0, 0]


def test_deleted_texts_are_purged(container: Container, clock: MovableClock) -> None:
    """Thirty days after its deletion a comment has lost words and author for good."""
    posted = acts.post(container, "Too much", by=HOME, name="Ada", email="a@b.example")
    below = acts.reply(container, posted)
    acts.decide(container, Verb.DELETE, posted)
    clock.advance(days=30)
    tidy(container)
    assert acts.row(container, posted).body == "Too much"
    clock.advance(minutes=1)
    assert tidy(container).counts["texts of deleted comments"] == 1
    row = acts.row(container, posted)
    said = (row.body, row.body_html, row.author_name, row.author_email, row.text_hash)
    assert said == ("", "", "", "", "")
    assert (row.author_key, row.edit_token_hash, row.reasons) == (None, None, [])
    top, reply = acts.page(container).comments
    assert (top.id, top.deleted, reply.id) == (
        posted.comment.id,
        True,
        below.comment.id,
    )
    assert miscounts(container.store) == []
    assert tidy(container).total == 0


def test_what_is_purged_is_not_restored(
    container: Container, clock: MovableClock
) -> None:
    """Whoever wants a purged comment back is told that there is nothing left of it."""
    posted = acts.post(container)
    acts.decide(container, Verb.DELETE, posted)
    clock.advance(days=31)
    tidy(container)
    (outcome,) = acts.outcomes(container, Verb.RESTORE, posted.comment.id)
    assert "gone for good" in outcome.problem


def test_evidence_goes_with_the_text(container: Container, clock: MovableClock) -> None:
    """The log says still who decided what, and quotes nothing of a purged comment."""
    set_policy(container, hold_words="casino")
    posted = acts.post(container, "A casino")
    assert acts.status(container, posted) is Status.PENDING
    acts.decide(container, Verb.DELETE, posted)
    clock.advance(days=31)
    tidy(container)
    lines = acts.log(container, posted)
    assert {line.action for line in lines} == {"post", "delete"}
    assert [why["evidence"] for line in lines for why in line.reasons] == [""]


def test_what_is_not_due_stays(container: Container, clock: MovableClock) -> None:
    """A comment that nobody deleted keeps its words and author, whatever its age."""
    posted = acts.post(container, "Old", name="Ada")
    clock.advance(days=4000)
    tidy(container)
    row = acts.row(container, posted)
    assert (row.body, row.author_name, row.purged_at) == ("Old", "Ada", None)


def test_much_is_done_in_batches(
    container: Container, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much is due, it is done, a few rows to a transaction."""
    for each in range(7):
        acts.post(container, f"Comment {each}", by=HOME)
    monkeypatch.setattr(retention, "BATCH", 3)
    clock.now += timedelta(days=40)
    assert tidy(container).counts["address pseudonyms"] == 7
    keys = [row.address_key for row in acts.stored(container, CommentRow)]
    assert keys == [None] * 7


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_is_left_in_the_file(
    container: Container, clock: MovableClock, tmp_path: Path
) -> None:
    """On disk as well, no purged text and no destroyed key can be found again."""
    body = "A word that nobody else says: xylophonist. " * 100
    acts.decide(container, Verb.DELETE, acts.post(container, body, by=HOME))
    (key,) = [row.key for row in acts.stored(container, DayKeyRow)]
    clock.advance(days=31)
    tidy(container)
    with container.store._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    data = b"".join(path.read_bytes() for path in tmp_path.glob("*.sqlite3*"))
    assert len(data) > 1000
    assert [each for each in (b"xylophonist", key) if each in data] == []
