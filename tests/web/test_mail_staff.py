"""Mail to those who moderate, and what its links do."""

from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from app.domain.moderation import Status, Verb
from app.services.container import Container
from app.storage.models import CommentRow
from app.storage.unit_of_work import Unit
from tests import people
from tests.postbox import (
    Postbox,
    deliver,
    html_of,
    link,
    links,
    press,
    text_of,
)
from tests.service import Api, MovableClock
from tests.services import acts
from tests.web.asking import decide, everything, set_policy

MODERATOR = "mod@staff.example"


@pytest.fixture
def moderator(mailing: Container) -> UUID:
    """Make somebody who moderates the blog; his account's id."""
    account_id = people.grant(mailing, people.account(mailing, "Mod"))

    def store(unit: Unit) -> None:
        staff = unit.staff.find(account_id)
        assert staff is not None
        staff.email = MODERATOR

    mailing.store.write(store)
    return account_id


def _status(container: Container, comment: dict[str, Any]) -> Status:
    rows = {row.id: row for row in acts.stored(container, CommentRow)}
    return rows[UUID(comment["id"])].status


@pytest.fixture
def held(mail_api: Api, mailing: Container, moderator: UUID) -> dict[str, Any]:
    """Post a comment that waits, and deliver the news of it."""
    set_policy(mailing, hold_words="wait")
    made = mail_api.made("Please wait.", author={"name": "Ada <b>"})
    deliver(mailing)
    return made


def test_what_waits_is_told_with_why(postbox: Postbox, held: dict[str, Any]) -> None:
    """A held comment comes with its text, its reason, and a link for each verb."""
    letter = postbox.one()
    assert letter["To"] == MODERATOR
    text = text_of(letter)
    for words in ("Please wait.", "Has a word that is held", "wait", "/a", "Ada <b>"):
        assert words in text
    assert "Ada &lt;b&gt;" in html_of(letter)
    assert len([each for each in links(letter) if "/mail/act/" in each]) == 3


def test_what_is_new_is_told_once(
    mail_api: Api, mailing: Container, moderator: UUID, postbox: Postbox
) -> None:
    """A published comment is told once, also when it is taken back and forth."""
    made = mail_api.made("Hello.")
    deliver(mailing)
    assert "Hello." in text_of(postbox.one())
    decide(mailing, Verb.REJECT, made)
    decide(mailing, Verb.APPROVE, made)
    deliver(mailing)
    assert postbox.take() == []


def test_spam_is_not_told(
    mail_api: Api, mailing: Container, moderator: UUID, postbox: Postbox
) -> None:
    """Nobody is mailed about spam."""
    set_policy(mailing, disallowed_words="casino")
    mail_api.made("casino")
    deliver(mailing)
    assert postbox.take() == []


@pytest.mark.parametrize(
    ("nth", "status"), [(0, Status.APPROVED), (1, Status.REJECTED), (2, Status.SPAM)]
)
def test_a_link_decides_once(
    mail_client: FlaskClient,
    mailing: Container,
    postbox: Postbox,
    held: dict[str, Any],
    nth: int,
    status: Status,
) -> None:
    """The button of a link's page decides, is logged as mail, and uses up all three."""
    letter = postbox.one()
    where = link(letter, "/mail/act/", nth)
    assert press(mail_client, where).status_code == 200
    assert _status(mailing, held) is status
    with mailing.store.read() as unit:
        lines = unit.moderation.of_comment(1, UUID(held["id"]))
    (line,) = [each for each in lines if each.via == "mail"]
    assert line.new_status is status
    assert line.actor.startswith("account:")
    for other in range(3):
        answer = mail_client.get(link(letter, "/mail/act/", other))
        assert answer.status_code == 409
        assert "desk" in answer.text


def test_a_scanner_decides_nothing(
    mail_client: FlaskClient,
    mailing: Container,
    postbox: Postbox,
    held: dict[str, Any],
) -> None:
    """Opening every link of a notice changes no row."""
    before = everything(mailing)
    for path in links(postbox.one()):
        assert mail_client.get(path).status_code in {200, 303, 404}, path
    assert everything(mailing) == before


