"""How a moderator is asked whether a page may moderate in his name."""

from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from app.domain.identity import Role
from app.services.container import Container
from app.storage.account_models import AccountRow, LoginRow
from tests import people
from tests.service import BLOG
from tests.web.signin import errand
from tests.web.signin.person import Person, csrf_of, data_of

WHERE = "/sites/blog/moderation"
THREAD = f"{WHERE}/thread"


def test_the_question_names_site_and_origin(alice: Person, mo: UUID) -> None:
    """It is unframeable, not kept, and changes nothing by being looked at."""
    page = errand.question(alice)
    assert page.status_code == 200
    assert "A blog" in page.text
    assert BLOG in page.text
    assert page.headers["Cache-Control"] == "no-store"
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "<script" not in page.text
    assert "Cross-Origin-Opener-Policy" not in page.headers


def test_declining_goes_home_without(alice: Person, mo: UUID) -> None:
    """The page hears that it was declined, and no code was made."""
    data = data_of(errand.answered(alice, decline="y"))
    assert (data["error"], "code" in data) == ("denied", False)


def test_who_does_not_moderate_is_told(alice: Person, container: Container) -> None:
    """A reader, or an owner of another site, cannot go on; nobody is sent to log in."""
    alice.enter()
    page = errand.question(alice)
    assert "does not moderate" in page.text
    assert 'class="primary"' not in page.text
    assert errand.answered(alice).status_code == 403
    with container.store.read() as unit:
        account_id = unit.sessions._session.scalars(sa.select(AccountRow.id)).one()
    people.grant(container, account_id, role=Role.OWNER, site="other")
    assert errand.answered(alice).status_code == 403


def test_a_stranger_signs_in_and_comes_back(
    alice: Person, container: Container
) -> None:
    """The way in leads back to the question; without it nothing is given."""
    begun = alice.start("moderate")
    where = begun.headers["Location"]
    away = alice.client.get(where)
    assert away.status_code == 303
    assert away.headers["Location"] == f"/admin/login?next={where}"
    token = csrf_of(alice.client.get(away.headers["Location"]))
    assert alice.client.post(where, data={"csrf_token": token}).status_code == 401


def test_another_browser_cannot_answer(
    alice: Person, mo: UUID, login_app: Flask
) -> None:
    """Only the browser that began has its secret; CSRF is wanted as well."""
    where = alice.start("moderate").headers["Location"]
    eve = Person(login_app)
    assert eve.client.get(where).status_code == 400
    assert alice.client.post(where, data={}).status_code == 422


def test_a_login_of_a_reader_is_no_errand(
    alice: Person, mo: UUID, container: Container
) -> None:
    """A login under way for the widget cannot be turned into a moderator's code."""
    alice.start("github")
    with container.store.read() as unit:
        login_id = unit.sessions._session.scalars(
            sa.select(LoginRow.id).where(
                LoginRow.provider == "github", LoginRow.claimed_at.is_(None)
            )
        ).one()
    assert alice.client.get(f"/auth/moderate/{login_id}").status_code == 400
    page = alice.client.get("/admin/login")
    data = {"csrf_token": csrf_of(page)}
    answer = alice.client.post(f"/auth/moderate/{login_id}", data=data)
    assert answer.status_code == 400


def test_an_errand_is_no_login(alice: Person, mo: UUID) -> None:
    """Nor can a provider's way, or the consent page, end what a moderator was asked."""
    where = alice.start("moderate").headers["Location"]
    login_id = where.rpartition("/")[2]
    assert alice.client.get(f"/auth/consent/{login_id}").status_code == 400
    page = alice.client.get(where)
    data = {"csrf_token": csrf_of(page), "shows_handle": "y"}
    assert alice.client.post(f"/auth/consent/{login_id}", data=data).status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"referer": "https://evil.example/"},
        {"referer": f"{BLOG}/elsewhere"},
        {"origin": "https://evil.example"},
        {"return_url": "https://evil.example/a"},
        {"state": "short"},
        {"code_challenge": "short"},
    ],
)
def test_a_start_must_prove_itself(
    alice: Person, mo: UUID, changes: dict[str, str]
) -> None:
    """The same proof as for a login; who lies is refused before anybody is asked."""
    assert alice.start("moderate", **changes).status_code in {400, 403}


def test_an_unproven_start_has_no_way_home_by_address(alice: Person, mo: UUID) -> None:
    """Without a Referer the answer can go to the opener alone."""
    begun = alice.start("moderate", referer=None)
    where = begun.headers["Location"]
    page = alice.client.get(where)
    done = alice.client.post(where, data={"csrf_token": csrf_of(page)})
    assert "code" in data_of(done)
    assert "return-url" not in data_of(done)
