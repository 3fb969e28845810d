"""What guards the hosted form: its token, CSRF, the trap, and double clicks."""

import pytest

from app.services.container import Container
from tests.service import Api
from tests.web.asking import everything
from tests.web.hosted import THREAD, Page, Reader

GONE = "00000000-0000-7000-8000-000000000000"


def test_double_click_is_one_comment(reader: Reader, container: Container) -> None:
    """The same form sent twice leads both times to one comment."""
    filled = reader.fresh() | {"body": "Once"}
    reader.clock.advance(seconds=5)
    answers = [reader.client.post(THREAD, data=filled) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert len({each.headers["Location"] for each in answers}) == 1
    assert len(everything(container)["comments"]) == 1


def test_spent_form_with_another_text_is_refused(reader: Reader) -> None:
    """A form that was sent cannot be sent with other words; the words are kept."""
    filled = reader.fresh()
    reader.clock.advance(seconds=5)
    reader.client.post(THREAD, data=filled | {"body": "First"})
    page = Page(reader.client.post(THREAD, data=filled | {"body": "Second"}))
    assert page.status == 422
    assert page.form is not None
    assert page.form["body"] == "Second"
    assert page.form["challenge"] != filled["challenge"]
    again = reader.client.post(THREAD, data=page.form)
    assert again.status_code == 303


@pytest.mark.parametrize("token", [None, "", "forged", "x" * 300, "\x00", "a\x00b"])
def test_form_token_is_required(
    reader: Reader, container: Container, token: str | None
) -> None:
    """Without our form token, or with a forged one, it is 422 and the text is kept."""
    filled = reader.fresh() | {"body": "Kept", "challenge": token or ""}
    if token is None:
        del filled["challenge"]
    page = Page(reader.client.post(THREAD, data=filled))
    assert page.status == 422
    assert page.form is not None
    assert page.form["body"] == "Kept"
    assert everything(container)["comments"] == []


def test_form_may_stay_open_for_a_day(reader: Reader) -> None:
    """A form sent after hours is taken; after more than a day it is asked for again."""
    filled = reader.fresh() | {"body": "Slowly"}
    reader.clock.advance(hours=23)
    assert reader.client.post(THREAD, data=filled).status_code == 303
    filled = reader.fresh() | {"body": "Too slowly"}
    reader.clock.advance(hours=25)
    page = Page(reader.client.post(THREAD, data=filled))
    assert page.status == 422
    assert page.form is not None
    assert reader.client.post(THREAD, data=page.form).status_code == 303


def test_hasty_form_is_held(reader: Reader, api: Api) -> None:
    """Nobody reads and writes in two seconds: such a form is held, not refused."""
    filled = reader.fresh() | {"body": "Quick"}
    reader.clock.advance(seconds=2)
    answer = reader.client.post(THREAD, data=filled)
    assert "awaiting moderation" in reader.follow(answer).text()
    assert api.listed()["comments"] == []


@pytest.mark.parametrize("trap", ["filled", None])
def test_trap_looks_like_waiting(reader: Reader, api: Api, trap: str | None) -> None:
    """Who fills in the trap, or leaves it out, sees his comment wait like any other."""
    filled = reader.fresh() | {"body": "Buy this", "extra_note": trap or ""}
    if trap is None:
        del filled["extra_note"]
    reader.clock.advance(seconds=10)
    page = reader.follow(reader.client.post(THREAD, data=filled))
    assert "awaiting moderation" in page.text()
    assert "Buy this" in page.text()
    assert api.listed()["comments"] == []


def test_trap_is_hidden_from_people(reader: Reader) -> None:
    """The trap is out of the way of keyboards, screen readers and autofill."""
    page = reader.get()
    (trap,) = page.all(".//input[@name='extra_note']")
    assert (trap.get("tabindex"), trap.get("autocomplete")) == ("-1", "off")
    assert page.all(".//*[@aria-hidden='true']//input[@name='extra_note']") == [trap]


@pytest.mark.parametrize("token", [None, "", "wrong", "\x00"])
def test_csrf_keeps_the_text(
    reader: Reader, container: Container, token: str | None
) -> None:
    """Without our CSRF token nothing is stored, and the text comes back to be sent."""
    filled = reader.fresh() | {"body": "Kept", "csrf_token": token or ""}
    if token is None:
        del filled["csrf_token"]
    page = Page(reader.client.post(THREAD, data=filled))
    assert 400 <= page.status < 500
    assert page.form is not None
    assert page.form["body"] == "Kept"
    assert everything(container)["comments"] == []
    reader.clock.advance(seconds=10)
    assert reader.client.post(THREAD, data=page.form).status_code == 303


def test_csrf_is_the_sessions(reader: Reader, container: Container) -> None:
    """A token of somebody else's page does not fit."""
    stranger = Reader(reader.client.application.test_client(), reader.clock)
    filled = reader.fresh() | {"body": "x"}
    stolen = stranger.fresh()["csrf_token"]
    answer = reader.client.post(THREAD, data=filled | {"csrf_token": stolen})
    assert 400 <= answer.status_code < 500
    assert everything(container)["comments"] == []


def test_framed_post_stores_nothing(reader: Reader, container: Container) -> None:
    """What is sent out of a frame is not taken: framed, the page is for reading."""
    filled = reader.fresh() | {"body": "Clicked unseen"}
    reader.clock.advance(seconds=10)
    framed = {"Sec-Fetch-Dest": "iframe"}
    answer = reader.client.post(THREAD, data=filled, headers=framed)
    assert answer.status_code != 303
    assert everything(container)["comments"] == []
