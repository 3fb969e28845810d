"""No view holds what is private, pseudonyms last a day, an e-mail opens nothing."""

import dataclasses
from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.domain.errors import DomainError
from app.domain.moderation import Status, Verb
from app.services import comments, conversation, reading, sites
from app.services.container import Container
from app.services.conversation import ScreenRequest
from app.services.requests import Posted
from app.services.sites import SiteChange
from app.services.steps.credentials import Credentials
from app.services.steps.lookup import ThreadRef
from app.services.tokens import address_key
from app.storage.models import (
    DayKeyRow,
    IdempotencyRow,
    LimitRow,
)
from app.storage.moderation_models import ModerationLogRow
from app.storage.outbox_models import OutboxRow
from tests.service import MovableClock
from tests.services import acts
from tests.web.asking import everything, set_policy

EMAIL = "ada.lovelace@analytical.example"
BLOCK = "203.0.113.77"
HOUSE = Credentials(address_block=BLOCK)
OTHER = Credentials(address_block="203.0.113.78")
KEY = "a-key-of-more-than-16"
THREAD = ThreadRef(key="/a")

pytestmark = pytest.mark.usefixtures("site")


def _post(container: Container, body: str = "Hello", **post: str) -> Posted:
    return acts.post(container, body, by=HOUSE, email=EMAIL, name="Ada", **post)


def _views(container: Container, posted: Posted) -> Iterator[object]:
    """Read in every way, as everybody and as the author."""
    one = posted.comment.id
    for by in (acts.holding(posted, address=BLOCK), HOUSE):
        asked = ScreenRequest(thread=THREAD, credentials=by)
        yield conversation.whole(container, "blog", request=asked)
        yield reading.own(container, "blog", thread=THREAD, credentials=by)
    yield reading.comment(
        container, "blog", comment_id=one, credentials=acts.holding(posted)
    )
    yield acts.page(container)
    yield reading.site(container, "blog")
    yield acts.queue(container, None)


@pytest.mark.parametrize("hold", ["no", "yes"])
def test_no_view_holds_what_is_private(container: Container, hold: str) -> None:
    """No view has an e-mail, an address, or a key that stands for an author."""
    set_policy(container, hold_all=hold)
    posted = _post(container)
    views = [dataclasses.replace(posted, edit_token=None), *_views(container, posted)]
    stored = acts.row(container, posted)
    secrets = (
        EMAIL,
        "lovelace",
        BLOCK,
        stored.author_key,
        stored.address_key,
        stored.edit_token_hash,
        acts.token(posted),
    )
    assert stored.author_email == EMAIL
    assert None not in secrets
    assert [each for each in secrets if str(each) in str(views)] == []


def test_nobody_is_told_who_was_held(container: Container) -> None:
    """Neither events nor the log nor the keys kept beside a post name anybody."""
    posted = _post(container, idempotency_key=KEY)
    acts.decide(container, Verb.REJECT, posted)
    acts.delete(container, posted)
    stored = everything(container)
    tables = (OutboxRow, ModerationLogRow, IdempotencyRow)
    beside = str([stored[table.__tablename__] for table in tables])
    assert KEY in beside
    assert [each for each in (EMAIL, BLOCK, "Ada") if each in beside] == []


def test_address_is_stored_as_pseudonym(limited: Container) -> None:
    """No row of any table, limits included, holds an address."""
    acts.delete(limited, _post(limited))
    stored = everything(limited)
    assert stored[LimitRow.__tablename__] != []
    assert BLOCK not in str(stored)


def test_pseudonym_is_of_a_day(container: Container, clock: MovableClock) -> None:
    """An address has one pseudonym a day, another address and another day others."""
    keys = []
    for day in range(3):
        first, second = _post(container, f"One {day}"), _post(container, f"Two {day}")
        third = acts.post(container, f"Three {day}", by=OTHER)
        one, two, three = (
            acts.row(container, each).address_key for each in (first, second, third)
        )
        assert one == two
        keys += [one, three]
        clock.advance(days=1)
    assert None not in keys
    assert len(set(keys)) == 6


def _day_keys(container: Container) -> list[DayKeyRow]:
    return sorted(acts.stored(container, DayKeyRow), key=lambda row: row.day)


def test_keys_of_days_are_destroyed(container: Container, clock: MovableClock) -> None:
    """The first writer of the day after next ends what could name Monday's address."""
    monday = clock.now.date()
    stored = acts.row(container, _post(container))
    for later, kept in ((1, [0, 1]), (2, [1, 2]), (9, [9])):
        clock.now += timedelta(days=later) - (clock.now.date() - monday)
        _post(container, f"Day {later}")
        days = [(row.day - monday).days for row in _day_keys(container)]
        assert days == kept
        named = {address_key(row.key, BLOCK) for row in _day_keys(container)}
        assert (stored.address_key in named) == (0 in kept)


def test_edit_ends_old_keys_too(container: Container, clock: MovableClock) -> None:
    """Whoever writes with an address destroys the old keys, also without a post."""
    set_policy(container, edit_minutes="10080")
    posted = _post(container)
    clock.advance(days=3)
    held = acts.holding(posted, address=BLOCK)
    change = dataclasses.replace(acts.own(posted), credentials=held)
    comments.edit(container, change, body="New")
    assert [row.day for row in _day_keys(container)] == [clock.now.date()]


def test_sites_share_no_comment(container: Container) -> None:
    """A token or a cookie of one site proves nothing on another."""
    sites.add(container, "other", change=SiteChange())
    posted = _post(container)
    with container.store.read() as unit:
        other = unit.sites.find("other")
        assert other is not None
        assert unit.comments.find(other.id, posted.comment.id) is None
    with pytest.raises(DomainError):
        reading.comment(
            container,
            "other",
            comment_id=posted.comment.id,
            credentials=acts.holding(posted),
        )


def _seen(container: Container, email: str, *, by: Credentials) -> list[object]:
    """Post under an e-mail until it is refused; give all that the poster is told."""
    seen: list[object] = []
    for number in (1, 1, 2, 3, 4, 5, 6):
        words = f"Text {number}"
        try:
            told = acts.post(container, words, by=by, email=email, name="A")
        except DomainError as error:
            seen.append((error.code, error.detail, error.errors, error.retry_after))
        else:
            view = told.comment
            shown = (view.status, view.author, view.html, view.body, view.score)
            seen.append((told.held, told.edit_token is not None, shown))
    return seen


@pytest.mark.parametrize(
    "policy",
    [{}, {"hold_first": "yes"}, {"require_email": "yes"}, {"hold_words": "text"}],
    ids=str,
)
def test_known_email_changes_nothing(
    limited: Container, policy: dict[str, str]
) -> None:
    """Nothing that a poster is told depends on whether his e-mail is known here."""
    set_policy(limited, **policy)
    known = _post(limited, "Text 1")
    if acts.row(limited, known).status is not Status.APPROVED:
        acts.decide(limited, Verb.APPROVE, known)
    first = _seen(limited, EMAIL, by=OTHER)
    unknown = "someone.unknownn@analytical.example"
    second = _seen(limited, unknown, by=Credentials(address_block="203.0.113.79"))
    assert first == second
    assert len({str(each) for each in first}) > 1


def test_email_spares_no_moderation(container: Container) -> None:
    """To type the e-mail of an author who is trusted is not to be trusted."""
    set_policy(container, hold_first="yes")
    known = _post(container)
    acts.decide(container, Verb.APPROVE, known)
    assert _post(container, "Again").held
    assert not acts.post(container, "Mine", by=acts.holding(known)).held
