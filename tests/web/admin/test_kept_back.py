"""Everybody who is muted or banned, in one place."""

import pytest

from app.services.container import Container
from app.storage.moderation_models import RestraintRow
from tests.service import Api, MovableClock
from tests.services import acts
from tests.web.admin.desk import Clerk, seed

pytestmark = pytest.mark.usefixtures("site")

MUTE = {"effect": "mute", "kind": "author", "days": "30"}


def test_nobody_yet(moderator: Clerk) -> None:
    """Where nobody is kept back that is said, and where it is done."""
    assert "Nobody is muted or banned." in moderator.html("kept-back")


def test_found_and_let_go(
    container: Container, moderator: Clerk, api: Api, clock: MovableClock
) -> None:
    """By a word of his name or of the reason; a lifted one is gone from the list."""
    ann = api.made("One.", author={"name": "Ann <b>"})
    bob = api.made("Two.", author={"name": "Bob"})
    for who, reason in ((ann, "Sells watches"), (bob, "Shouts")):
        clock.advance(seconds=1)
        form = {**MUTE, "reason": reason}
        moderator.post(f"authors/{who['id']}/restrain", form)
    html = moderator.html("kept-back")
    assert html.index("Bob") < html.index("Ann &lt;b&gt;")
    assert "guest:" not in html
    for words in ("ann", "WATCHES sells"):
        found = moderator.html("kept-back", q=words)
        assert "Ann &lt;b&gt;" in found
        assert "Bob" not in found
    assert "Nobody is called that." in moderator.html("kept-back", q="100%")
    (row,) = [r for r in acts.stored(container, RestraintRow) if r.reason == "Shouts"]
    done = moderator.post("kept-back/lift", {"restraint": str(row.id), "q": "bob"})
    assert done.status_code == 303
    page = moderator.client.get(done.location).text
    assert "Lifted." in page
    assert "Nobody is called that." in page
    assert len(acts.stored(container, RestraintRow)) == 1


def test_what_is_over_is_not_listed(
    container: Container, moderator: Clerk, clock: MovableClock
) -> None:
    """Nor is it listed whose time is up."""
    (one,) = seed(container, 1)
    moderator.post(f"authors/{one}/restrain", {**MUTE, "days": "1"})
    assert "Reader 0" in moderator.html("kept-back")
    clock.advance(days=2)
    assert "Nobody is muted or banned." in moderator.html("kept-back")


def test_pages(container: Container, moderator: Clerk, clock: MovableClock) -> None:
    """Fifty to a page, each once, the latest first."""
    for number in range(55):
        clock.advance(seconds=1)
        (one,) = seed(container, 1, author_key=f"guest:{number}")
        moderator.post(f"authors/{one}/restrain", {**MUTE, "reason": f"No. {number}."})
    first = moderator.html("kept-back")
    assert first.count('class="card"') == 50
    assert "No. 54." in first
    link = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    rest = moderator.client.get(link).text
    assert rest.count('class="card"') == 5
    assert "No. 4." in rest
    assert moderator.get("kept-back", cursor="nonsense").status_code == 422
