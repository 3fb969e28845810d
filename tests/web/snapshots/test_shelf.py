"""What is kept is bounded, and given only while it can be known to be true."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.domain.errors import OverloadedError
from app.domain.freshness import Basis
from app.services import watching
from app.services.container import Container
from app.services.views import SiteView
from app.storage.unit_of_work import Unit
from app.web.snapshots import shelf as shelves
from app.web.snapshots.finished import Finished, Request
from app.web.snapshots.shelf import Shelf

BARE = Request("", None)


class Time:
    """Monotonic time that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """Give the shelf's time."""
    made = Time()
    monkeypatch.setattr(shelves, "time", made)
    return made


@pytest.fixture
def shelf(container: Container, time: Time) -> Shelf:
    """Give a shelf with room for about a hundred answers of nothing."""
    return Shelf(container, most_bytes=100 * 4_000)


def _answer(size: int = 1_000) -> Finished:
    finished = Finished(b"x" * size, kind="text/plain", headers=[], route="/")
    finished.reply(BARE)
    return finished


def _basis(site: SiteView, *, fleeting: bool = False) -> Basis:
    return Basis(site_id=site.id, site_version=site.version, fleeting=fleeting)


def _keep(
    shelf: Shelf, name: str, *, basis: Basis, answer: Finished | None = None
) -> None:
    since = shelf.begin()
    shelf.keep(("/", name), answer or _answer(), basis=basis, since=since)


def test_fleeting(shelf: Shelf, site: SiteView, time: Time) -> None:
    """What rests on something without a version is kept for a second."""
    _keep(shelf, "fleeting", basis=_basis(site, fleeting=True))
    _keep(shelf, "lasting", basis=_basis(site))
    time.now += 0.9
    assert shelf.find(("/", "fleeting"))
    time.now += 0.2
    assert shelf.find(("/", "fleeting")) is None
    assert shelf.find(("/", "lasting"))


def test_no_answer_without_the_database(
    shelf: Shelf, site: SiteView, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the database does not answer, what is kept is given for two seconds."""

    def refuse(_: Container) -> str:
        raise OverloadedError(retry_after=1)

    _keep(shelf, "a", basis=_basis(site))
    assert shelf.find(("/", "a"))
    with monkeypatch.context() as patch:
        patch.setattr(watching, "pulse", refuse)
        for ahead, given in ((1.5, True), (0.4, True), (0.2, False), (60, False)):
            time.now += ahead
            assert bool(shelf.find(("/", "a"))) is given
    assert shelf.find(("/", "a"))


def test_a_crowd_after_a_quiet_while_asks_once(
    shelf: Shelf, site: SiteView, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers who come together when nobody was there for long wait for one question.

    None of them has the page made anew, and one alone asks the database.
    """
    _keep(shelf, "a", basis=_basis(site))
    time.now += 60
    together, asked = 8, []
    here = threading.Barrier(together)
    pulse = watching.pulse

    def slowly(container: Container) -> str:
        asked.append(1)
        # All others have come and found that the answer is too old to be trusted.
        finding.wait(10)
        return pulse(container)

    def come() -> Finished | None:
        here.wait(10)
        return shelf.find(("/", "a"))

    finding = threading.Event()
    acquire = shelf._checking.acquire
    waiting: list[float] = []

    class Watched:
        """The lock, telling when everybody but the first waits for it."""

        def acquire(self, *, timeout: float) -> bool:
            waiting.append(timeout)
            if len(waiting) == together:
                finding.set()
            return acquire(timeout=timeout)

        def release(self) -> None:
            lock.release()

    lock = shelf._checking
    monkeypatch.setattr(shelf, "_checking", Watched())
    monkeypatch.setattr(watching, "pulse", slowly)
    with ThreadPoolExecutor(together) as pool:
        found = [each.result() for each in [pool.submit(come) for _ in range(together)]]
    assert all(found)
    assert len(asked) == 1


def test_nobody_waits_for_a_database_that_fails(
    shelf: Shelf, site: SiteView, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once it did not answer, readers go on at once while one of them asks again."""

    def refuse(_: Container) -> str:
        raise OverloadedError(retry_after=1)

    _keep(shelf, "a", basis=_basis(site))
    time.now += 60
    with monkeypatch.context() as patch:
        patch.setattr(watching, "pulse", refuse)
        assert shelf.find(("/", "a")) is None
    waited: list[float] = []

    class Taken:
        """The lock, while somebody asks."""

        def acquire(self, *, timeout: float) -> bool:
            waited.append(timeout)
            return False

    with monkeypatch.context() as patch:
        patch.setattr(shelf, "_checking", Taken())
        assert shelf.find(("/", "a")) is None
    assert waited == [0]
    assert shelf.find(("/", "a"))


def test_versions_are_looked_at(
    shelf: Shelf, container: Container, site: SiteView, time: Time
) -> None:
    """What nobody announced is found out within a second."""
    _keep(shelf, "a", basis=_basis(site))
    assert shelf.find(("/", "a"))
    store = container.store
    freshness, store._freshness = store._freshness, None

    def touch(unit: Unit) -> None:
        row = unit.sites.lock("blog")
        assert row is not None
        row.version += 1

    store.write(touch)
    store._freshness = freshness
    assert shelf.find(("/", "a"))
    time.now += 1.1
    assert shelf.find(("/", "a")) is None


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("GZIP;q=1.0, BR ; q=0.1", "br"),
        ("br;q=0.000, gzip", "gzip"),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity", ""),
        ("gzip;q=0, br;q=0", ""),
        (";;,,=", ""),
    ],
)
def test_choice_of_encoding(accepted: str, chosen: str) -> None:
    """The best encoding that the reader takes is chosen; none if he takes none."""
    finished = Finished(b"x" * 5_000, kind="text/plain", headers=[], route="/")
    headers = dict(finished.reply(Request(accepted, None)).headers)
    assert headers.get("Content-Encoding", "") == chosen
