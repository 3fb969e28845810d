"""A new password by mail, and a letter to see whether letters arrive."""

import pytest
from flask import Flask

from app.factory import create_app
from app.services.container import Container
from app.settings import Settings
from app.storage.outbox_models import DeliveryRow
from app.storage.unit_of_work import Unit
from tests.postbox import Postbox, deliver, link, text_of
from tests.services.acts import stored
from tests.web.admin import people
from tests.web.admin.conftest import Staff
from tests.web.admin.people import EVERYWHERE, Desk, secret_of

ADA = "ada@desk.example"
IDA = "ida@desk.example"


@pytest.fixture
def mail_app(settings: Settings, mailing: Container) -> Flask:
    """Give the application with mail on."""
    return create_app(settings, container=mailing)


def _ask(app: Flask, email: str) -> str:
    answer = Desk(app).post("/admin/forgot", email=email)
    assert answer.status_code == 200
    return answer.text


def test_a_letter_brings_a_new_password(
    mail_app: Flask, mailing: Container, postbox: Postbox
) -> None:
    """Its link opens the page that sets one; nothing of it is stored but a hash."""
    people.make(mailing, "ada", EVERYWHERE)
    assert "a letter is on its way" in _ask(mail_app, ADA.upper())
    deliver(mailing)
    letter = postbox.one()
    assert letter["To"] == ADA
    assert "new password" in letter["Subject"]
    code = secret_of(link(letter, "/admin/reset#"))
    assert code not in str([row.payload for row in stored(mailing, DeliveryRow)])
    visitor = Desk(mail_app)
    form = {"code": code, "password": "another evening"}
    assert visitor.post("/admin/reset", **form).status_code == 303
    assert visitor.get("/admin/").status_code == 200


def test_nobody_learns_whether_an_address_is_known(
    mail_app: Flask, mailing: Container, postbox: Postbox
) -> None:
    """The same page, the same row in the outbox, and a letter for one of them only."""
    people.make(mailing, "ada", EVERYWHERE)
    known, unknown = _ask(mail_app, ADA), _ask(mail_app, IDA)
    assert known == unknown
    kinds = [row.kind for row in stored(mailing, DeliveryRow)]
    assert kinds == ["reset", "reset"]
    assert IDA not in str([row.payload for row in stored(mailing, DeliveryRow)])
    deliver(mailing)
    assert postbox.one()["To"] == ADA


def test_one_letter_in_twenty_minutes(
    mail_app: Flask, mailing: Container, postbox: Postbox
) -> None:
    """Whoever asks for somebody else again and again fills no box."""
    people.make(mailing, "ada", EVERYWHERE)
    for _ in range(5):
        _ask(mail_app, ADA)
    deliver(mailing)
    assert postbox.one()


def test_without_mail_the_operator_helps(visitor: Desk) -> None:
    """The page offers no letter where none would leave."""
    page = visitor.get("/admin/forgot").text
    assert "Send me a link" not in page
    assert "rejoinder user reset" in page


def test_a_trial_letter_is_sent_at_once(
    mail_app: Flask, mailing: Container, postbox: Postbox
) -> None:
    """To the owner who asks, and the page says so; refused, it says that."""
    email = people.make(mailing, "ada", EVERYWHERE)
    desk = Desk(mail_app, people.enter(mailing, email))
    assert "Test mail to" in desk.get("/admin/setup/blog/mail").text
    assert "took the letter" in desk.post("/admin/setup/blog/mail").text
    letter = postbox.one()
    assert (letter["To"], "mail works" in text_of(letter)) == (ADA, True)
    postbox.refusals["RCPT"].append("550 no")
    assert "refused_550" in desk.post("/admin/setup/blog/mail").text


def _forget_address(unit: Unit) -> None:
    row = unit.staff.by_email(ADA)
    assert row is not None
    row.email = None


def test_without_an_address_there_is_no_trial(
    mail_app: Flask, mailing: Container, staff: Staff, postbox: Postbox
) -> None:
    """Who signs in via a provider is told to name one."""
    token = staff("ada", EVERYWHERE).token
    mailing.store.write(_forget_address)
    desk = Desk(mail_app, token)
    assert "no address of yours" in desk.get("/admin/setup/blog/mail").text
    assert "no_address" in desk.post("/admin/setup/blog/mail").text
    assert postbox.take() == []
