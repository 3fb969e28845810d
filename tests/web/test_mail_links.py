"""The links of readers' letters: they ask, they act by POST, and they end it."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.services.container import Container
from app.storage.mail_models import SubscriptionRow
from tests.postbox import ADA, BEA, Postbox, deliver, link, links, press, wish
from tests.service import PUBLIC_URL, Api, MovableClock
from tests.services import acts
from tests.web.asking import everything, fields, problem


@pytest.mark.parametrize("email", ["", "no address"], ids=["none", "bad"])
def test_a_wish_needs_an_address(mail_api: Api, email: str) -> None:
    """Ticking the box without an address is an error of that field."""
    answer = mail_api.post("One.", author={"email": email}, subscribe="thread")
    assert list(fields(problem(answer, 422, code="invalid_input"))) == ["author.email"]


def test_without_mail_nothing_is_offered(api: Api, client: FlaskClient) -> None:
    """The site says that there is no mail, the form has no box, a wish is refused."""
    assert api.call("GET", "").get_json()["mail"] is False
    assert "Notify me" not in client.get("/t/blog?thread=/a").text
    answer = api.post("One.", author={"email": ADA}, subscribe="thread")
    assert fields(problem(answer, 422, code="invalid_input")) == {
        "subscribe": "no_mail"
    }


def test_with_mail_the_form_has_an_unticked_box(
    mail_api: Api, mail_client: FlaskClient
) -> None:
    """The site says so, and the hosted form has the box, unticked."""
    assert mail_api.call("GET", "").get_json()["mail"] is True
    page = mail_client.get("/t/blog?thread=/a").text
    assert "Notify me of new comments via email." in page
    assert "checked" not in page


def test_one_click_ends_it(
    mail_api: Api,
    mail_client: FlaskClient,
    mailing: Container,
    postbox: Postbox,
    subscribed: dict[str, Any],
) -> None:
    """A mail program's POST, without cookie or token of ours, ends it (RFC 8058)."""
    mail_api.made("News.")
    deliver(mailing)
    letter = postbox.one()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    where = str(letter["List-Unsubscribe"]).strip("<>").removeprefix(PUBLIC_URL)
    fresh = mail_client.application.test_client()
    answer = fresh.post(where, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 303
    again = fresh.post(where, data={"List-Unsubscribe": "One-Click"})
    assert again.status_code == 303
    assert fresh.get(where).status_code == 404
    mail_api.made("More news.")
    deliver(mailing)
    assert postbox.take() == []


def test_never_again_is_for_good(
    mail_api: Api,
    mail_client: FlaskClient,
    mailing: Container,
    postbox: Postbox,
    clock: MovableClock,
) -> None:
    """Who wants to be left alone is asked no more, whoever types his address."""
    wish(mail_api)
    deliver(mailing)
    press(mail_client, link(postbox.one(), "/mail/unsubscribe/"), everything="1")
    clock.advance(days=3)
    wish(mail_api, "Once more.")
    deliver(mailing)
    assert postbox.take() == []


def test_a_scanner_changes_nothing(
    mail_api: Api,
    mail_client: FlaskClient,
    mailing: Container,
    postbox: Postbox,
    subscribed: dict[str, Any],
) -> None:
    """Opening every link of every letter leaves every row as it was."""
    wish(mail_api, "By Bea.", email=BEA)
    deliver(mailing)
    letters = postbox.take()
    assert len(letters) == 2
    before = everything(mailing)
    for path in {path for letter in letters for path in links(letter)}:
        for method in ("GET", "HEAD"):
            answer = mail_client.open(path, method=method)
            assert answer.status_code == 200, path
            if path.startswith("/mail/"):
                assert answer.headers["Referrer-Policy"] == "no-referrer"
                assert "no-store" in answer.headers["Cache-Control"]
    assert everything(mailing) == before


def test_forged_links_do_nothing(
    mail_api: Api,
    mail_client: FlaskClient,
    mailing: Container,
    subscribed: dict[str, Any],
) -> None:
    """A token for one purpose does not serve another, and a made-up one nothing."""
    (row,) = acts.stored(mailing, SubscriptionRow)
    before = everything(mailing)
    stop = mailing.tokens.mailed("stop", row.id)
    for token in (stop[:-1] + "x", "x", f"{row.id.hex}.{'A' * 43}"):
        for where in ("confirm", "unsubscribe", "act", "notices"):
            answer = mail_client.post(
                f"/mail/{where}/{token}", data={"List-Unsubscribe": "One-Click"}
            )
            assert answer.status_code in {404, 422}, where
    assert mail_client.get(f"/mail/confirm/{stop}").status_code == 404
    assert everything(mailing) == before


def test_the_hosted_form_asks_for_mail(
    mail_client: FlaskClient, mailing: Container, clock: MovableClock
) -> None:
    """The box of the page without JavaScript does what the API's field does."""
    clock.advance(seconds=1)
    page = mail_client.get("/t/blog?thread=/a").text
    token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1]
    challenge = page.split('name="challenge" value="', 1)[1]
    clock.advance(seconds=10)
    answer = mail_client.post(
        "/t/blog?thread=/a",
        data={
            "csrf_token": token.split('"')[0],
            "challenge": challenge.split('"')[0],
            "body": "Hello",
            "email": ADA,
            "subscribe": "y",
            "extra_note": "",
        },
    )
    assert answer.status_code == 303
    (row,) = acts.stored(mailing, SubscriptionRow)
    assert (row.email, row.scope) == (ADA, "thread")