def test_a_link_is_over_when_its_holder_is_no_moderator(
    mail_client: FlaskClient,
    mailing: Container,
    postbox: Postbox,
    moderator: UUID,
    held: dict[str, Any],
) -> None:
    """Whoever has lost his part in the site decides nothing any more."""
    where = link(postbox.one(), "/mail/act/")
    mailing.store.write(lambda unit: unit.staff.revoke(moderator, site_id=1))
    assert mail_client.get(where).status_code == 404


def test_a_link_is_over_after_a_week(
    mail_client: FlaskClient,
    postbox: Postbox,
    clock: MovableClock,
    held: dict[str, Any],
) -> None:
    """An old link says where to decide instead."""
    where = link(postbox.one(), "/mail/act/")
    clock.advance(days=7)
    answer = mail_client.get(where)
    assert answer.status_code == 404
    assert "at the desk" in answer.text


def test_a_decision_wants_csrf(
    mail_client: FlaskClient,
    mailing: Container,
    postbox: Postbox,
    held: dict[str, Any],
) -> None:
    """A POST without our own page's token decides nothing."""
    where = link(postbox.one(), "/mail/act/")
    answer = mail_client.post(where, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 422
    assert _status(mailing, held) is Status.PENDING


def test_one_click_ends_notices(
    mail_api: Api,
    mail_client: FlaskClient,
    mailing: Container,
    postbox: Postbox,
    held: dict[str, Any],
) -> None:
    """A mail program's unsubscribe ends them; the page brings them back."""
    where = link(postbox.one(), "/mail/notices/")
    mail_client.post(where, data={"List-Unsubscribe": "One-Click"})
    mail_api.made("Unheard.")
    deliver(mailing)
    assert postbox.take() == []
    press(mail_client, where, mode="each")
    mail_api.made("Heard.")
    deliver(mailing)
    assert "Heard." in text_of(postbox.one())


def test_a_digest_once_a_day(
    mail_api: Api,
    mail_client: FlaskClient,
    mailing: Container,
    postbox: Postbox,
    clock: MovableClock,
    held: dict[str, Any],
) -> None:
    """Who wants one a day gets one, with what waits and its links, and no more."""
    press(mail_client, link(postbox.one(), "/mail/notices/"), mode="daily")
    mail_api.made("Hello.")
    clock.advance(hours=1)
    deliver(mailing)
    letter = postbox.one()
    assert "1 waiting for you, 1 published" in text_of(letter)
    assert press(mail_client, link(letter, "/mail/act/")).status_code == 200
    clock.advance(hours=1)
    deliver(mailing)
    assert postbox.take() == []


def test_no_digest_without_news(
    mail_client: FlaskClient,
    mailing: Container,
    postbox: Postbox,
    clock: MovableClock,
    held: dict[str, Any],
) -> None:
    """Nothing waits and nothing is new: there is no letter."""
    letter = postbox.one()
    press(mail_client, link(letter, "/mail/notices/"), mode="daily")
    press(mail_client, link(letter, "/mail/act/"))
    clock.advance(days=2)
    deliver(mailing)
    assert postbox.take() == []


def test_a_report_is_told_once(
    mail_api: Api, mailing: Container, moderator: UUID, postbox: Postbox
) -> None:
    """A reported comment is told with the reason, however many report it."""
    made = mail_api.made("Rude.")
    deliver(mailing)
    postbox.take()
    where = f"/comments/{made['id']}/reports"
    for _ in range(2):
        assert mail_api.call("POST", where, json={"reason": "spam"}).status_code == 204
    deliver(mailing)
    letter = postbox.one()
    assert "Reported" in letter["Subject"]
    assert "A reader has reported this comment: spam" in text_of(letter)
    assert len([each for each in links(letter) if "/mail/act/" in each]) == 2
