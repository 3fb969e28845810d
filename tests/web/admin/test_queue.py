"""The queue as moderators see it, and acting on it without JavaScript."""

import re
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from app.domain.identity import Role
from app.domain.moderation import Status
from app.services.container import Container
from app.storage.models import CommentRow
from tests.service import Api, MovableClock
from tests.services import acts
from tests.web.admin.conftest import AtDesk
from tests.web.admin.desk import Clerk, seed
from tests.web.asking import set_policy

pytestmark = pytest.mark.usefixtures("site")


def _statuses(container: Container) -> dict[UUID, Status]:
    return {row.id: row.status for row in acts.stored(container, CommentRow)}


def _batch(location: str) -> str:
    found = re.search(r"done=([0-9a-f-]{36})", location)
    assert found is not None, location
    return found[1]


def test_strangers_learn_nothing(at_desk: AtDesk) -> None:
    """Who has no part in the site is told that there is none."""
    nobody = at_desk(None)
    assert nobody.get().status_code == 404
    assert nobody.post("act", {"one": f"approve:{UUID(int=1)}"}).status_code == 404


def test_nobody_is_led_to_the_login(client: FlaskClient) -> None:
    """Who is not logged in is led to the login, and back afterwards."""
    answer = client.get("/admin/blog/?pile=spam")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/admin/login?next=/admin/blog/?pile%3Dspam"


def test_row_says_why_and_where(
    container: Container, moderator: Clerk, api: Api
) -> None:
    """A row has author, page, parent, each reason with its evidence, no e-mail."""
    root = api.made("A root.", author={"name": "Grace"})
    set_policy(container, hold_words="dice")
    api.made(
        "Some dice",
        parent_id=root["id"],
        author={"name": "Ada", "email": "ada@secret.example"},
    )
    html = moderator.html()
    for text in (
        "Ada",
        "Some dice",
        "/a",
        "Grace",
        "A root.",
        "Has a word that is held",
    ):
        assert text in html
    assert "<bdi>dice</bdi>" in html
    assert "ada@secret.example" not in html


@pytest.mark.parametrize("pile", ["pending", "approved", "spam", "rejected", "deleted"])
def test_empty_piles_are_kind(moderator: Clerk, pile: str) -> None:
    """An empty pile says so in a friendly sentence."""
    assert 'class="nothing"' in moderator.html(pile=pile)


def test_one_decision_and_its_undo(container: Container, moderator: Clerk) -> None:
    """A row's button decides, the banner says so, and its undo puts it back."""
    (one,) = seed(container, 1)
    answer = moderator.post("act", {"one": f"approve:{one}"})
    assert answer.status_code == 303
    assert _statuses(container)[one] is Status.APPROVED
    where = answer.headers["Location"]
    assert "1 comment approved." in moderator.client.get(where).get_data(as_text=True)
    back = moderator.post("undo", {"batch": _batch(where)})
    assert back.status_code == 303
    assert _statuses(container)[one] is Status.PENDING


def test_hundreds_in_one_go(
    container: Container, clock: MovableClock, moderator: Clerk
) -> None:
    """All that match are decided in one request, and all of it is undone in one."""
    ids = seed(container, 250)
    seed(container, 2, key="/other")
    clock.advance(seconds=1)
    form = {
        "bulk": "spam",
        "which": "matching",
        "next": "/admin/blog/?pile=pending&thread=/a",
        "shown_at": clock().isoformat(),
    }
    answer = moderator.post("act", form)
    found = _statuses(container)
    assert {found[each] for each in ids} == {Status.SPAM}
    assert sorted(found.values()).count(Status.PENDING) == 2
    clock.advance(seconds=1)
    moderator.post("undo", {"batch": _batch(answer.headers["Location"])})
    assert set(_statuses(container).values()) == {Status.PENDING}


def test_later_ones_are_not_meant(
    container: Container, clock: MovableClock, moderator: Clerk
) -> None:
    """What arrived after the page was shown is not decided about with the rest."""
    seed(container, 3)
    shown_at = clock().isoformat()
    clock.advance(minutes=9)
    seed(container, 2, key="/late")
    form = {"bulk": "approve", "which": "matching", "shown_at": shown_at}
    moderator.post("act", form)
    assert list(_statuses(container).values()).count(Status.APPROVED) == 3


def test_problems_are_told_one_by_one(container: Container, moderator: Clerk) -> None:
    """One that cannot be decided about is named, and does not stop the others."""
    first, second = seed(container, 2)
    moderator.post("act", {"one": f"approve:{first}"})
    answer = moderator.post(
        "act", {"bulk": "approve", "ids": [str(first), str(second)]}
    )
    html = answer.get_data(as_text=True)
    assert "1 of 2 went well" in html
    assert str(first) in html
    assert _statuses(container)[second] is Status.APPROVED


