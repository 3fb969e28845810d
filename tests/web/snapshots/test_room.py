"""What is kept stays within its bound, and gives up what is used least."""

import os

import pytest

from app.domain.freshness import Basis
from app.services.container import Container
from app.services.views import SiteView
from app.web.snapshots.finished import Finished, Request
from app.web.snapshots.shelf import Shelf

BARE = Request("", None)


@pytest.fixture
def shelf(container: Container) -> Shelf:
    """Give a shelf with room for about a hundred answers of nothing."""
    return Shelf(container, most_bytes=100 * 4_000)


def _answer(size: int = 1_000) -> Finished:
    finished = Finished(b"x" * size, kind="text/plain", headers=[], route="/")
    finished.reply(BARE)
    return finished


def _basis(site: SiteView) -> Basis:
    return Basis(site_id=site.id, site_version=site.version)


def _keep(
    shelf: Shelf, name: str, *, basis: Basis, answer: Finished | None = None
) -> None:
    since = shelf.begin()
    shelf.keep(("/", name), answer or _answer(), basis=basis, since=since)


def test_memory_is_bounded(shelf: Shelf, site: SiteView) -> None:
    """However much is kept, it stays within the bound; what is asked for stays."""
    basis = _basis(site)
    _keep(shelf, "popular", basis=basis)
    for number in range(1_000):
        _keep(shelf, str(number), basis=basis)
        assert shelf.find(("/", "popular"))
    assert shelf._bytes <= 400_000
    assert shelf._bytes == sum(each.size for each in shelf._kept.values())
    assert 50 < len(shelf._kept) <= 101


def test_too_big_is_not_kept(shelf: Shelf, site: SiteView) -> None:
    """An answer that is bigger than all the room, or a very long name, is not kept."""
    noise = os.urandom(500_000)
    big = Finished(noise, kind="text/plain", headers=[], route="/")
    _keep(shelf, "big", basis=_basis(site), answer=big)
    _keep(shelf, "n" * 9_000, basis=_basis(site))
    assert (shelf._bytes, shelf._kept) == (0, {})


def test_one_after_the_other_all_are_found(shelf: Shelf, site: SiteView) -> None:
    """Pages that bare are more than the room are packed before any is let go of."""
    basis = _basis(site)
    names = [str(number) for number in range(40)]
    for name in names:
        _keep(shelf, name, basis=basis, answer=_answer(40_000))
    for name in names * 3:
        found = shelf.find(("/", name))
        assert found
        assert found.reply(BARE).body == b"x" * 40_000
        shelf.find(("/", name))
        assert shelf._bytes <= 400_000


def test_encodings_are_counted(shelf: Shelf, site: SiteView) -> None:
    """An encoding that is made later counts when the answer is next found."""
    _keep(shelf, "a", basis=_basis(site), answer=_answer(50_000))
    before = shelf._bytes
    kept = shelf.find(("/", "a"))
    assert kept
    kept.reply(Request("br", None))
    shelf.find(("/", "a"))
    assert shelf._bytes > before


def test_bare_bytes_are_not_kept_for_nobody() -> None:
    """Where all want it compressed, only that is kept; the bare bytes come back."""
    finished = Finished(b"x" * 50_000, kind="text/plain", headers=[], route="/")
    finished.reply(Request("br", None))
    finished.settle()
    assert finished.size < 5_000
    assert finished.reply(BARE).body == b"x" * 50_000
    assert finished.reply(Request("gzip", None)).headers != finished.reply(BARE).headers
