"""Signing in with a password, and everything around it."""

import dataclasses

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.adapters.passwords import Argon2Passwords
from app.domain.login_errors import WrongPasswordError
from app.factory import create_app
from app.services import passwords, staff_list
from app.services.container import Container
from app.services.staff_list import Part
from app.services.steps.credentials import NOBODY
from app.settings import Settings
from tests.service import MovableClock
from tests.web.admin import people
from tests.web.admin.conftest import Staff
from tests.web.admin.people import EVERYWHERE, PASSWORD, Desk, secret_of
from tests.web.signin.person import csrf_of

NEW = "another evening"
ADA = "ada@desk.example"


@pytest.fixture
def ada(container: Container) -> str:
    """Make an owner of everything; gives her address."""
    return people.make(container, "ada", EVERYWHERE)


def test_a_password_lets_in(visitor: Desk, ada: str) -> None:
    """By any spelling of the address, and on to where one wanted."""
    answer = visitor.sign_in(ada.upper(), next="/admin/sites/new")
    assert answer.headers["Location"] == "/admin/sites/new"
    assert "Your site" in visitor.get("/admin/").text


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "\\evil"])
def test_one_is_led_to_our_own_pages_only(visitor: Desk, ada: str, where: str) -> None:
    """Anything else as `next` leads to the desk."""
    assert visitor.sign_in(ada, next=where).headers["Location"] == "/admin/"


def _said(answer: TestResponse, email: str) -> str:
    """Give a page without what was typed and without its form's token."""
    token = csrf_of(answer)
    return answer.text.replace(email, "").replace(token, "")


def test_nobody_learns_who_is_known(visitor: Desk, ada: str) -> None:
    """A wrong password and an unknown address are answered with the same bytes."""
    wrong = visitor.sign_in(ada, "a loud evening")
    unknown = visitor.sign_in("ida@desk.example", "a loud evening")
    assert wrong.status_code == unknown.status_code == 422
    assert _said(wrong, ada) == _said(unknown, "ida@desk.example")
    assert "do not belong together" in wrong.text
    assert "a loud evening" not in wrong.text


def test_the_same_work_is_done(container: Container, ada: str) -> None:
    """A password is checked once for every attempt, whoever it is."""
    asked: list[str | None] = []

    class Counting(Argon2Passwords):
        def check(self, password: str, stored: str | None) -> bool:
            asked.append(stored)
            return super().check(password, stored)

    counted = dataclasses.replace(container, passwords=Counting())
    for email in (ada, "ida@desk.example"):
        with pytest.raises(WrongPasswordError):
            passwords.sign_in(
                counted, email=email, password="x" * 12, credentials=NOBODY
            )
    assert [stored is None for stored in asked] == [False, True]


def test_a_member_without_a_part_is_told_so(
    visitor: Desk, container: Container
) -> None:
    """He is signed in, and has nothing to do here."""
    visitor.sign_in(people.make(container, "ida"))
    answer = visitor.get("/admin/")
    assert answer.headers["Location"].startswith("/admin/login")
    assert "has no part in any site" in visitor.get("/admin/login").text


def test_a_login_is_a_new_session(
    app: Flask, container: Container, visitor: Desk, ada: str
) -> None:
    """The session of before is over, so a token planted there is worth nothing."""
    old = Desk(app, people.enter(container, ada))
    assert old.get("/admin/").status_code == 200
    planted = old.client.get_cookie("rejoinder")
    assert planted is not None
    visitor.client.set_cookie("rejoinder", planted.value)
    assert visitor.sign_in(ada).status_code == 303
    assert visitor.get("/admin/").status_code == 200
    assert old.get("/admin/").status_code == 303


def test_a_dearer_hash_replaces_a_cheap_one(container: Container) -> None:
    """Whoever signs in has his password stored as strongly as is usual now."""
    cheap = dataclasses.replace(
        container, passwords=Argon2Passwords(time_cost=1, memory_kib=64)
    )
    email = people.make(cheap, "ada")
    people.enter(container, email)
    with container.store.read() as unit:
        row = unit.staff.by_email(email)
    assert row is not None
    assert not container.passwords.is_outdated(row.password_hash or "")


@pytest.fixture
def guarded(settings: Settings, limited: Container, ada: str) -> Flask:
    """Give the application with its limits on."""
    assert ada
    return create_app(settings, container=limited)


def _attempts(desk: Desk, email: str, times: int) -> list[int]:
    return [desk.sign_in(email, "a loud evening").status_code for _ in range(times)]


