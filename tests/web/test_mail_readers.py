"""Readers' mail: asked before they get any, and told what is new to them alone."""

from typing import Any

from flask.testing import FlaskClient

from app.domain.moderation import Verb
from app.services.container import Container
from app.storage.mail_models import SubscriptionRow
from tests.postbox import (
    ADA,
    BEA,
    Postbox,
    deliver,
    html_of,
    link,
    press,
    text_of,
    wish,
)
from tests.service import PUBLIC_URL, Api, MovableClock
from tests.services import acts
from tests.web.asking import decide, set_policy


def test_an_address_is_asked_without_a_word_of_the_poster(
    mail_api: Api, mailing: Container, postbox: Postbox
) -> None:
    """The question names the site, and neither name, text nor page of who typed it."""
    wish(mail_api, "Buy cheap watches", thread={"key": "/cheap", "title": "Cheap"})
    deliver(mailing)
    letter = postbox.one()
    words = text_of(letter) + html_of(letter) + str(letter["Subject"])
    assert letter["To"] == ADA
    assert "A blog" in words
    for word in ("watches", "Ada", "cheap", "Cheap", ADA):
        assert word not in words
    assert letter["Auto-Submitted"] == "auto-generated"


def test_nothing_is_sent_before_the_yes(
    mail_api: Api, mailing: Container, postbox: Postbox
) -> None:
    """An address that has not answered hears of no comment."""
    wish(mail_api)
    deliver(mailing)
    postbox.take()
    mail_api.made("A second.")
    deliver(mailing)
    assert postbox.take() == []


def test_a_subscriber_is_told_and_letters_thread(
    mail_api: Api,
    mailing: Container,
    postbox: Postbox,
    subscribed: dict[str, Any],
) -> None:
    """Each new comment comes once, below that which it answers."""
    second = mail_api.made("A *second*.", author={"name": "Bea"})
    mail_api.made("An answer.", parent_id=second["id"])
    deliver(mailing)
    deliver(mailing)
    first, answer = postbox.take()
    assert "A *second*." in text_of(first)
    assert "<em>second</em>" in html_of(first)
    assert answer["In-Reply-To"] == first["Message-ID"]
    assert first["Message-ID"] in answer["References"]
    assert first["In-Reply-To"] in answer["References"]
    assert first["List-Id"] == answer["List-Id"] == "<blog.localhost>"
    assert f"{PUBLIC_URL}/t/blog?comment={second['id']}" in text_of(first)


def test_no_mail_about_ones_own_comment(
    mail_api: Api,
    mailing: Container,
    postbox: Postbox,
    subscribed: dict[str, Any],
) -> None:
    """Who writes again, by his token or his address, is not told of it."""
    headers = {"X-Edit-Token": subscribed["edit_token"]}
    mail_api.made("Again.", headers=headers)
    mail_api.made("Once more.", author={"email": ADA.upper()})
    deliver(mailing)
    assert postbox.take() == []


def test_no_mail_about_what_is_held_or_spam(
    mail_api: Api,
    mailing: Container,
    postbox: Postbox,
    subscribed: dict[str, Any],
) -> None:
    """What waits is told once it is approved, and only then; spam never."""
    set_policy(mailing, hold_words="wait", disallowed_words="casino")
    held = mail_api.made("Please wait.")
    mail_api.made("casino")
    deliver(mailing)
    assert postbox.take() == []
    decide(mailing, Verb.APPROVE, held)
    decide(mailing, Verb.REJECT, held)
    decide(mailing, Verb.APPROVE, held)
    deliver(mailing)
    assert "Please wait." in text_of(postbox.one())


def test_what_is_gone_when_its_turn_comes_is_not_told(
    mail_api: Api,
    mailing: Container,
    postbox: Postbox,
    subscribed: dict[str, Any],
) -> None:
    """A comment that was rejected meanwhile is mailed to nobody."""
    made = mail_api.made("Too hasty.")
    decide(mailing, Verb.REJECT, made)
    deliver(mailing)
    assert postbox.take() == []


def test_replies_alone(
    mail_api: Api, mail_client: FlaskClient, mailing: Container, postbox: Postbox
) -> None:
    """Who wants replies alone hears of what is below his comment, not beside it."""
    mine = wish(mail_api, subscribe="replies")
    deliver(mailing)
    press(mail_client, link(postbox.one(), "/mail/confirm/"))
    mail_api.made("Beside it.")
    child = mail_api.made("Below it.", parent_id=mine["id"])
    mail_api.made("Further below.", parent_id=child["id"])
    deliver(mailing)
    told = [text_of(letter) for letter in postbox.take()]
    assert ["Below it." in told[0], "Further below." in told[1]] == [True, True]
    assert len(told) == 2


def test_replies_on_the_deepest_level(
    mail_api: Api, mail_client: FlaskClient, mailing: Container, postbox: Postbox
) -> None:
    """A reply to the deepest comment stands beside it, and is told all the same."""
    set_policy(mailing, depth="1")
    root = mail_api.made("Root.")
    mine = wish(mail_api, subscribe="replies", parent_id=root["id"])
    deliver(mailing)
    press(mail_client, link(postbox.one(), "/mail/confirm/"))
    mail_api.made("To you.", parent_id=mine["id"])
    deliver(mailing)
    assert "To you." in text_of(postbox.one())


def test_an_address_is_asked_once_a_day_and_thrice_in_all(
    mail_api: Api, mailing: Container, postbox: Postbox, clock: MovableClock
) -> None:
    """However often a stranger types it, there are three questions, a day apart."""
    for number in range(8):
        wish(mail_api, f"Comment {number}.")
    sent = []
    for _ in range(6):
        deliver(mailing)
        sent.append(len(postbox.take()))
        clock.advance(days=1, seconds=1)
    assert sent == [1, 1, 1, 0, 0, 0]


def test_a_yes_makes_room_for_more_questions(
    mail_api: Api,
    mail_client: FlaskClient,
    mailing: Container,
    postbox: Postbox,
    clock: MovableClock,
) -> None:
    """Who says yes each time is asked a fourth and a fifth time."""
    for number in range(5):
        wish(mail_api, f"Comment {number}.", thread={"key": f"/{number}"})
        deliver(mailing)
        press(mail_client, link(postbox.take()[0], "/mail/confirm/"))
        clock.advance(days=1, seconds=1)
    assert all(row.confirmed_at for row in acts.stored(mailing, SubscriptionRow))


def test_who_holds_his_token_is_not_asked_again(
    mail_api: Api, mailing: Container, postbox: Postbox, subscribed: dict[str, Any]
) -> None:
    """An earlier yes counts for its holder, and for nobody who types the address."""
    headers = {"X-Edit-Token": subscribed["edit_token"]}
    wish(mail_api, "Elsewhere.", thread={"key": "/b"}, headers=headers)
    wish(mail_api, "A stranger's.", thread={"key": "/c"})
    rows = {row.id: row.confirmed_at for row in acts.stored(mailing, SubscriptionRow)}
    assert sorted(bool(each) for each in rows.values()) == [False, True, True]


def test_the_poster_learns_nothing_of_an_address(
    mail_api: Api, mailing: Container, subscribed: dict[str, Any]
) -> None:
    """Known or not, confirmed or not: the answers differ in nothing but their ids."""
    known = mail_api.post("One.", author={"email": ADA}, subscribe="thread")
    unknown = mail_api.post("Two.", author={"email": BEA}, subscribe="thread")
    assert known.status_code == unknown.status_code == 201
    assert known.get_json().keys() == unknown.get_json().keys()
    assert ADA not in known.text
