"""One person who logs in twice at the same moment comes home both times."""

import dataclasses
import io
import threading
from functools import partial

import pytest
from PIL import Image

from app.domain.account import Identity, Profile
from app.domain.ports import Fetched, Outgoing
from app.domain.signin import Purpose, Start
from app.services import signin
from app.services.container import Container
from app.services.logins import HandOver, Login, LoginRequest, Question
from app.services.steps import arrival
from app.storage.account_models import AccountRow, AvatarRow, ConsentRow, IdentityRow
from app.storage.unit_of_work import Unit
from tests.service import BLOG
from tests.services import acts
from tests.services.together import PATIENCE, at_once, overtaken

GRACE = Profile(
    provider="github",
    identity=Identity("https://github.com", "1906"),
    name="Grace Hopper",
    handle="grace",
    avatar_url="https://pictures.example/grace.png",
)


def _begun(container: Container) -> Login:
    """Begin a login from the blog, and take the provider's answer."""
    start = Start(
        site="blog",
        origin=BLOG,
        return_url=f"{BLOG}/a",
        state="s" * 22,
        challenge="c" * 43,
        is_proven=True,
    )
    begun = signin.begin(
        container, LoginRequest(provider="github", purpose=Purpose.WIDGET, start=start)
    )
    return signin.claim(container, "github", state=begun.state, secret=begun.secret)


class Gallery:
    """A place for pictures that answers when everybody has asked, so that all meet."""

    def __init__(self, people: int) -> None:
        self._barrier = threading.Barrier(people)

    def fetch(self, request: Outgoing) -> Fetched:
        """Give the same picture to all, once all have asked."""
        assert request.url == GRACE.avatar_url
        self._barrier.wait(PATIENCE)
        return Fetched(status=200, headers={}, body=_png())


def _png() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(drawn, "PNG")
    return drawn.getvalue()


def _arrive(container: Container, logins: list[Login]) -> list[object]:
    """Let all of them arrive at once, each with the picture in hand."""
    met = dataclasses.replace(container, fetcher=Gallery(len(logins)))
    works = [partial(signin.arrive, met, login, said=GRACE) for login in logins]
    return list(at_once(*works))


@pytest.mark.usefixtures("site")
def test_first_logins_make_one_account(container: Container) -> None:
    """All are asked for consent, by the one account that the identity belongs to."""
    arrived = _arrive(container, [_begun(container) for _ in range(3)])
    assert [type(each) for each in arrived] == [Question] * 3, arrived
    made = acts.stored(container, AccountRow)
    assert [row.name for row in made] == ["Grace Hopper"]
    known = acts.stored(container, IdentityRow)
    assert [row.account_id for row in known] == [made[0].id]
    assert [row.key for row in acts.stored(container, AvatarRow)] == [made[0].avatar]


@pytest.mark.usefixtures("site")
def test_first_consents_end_in_a_code_each(container: Container) -> None:
    """Whoever consents twice at once is logged in twice, and has consented once."""
    logins = [_begun(container), _begun(container)]
    _arrive(container, logins)
    works = [
        partial(
            signin.consent, container, each.id, secret=each.secret, shows_handle=True
        )
        for each in logins
    ]
    ended = list(at_once(*works))
    assert [type(each) for each in ended] == [HandOver, HandOver], ended
    assert len(acts.stored(container, ConsentRow)) == 1


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_second_first_login_waits(container: Container, database_url: str) -> None:
    """A login that meets another's uncommitted account goes on as that account."""
    said = dataclasses.replace(GRACE, avatar_url=None)
    login = _begun(container)

    def first(unit: Unit) -> None:
        now = container.clock()
        arrival.find_or_make(unit, container, profile=said, now=now)

    second = partial(signin.arrive, container, login, said=said)
    arrived = overtaken(container, database_url, first=first, second=second)
    assert isinstance(arrived, Question), arrived
    assert len(acts.stored(container, AccountRow)) == 1


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_second_first_consent_waits(container: Container, database_url: str) -> None:
    """A consent that meets another's uncommitted one is given all the same."""
    login = _begun(container)
    signin.arrive(container, login, said=dataclasses.replace(GRACE, avatar_url=None))

    def first(unit: Unit) -> None:
        row = unit.sessions.login(login.id)
        assert row is not None
        assert row.account_id is not None
        assert row.site_id is not None
        unit.accounts.grant(
            ConsentRow(
                account_id=row.account_id,
                site_id=row.site_id,
                origin=BLOG,
                shows_handle=False,
                granted_at=container.clock(),
            )
        )

    other = _begun(container)
    second = partial(
        signin.arrive,
        container,
        other,
        said=dataclasses.replace(GRACE, avatar_url=None),
    )
    assert isinstance(second(), Question)
    ended = overtaken(
        container,
        database_url,
        first=first,
        second=partial(
            signin.consent, container, other.id, secret=other.secret, shows_handle=True
        ),
    )
    assert isinstance(ended, HandOver), ended
    assert [row.shows_handle for row in acts.stored(container, ConsentRow)] == [True]
