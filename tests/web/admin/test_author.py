"""The page of an author: what he wrote, notes, mute and ban."""

import re
from uuid import UUID

import pytest

from app.domain.moderation import Status
from app.services.container import Container
from app.storage.models import CommentRow
from app.storage.moderation_models import RestraintRow
from tests.service import Api, MovableClock
from tests.services import acts
from tests.web.admin.desk import Clerk, seed

pytestmark = pytest.mark.usefixtures("site")

BAN = {"effect": "ban", "kind": "author", "days": "30"}


def _status(container: Container, comment_id: str) -> Status:
    rows = {row.id: row.status for row in acts.stored(container, CommentRow)}
    return rows[UUID(comment_id)]


def test_page_shows_all_he_wrote(container: Container, moderator: Clerk) -> None:
    """All comments of an author are listed, with their numbers by status."""
    ids = seed(container, 3)
    seed(container, 2, status=Status.SPAM)
    html = moderator.html(f"authors/{ids[0]}")
    assert html.count("data-row=") == 5
    assert "account:" not in html


def test_notes_are_kept(container: Container, moderator: Clerk) -> None:
    """A note is there for the next moderator, as text; an empty one is refused."""
    (one,) = seed(container, 1)
    path = f"authors/{one}"
    assert moderator.post(f"{path}/note", {"text": "<b>Kind</b>."}).status_code == 303
    assert "&lt;b&gt;Kind" in moderator.html(path)
    assert moderator.post(f"{path}/note", {"text": "  "}).status_code == 422


@pytest.mark.parametrize(
    ("effect", "status"), [("mute", Status.PENDING), ("ban", Status.SPAM)]
)
def test_guest_is_kept_back_quietly(
    container: Container, moderator: Clerk, api: Api, effect: str, status: Status
) -> None:
    """What a muted guest writes waits, a banned one's is spam; he is told the same."""
    made = api.made("One.")
    token = {"X-Edit-Token": made["edit_token"]}
    form = {**BAN, "effect": effect}
    done = moderator.post(f"authors/{made['id']}/restrain", form)
    assert done.status_code == 303
    answer = api.post("Two.", headers=token)
    assert (answer.status_code, answer.get_json()["status"]) == (202, "pending")
    assert _status(container, answer.get_json()["id"]) is status
    assert api.post("A stranger's.").status_code == 201


def test_restraint_ends(moderator: Clerk, api: Api, clock: MovableClock) -> None:
    """A ban ends by itself after its days."""
    made = api.made("One.")
    token = {"X-Edit-Token": made["edit_token"]}
    path = f"authors/{made['id']}"
    moderator.post(f"{path}/restrain", BAN)
    clock.advance(days=31)
    assert api.post("Two.", headers=token).status_code == 201


def test_lifted_is_over(moderator: Clerk, api: Api) -> None:
    """Whose ban is lifted writes as before."""
    made = api.made("One.")
    path = f"authors/{made['id']}"
    moderator.post(f"{path}/restrain", BAN)
    found = re.search(r'name="restraint" value="([^"]+)"', moderator.html(path))
    assert found is not None
    moderator.post(f"{path}/lift", {"restraint": found[1]})
    token = {"X-Edit-Token": made["edit_token"]}
    assert api.post("Two.", headers=token).status_code == 201
    assert "Kept back" not in moderator.html(path)


def test_email_is_met_but_not_stored(
    container: Container, moderator: Clerk, api: Api
) -> None:
    """A banned e-mail is met in any spelling; nothing stored can be read as it."""
    who = {"name": "Ada", "email": "Ada@x.example"}
    made = api.made("One.", author=who)
    moderator.post(f"authors/{made['id']}/restrain", {**BAN, "kind": "email"})
    other = {"name": "Eve", "email": "ada@X.example"}
    held = api.made("Two.", author=other)
    assert _status(container, held["id"]) is Status.SPAM
    (row,) = acts.stored(container, RestraintRow)
    assert "ada" not in f"{row.value} {row.reason}".lower()


def test_address_is_met_again(
    container: Container, moderator: Clerk, api: Api, clock: MovableClock
) -> None:
    """A banned address is met for as long as the ban lasts, once met within a day."""
    made = api.made("One.")
    path = f"authors/{made['id']}/restrain"
    assert (
        moderator.post(path, {**BAN, "kind": "block", "days": "7"}).status_code == 303
    )
    for day in range(4):
        found = api.made(f"From the same place, day {day}.")
        assert _status(container, found["id"]) is Status.SPAM
        clock.advance(days=1)


def test_old_comments_address_is_gone(
    moderator: Clerk, api: Api, clock: MovableClock
) -> None:
    """Of a comment of the day before yesterday the address is known no more."""
    made = api.made("One.")
    clock.advance(days=3)
    answer = moderator.post(
        f"authors/{made['id']}/restrain", {**BAN, "kind": "block", "days": "7"}
    )
    assert answer.status_code == 422


def test_ban_and_remove_is_one_step(
    container: Container, moderator: Clerk, clock: MovableClock
) -> None:
    """A ban that deletes the last days' comments is undone in one step, ban and all."""
    ids = seed(container, 3, status=Status.APPROVED)
    path = f"authors/{ids[0]}"
    answer = moderator.post(f"{path}/restrain", {**BAN, "remove": "7"})
    assert all(row.deleted_at for row in acts.stored(container, CommentRow))
    where = answer.headers["Location"]
    html = moderator.client.get(where).get_data(as_text=True)
    assert "Banned. 3 comments deleted." in html
    clock.advance(seconds=1)
    moderator.post("undo", {"batch": where.rpartition("done=")[2]})
    assert not any(row.deleted_at for row in acts.stored(container, CommentRow))
    assert acts.stored(container, RestraintRow) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"effect": "praise"},
        {"days": "x"},
        {"days": "900"},
        {"kind": "email", "days": ""},
        {"kind": "email"},
    ],
)
def test_impossible_orders_are_told(
    container: Container, moderator: Clerk, wrong: dict[str, str]
) -> None:
    """What cannot be ordered is told, and nothing is."""
    (one,) = seed(container, 1)
    answer = moderator.post(f"authors/{one}/restrain", {**BAN, **wrong})
    assert answer.status_code == 422
    assert acts.stored(container, RestraintRow) == []
