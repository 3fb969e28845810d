"""Owners and moderators who sign in with a provider, and what that changes."""

from flask import Flask

from app.domain.identity import Role
from app.services import setup, staff_list
from app.services.container import Container
from app.services.staff_list import Part
from app.services.steps.enrolment import Newcomer
from tests.service import BLOG
from tests.web.signin.person import Person, csrf_of


def _container(app: Flask) -> Container:
    container: Container = app.extensions["rejoinder"]
    return container


def _own(container: Container, name: str, *parts: Part) -> None:
    newcomer = Newcomer(name=name, email=f"{name}@desk.example")
    staff_list.add(container, newcomer, parts=parts)


def _post(alice: Person, path: str, **form: str) -> int:
    token = csrf_of(alice.client.get("/admin/login"))
    return alice.client.post(path, data={"csrf_token": token, **form}).status_code


def test_a_provider_makes_the_first_owner(login_app: Flask, alice: Person) -> None:
    """The link is kept while the provider is asked, then taken up by one click."""
    link = setup.new_link(_container(login_app))
    assert link is not None
    _post(alice, "/admin/setup", code=link)
    back = alice.enter(path="/admin/setup")
    assert back.headers["Location"] == "/admin/setup"
    assert "Go on as" in alice.client.get("/admin/setup").text
    assert _post(alice, "/admin/setup/accept") == 303
    assert alice.client.get("/admin/sites/new").status_code == 200


def test_a_provider_takes_up_an_invitation(login_app: Flask, alice: Person) -> None:
    """The account that logged in moderates from then on; his reader's token not."""
    container = _container(login_app)
    link = staff_list.invite(container, Part("blog", Role.MODERATOR))
    bearer = alice.tokens()["access_token"]
    _post(alice, "/admin/invite", code=link)
    alice.enter(path="/admin/invite")
    assert _post(alice, "/admin/invite/accept") == 303
    home = alice.client.get("/admin/", follow_redirects=True)
    assert "A blog" in home.text
    by_token = login_app.test_client().get(
        "/admin/", headers={"Authorization": f"Bearer {bearer}", "Origin": BLOG}
    )
    assert by_token.status_code == 303


def test_a_login_ends_the_session_before(alice: Person) -> None:
    """Who logs in once more has a new session, and one only."""
    alice.enter()
    alice.enter()
    assert "Log out there" not in alice.client.get("/me/").text


def test_no_question_where_one_owner_has_all(login_app: Flask, alice: Person) -> None:
    """The code comes at once; the consent is stored, without the handle."""
    _own(_container(login_app), "ada", Part(None, Role.OWNER))
    answer = alice.client.get(alice.go("github"))
    assert answer.status_code == 200
    alice.enter()
    page = alice.client.get("/me/").text
    assert BLOG in page
    assert "with your handle" not in page


def test_another_owner_brings_the_question_back(
    login_app: Flask, alice: Person
) -> None:
    """Whoever owns one site, or also all of them, is another party."""
    container = _container(login_app)
    _own(container, "ada", Part(None, Role.OWNER))
    _own(container, "bea", Part("other", Role.OWNER))
    assert alice.client.get(alice.go("github")).status_code == 303
    staff_list.revoke(container, "bea@desk.example", site="other")
    staff_list.grant(container, "bea@desk.example", part=Part(None, Role.OWNER))
    assert alice.client.get(alice.go("github")).status_code == 303


def test_a_moderator_is_no_other_party(login_app: Flask, alice: Person) -> None:
    """Moderators do not own what readers let a site show."""
    container = _container(login_app)
    _own(container, "ada", Part(None, Role.OWNER), Part("blog", Role.OWNER))
    _own(container, "bea", Part("other", Role.MODERATOR))
    assert alice.client.get(alice.go("github")).status_code == 200


def test_a_provider_is_tried(login_app: Flask, alice: Person) -> None:
    """Asked now, it answers, and says where logins go; an unknown one is 404."""
    container = _container(login_app)
    link = setup.new_link(container)
    assert link is not None
    _post(alice, "/admin/setup", code=link)
    alice.enter(path="/admin/setup")
    _post(alice, "/admin/setup/accept")
    token = csrf_of(alice.client.get("/admin/setup/blog/logins"))
    for provider, says in (("google", "description is good"), ("github", "It answers")):
        path = f"/admin/setup/blog/logins/{provider}"
        page = alice.client.post(path, data={"csrf_token": token}).text
        assert says in page, page
        assert "Logins go to http" in page
    assert _post(alice, "/admin/setup/blog/logins/none") == 404
