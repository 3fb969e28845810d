"""Who keeps and moderates a site, as its owner sets it."""

from uuid import UUID

import pytest
from flask import Flask

from app.domain.identity import Role
from app.domain.staff import LinkPurpose
from app.services import joining, sites
from app.services.container import Container
from app.services.sites import SiteChange
from app.services.staff_list import Part
from app.services.steps.credentials import Credentials
from tests.service import MovableClock
from tests.web.admin import people
from tests.web.admin.conftest import Staff
from tests.web.admin.people import EVERYWHERE, PASSWORD, Desk, link_in, secret_of

OWNER, MODERATOR = Part("blog", Role.OWNER), Part("blog", Role.MODERATOR)
IDA = {"name": "Ida", "email": "ida@desk.example", "password": PASSWORD}


def _invited(owner: Desk, role: str) -> str:
    return secret_of(link_in(owner.post("/admin/blog/people/invite", role=role)))


def _account(container: Container, name: str) -> str:
    with container.store.read() as unit:
        row = unit.staff.by_email(f"{name}@desk.example")
    assert row is not None
    return row.account_id.hex


def _role(container: Container, name: str) -> Role | None:
    with container.store.read() as unit:
        site = unit.sites.find("blog")
        assert site is not None
        account = UUID(_account(container, name))
        return unit.staff.role(account, site_id=site.id)


@pytest.mark.parametrize("role", ["moderator", "owner"])
def test_an_invitation_is_taken_up_once(
    staff: Staff, visitor: Desk, container: Container, role: str
) -> None:
    """Whoever holds its link makes an account and is what the link says."""
    code = _invited(staff("ada", OWNER), role)
    visitor.post("/admin/invite", code=code)
    assert "A blog" in visitor.get("/admin/invite").text
    assert visitor.post("/admin/invite/join", **IDA).status_code == 303
    assert _role(container, "ida") == role
    late = visitor.post("/admin/invite", code=code)
    assert late.status_code == 404
    assert _account(container, "ida")


def test_who_is_signed_in_goes_on_as_himself(
    staff: Staff, app: Flask, container: Container
) -> None:
    """An account that is there already takes the invitation up without a new one."""
    code = _invited(staff("ada", OWNER), "moderator")
    ida = Desk(app, people.enter(container, people.make(container, "ida")))
    ida.post("/admin/invite", code=code)
    assert "Go on as ida" in ida.get("/admin/invite").text
    assert ida.post("/admin/invite/accept").headers["Location"] == "/admin/"
    assert _role(container, "ida") is Role.MODERATOR


def test_an_invitation_makes_nobody_less(staff: Staff, container: Container) -> None:
    """An owner who takes up an invitation to moderate stays an owner."""
    owner = staff("ada", OWNER)
    owner.post("/admin/invite", code=_invited(owner, "moderator"))
    owner.post("/admin/invite/accept")
    assert _role(container, "ada") is Role.OWNER


def test_a_widgets_token_takes_nothing_up(container: Container, staff: Staff) -> None:
    """A bearer token beside the cookie is not looked at, whatever it is."""
    code = _invited(staff("ada", OWNER), "owner")
    shown = joining.look(
        container,
        code,
        purpose=LinkPurpose.INVITE,
        credentials=Credentials(bearer="made-up", origin="https://blog.example"),
    )
    assert shown.account is None


def test_an_invitation_can_be_taken_back(
    staff: Staff, visitor: Desk, container: Container
) -> None:
    """Then its link is over; another site's cannot be touched."""
    sites.add(container, "other", change=SiteChange())
    owner, other = staff("ada", OWNER), staff("bea", Part("other", Role.OWNER))
    code = _invited(owner, "moderator")
    page = owner.get("/admin/blog/people").text
    invite = page.partition('name="invite" value="')[2].partition('"')[0]
    away = "/admin/other/people/withdraw"
    assert other.post(away, invite=invite).status_code == 404
    assert visitor.post("/admin/invite", code=code).status_code == 303
    assert owner.post("/admin/blog/people/withdraw", invite=invite).status_code == 303
    assert visitor.post("/admin/invite", code=code).status_code == 404
    assert "Take back" not in owner.get("/admin/blog/people").text


def test_a_role_is_changed_and_taken(staff: Staff, container: Container) -> None:
    """It counts from the next request on, for a session that is open as well."""
    owner, ida = staff("ada", OWNER), staff("ida", MODERATOR)
    assert ida.get("/admin/blog/people").status_code == 403
    who = _account(container, "ida")
    owner.post("/admin/blog/people/role", account=who, role="owner")
    assert ida.get("/admin/blog/people").status_code == 200
    owner.post("/admin/blog/people/role", account=who, role="")
    assert ida.get("/admin/blog/people").status_code == 404


@pytest.mark.parametrize("role", ["", "moderator"])
def test_the_last_owner_stays(staff: Staff, container: Container, role: str) -> None:
    """A site keeps an owner, and the page says why nothing happened."""
    owner = staff("ada", OWNER)
    staff("ida", MODERATOR)
    who = _account(container, "ada")
    answer = owner.post("/admin/blog/people/role", account=who, role=role)
    assert answer.status_code == 409
    assert "A site needs an owner" in answer.text
    assert _role(container, "ada") is Role.OWNER


def test_above_a_site_somebody_may_keep_it(staff: Staff, container: Container) -> None:
    """Where somebody owns everything, a site's own owner can go."""
    staff("kay", EVERYWHERE)
    owner = staff("ada", OWNER)
    page = owner.get("/admin/blog/people").text
    assert "Owner of every site" in page.replace("\n", "")
    who = _account(container, "ada")
    assert (
        owner.post("/admin/blog/people/role", account=who, role="").status_code == 303
    )
    assert _role(container, "ada") is None


def test_nobody_above_is_touched_from_below(staff: Staff, container: Container) -> None:
    """A site's owner can neither demote an owner of everything nor name a stranger."""
    staff("kay", EVERYWHERE)
    owner = staff("ada", OWNER)
    for who in (_account(container, "kay"), "0" * 32, "nonsense", ""):
        answer = owner.post("/admin/blog/people/role", account=who, role="moderator")
        assert answer.status_code == 404
    assert _role(container, "kay") is Role.OWNER


@pytest.mark.parametrize("role", ["member", "guest", "", "king"])
def test_only_two_roles_can_be_given(staff: Staff, role: str) -> None:
    """Anything else invites nobody."""
    owner = staff("ada", OWNER)
    answer = owner.post("/admin/blog/people/invite", role=role)
    assert answer.status_code == 422
    assert "/admin/invite#" not in answer.text


def test_people_want_a_fresh_sign_in(staff: Staff, clock: MovableClock) -> None:
    """After ten minutes the list is shown, and a change leads to the login and back."""
    owner = staff("ada", OWNER)
    clock.advance(minutes=11)
    assert owner.get("/admin/blog/people").status_code == 200
    owner.headers = {"Referer": "http://localhost/admin/blog/people"}
    answer = owner.post("/admin/blog/people/invite", role="owner")
    assert answer.headers["Location"] == "/admin/login?next=/admin/blog/people&again=1"


def test_no_address_is_shown(staff: Staff) -> None:
    """Owners see names, and how somebody signs in; not with which address."""
    owner = staff("ada", OWNER)
    staff("ida", MODERATOR)
    page = owner.get("/admin/blog/people").text
    assert "ida" in page
    assert "@desk.example" not in page