def test_guesses_run_out(guarded: Flask, clock: MovableClock) -> None:
    """After ten for a name one waits, known or not; then it goes on."""
    for name in (ADA, "ida@desk.example"):
        assert _attempts(Desk(guarded), name, 11) == [422] * 10 + [429]
        clock.advance(minutes=10)
    assert Desk(guarded).sign_in(ADA).status_code == 303


def test_guesses_do_not_keep_the_owner_out(guarded: Flask) -> None:
    """A browser in which she has signed in before has attempts of its own."""
    hers = Desk(guarded)
    assert hers.sign_in(ADA).status_code == 303
    assert _attempts(Desk(guarded), ADA, 10)[-1] == 429
    assert Desk(guarded).sign_in(ADA).status_code == 429
    assert hers.sign_in(ADA).status_code == 303


def test_a_change_ends_other_sessions(app: Flask, container: Container) -> None:
    """Here one stays in; everywhere else one signs in anew, with the new password."""
    email = people.make(container, "ada", EVERYWHERE)
    here, there = (Desk(app, people.enter(container, email)) for _ in range(2))
    answer = here.post("/admin/password", email=email, password=NEW)
    assert "Saved" in here.get(answer.headers["Location"]).text
    assert there.get("/admin/").status_code == 303
    assert there.sign_in(email).status_code == 422
    assert there.sign_in(email, NEW).status_code == 303


def test_a_change_wants_a_fresh_sign_in(staff: Staff, clock: MovableClock) -> None:
    """Whoever finds an open browser does not take it over."""
    desk = staff("ada", EVERYWHERE)
    clock.advance(minutes=11)
    answer = desk.post("/admin/password", email=ADA, password=NEW)
    assert "again=1" in answer.headers["Location"]
    assert "once more" in desk.get(answer.headers["Location"]).text
    assert desk.sign_in(ADA).status_code == 303


def test_a_name_in_use_is_refused(staff: Staff, ada: str) -> None:
    """Two people cannot sign in by one address."""
    desk = staff("ida", Part("blog", EVERYWHERE.role))
    answer = desk.post("/admin/password", email=ada, password=NEW)
    assert answer.status_code == 409
    assert "Your password" in answer.text


def test_a_link_sets_a_new_password(
    app: Flask, container: Container, visitor: Desk, ada: str
) -> None:
    """It ends every session, begins one, works once, and only with a good password."""
    there = Desk(app, people.enter(container, ada))
    code = secret_of(staff_list.reset(container, ada))
    assert visitor.get("/admin/reset").status_code == 200
    assert visitor.post("/admin/reset", code=code, password="no").status_code == 422
    assert visitor.post("/admin/reset", code=code, password=NEW).status_code == 303
    assert visitor.get("/admin/").status_code == 200
    assert there.get("/admin/").status_code == 303
    again = visitor.post("/admin/reset", code=code, password=NEW)
    assert (again.status_code, "is over" in again.text) == (404, True)


def test_a_link_is_over_after_an_hour(
    container: Container, visitor: Desk, ada: str, clock: MovableClock
) -> None:
    """And so are others of the same person once one was taken."""
    late = secret_of(staff_list.reset(container, ada))
    clock.advance(minutes=60)
    assert visitor.post("/admin/reset", code=late, password=NEW).status_code == 404
    codes = [secret_of(staff_list.reset(container, ada)) for _ in range(2)]
    sent = [visitor.post("/admin/reset", code=each, password=NEW) for each in codes]
    assert [each.status_code for each in sent] == [303, 404]


def test_everywhere_is_everywhere(app: Flask, container: Container, ada: str) -> None:
    """One button of the account's page ends all sessions, this one too."""
    here, there = (Desk(app, people.enter(container, ada)) for _ in range(2))
    assert "Log out everywhere" in here.get("/me/").text
    assert here.post("/me/logout-everywhere").status_code == 303
    assert [each.get("/admin/").status_code for each in (here, there)] == [303, 303]


def test_what_is_stored_can_be_taken_along(staff: Staff) -> None:
    """The export names the address to sign in with, and no hash."""
    told = staff("ada", EVERYWHERE).post("/me/export").text
    assert ADA in told
    assert "argon2" not in told
    assert PASSWORD not in told


def test_forgetting_a_password_has_a_page(visitor: Desk) -> None:
    """It says how to get in again."""
    assert "rejoinder user reset" in visitor.get("/admin/forgot").text