def test_undo_leaves_alone_what_went_on(
    container: Container, clock: MovableClock, moderator: Clerk
) -> None:
    """Undo does not touch a comment that something else has happened to since."""
    first, second = seed(container, 2)
    answer = moderator.post("act", {"bulk": "reject", "ids": [str(first), str(second)]})
    clock.advance(seconds=1)
    moderator.post("act", {"one": f"spam:{first}"})
    clock.advance(seconds=1)
    undone = moderator.post("undo", {"batch": _batch(answer.headers["Location"])})
    assert "Something else has happened" in undone.get_data(as_text=True)
    found = _statuses(container)
    assert (found[first], found[second]) == (Status.SPAM, Status.PENDING)


def test_deleting_is_undone_too(
    container: Container, clock: MovableClock, moderator: Clerk
) -> None:
    """What was deleted in one go is there again, and can be taken away again."""
    ids = seed(container, 2, status=Status.APPROVED)
    answer = moderator.post("act", {"bulk": "delete", "which": "page", "shown": ids})
    assert all(row.deleted_at for row in acts.stored(container, CommentRow))
    for gone in (False, True):
        clock.advance(seconds=1)
        answer = moderator.post("undo", {"batch": _batch(answer.headers["Location"])})
        rows = acts.stored(container, CommentRow)
        assert {row.deleted_at is not None for row in rows} == {gone}


def test_nothing_ticked_is_told(container: Container, moderator: Clerk) -> None:
    """Who ticks nothing, or names no verb, is told so, and nothing happens."""
    (one,) = seed(container, 1)
    assert moderator.post("act", {"bulk": "approve"}).status_code == 422
    assert moderator.post("act", {"bulk": "x", "ids": [str(one)]}).status_code == 422
    assert moderator.post("undo", {"batch": "x"}).status_code == 404
    assert _statuses(container)[one] is Status.PENDING


def test_search_narrows(container: Container, moderator: Clerk) -> None:
    """Words, author, thread, reason and days narrow the list, and nonsense is told."""
    seed(container, 3)
    seed(container, 1, key="/b", body="Something else", author_name="Zoe")
    assert "Zoe" in moderator.html(q="something")
    assert "Reader 0" not in moderator.html(q="something")
    assert "Zoe" in moderator.html(author="zoe", thread="/b", reason="all_held")
    assert "Nothing fits" in moderator.html(reason="links")
    assert "Nothing fits" in moderator.html(thread="/nowhere")
    assert "Zoe" in moderator.html(since="2026-11-23", until="2026-11-23")
    assert moderator.get(since="tomorrow").status_code == 422


def test_pages_follow_each_other(container: Container, moderator: Clerk) -> None:
    """A pile longer than a page goes on, and back."""
    seed(container, 60)
    first = moderator.html()
    assert "Comment 49" in first
    assert "Comment 50" not in first
    cursor = re.search(r'rel="next" href="[^"]*cursor=([^"&]+)"', first)
    assert cursor is not None
    second = moderator.html(cursor=cursor[1])
    assert "Comment 59" in second
    assert 'rel="prev"' in second


def test_in_place_answer(container: Container, moderator: Clerk) -> None:
    """The script is answered with the row, the tabs and an undo, nothing else."""
    (one,) = seed(container, 1)
    answer = moderator.post("act", {"one": f"approve:{one}"}, headers={"X-Desk": "row"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f'id="c-{one}"' in html
    assert 'name="batch"' in html
    assert "<html" not in html


def test_keys_can_be_switched_off(moderator: Clerk) -> None:
    """Single keys are on until somebody switches his off."""
    assert 'data-keys="on"' in moderator.html()
    form = {"csrf_token": moderator.csrf(), "on": "0", "next": "/admin/blog/"}
    assert moderator.client.post("/admin/keys", data=form).status_code == 303
    assert 'data-keys=""' in moderator.html()


def test_nothing_typed_is_markup(container: Container, moderator: Clerk) -> None:
    """Names and evidence are text wherever they stand."""
    probe = "<img src=x onerror=1>"
    seed(
        container,
        1,
        author_name=probe,
        reasons=[{"code": "hold_word", "evidence": probe}],
    )
    assert probe not in moderator.html()


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.OWNER])
def test_both_roles_moderate(at_desk: AtDesk, role: Role) -> None:
    """Moderators and owners alike see the queue."""
    assert at_desk(role).get().status_code == 200
