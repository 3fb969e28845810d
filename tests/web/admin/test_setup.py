"""From a service that nobody owns to its first site."""

import pytest

from app.services import setup, sites
from app.services.container import Container
from tests.service import MovableClock
from tests.web.admin.conftest import Staff
from tests.web.admin.people import EVERYWHERE, PASSWORD, Desk, secret_of

ADA = {"name": "Ada", "email": "Ada@desk.example", "password": PASSWORD}


def _code(container: Container) -> str:
    link = setup.new_link(container)
    assert link is not None
    assert link.startswith(f"{container.public_url}/admin/setup#")
    return secret_of(link)


def test_the_link_makes_an_owner_once(visitor: Desk, container: Container) -> None:
    """Its secret is posted, an owner is made and signed in; then the page is gone."""
    code = _code(container)
    assert "Code" in visitor.get("/admin/setup").text
    assert visitor.post("/admin/setup", code=code).status_code == 303
    assert "First: who are you?" in visitor.get("/admin/setup").text
    made = visitor.post("/admin/setup/join", **ADA)
    assert made.headers["Location"] == "/admin/sites/new"
    assert visitor.get("/admin/sites/new").status_code == 200
    for path in ("/admin/setup", "/admin/setup/join", "/admin/setup/accept"):
        assert visitor.post(path, code=code, **ADA).status_code == 404
    assert visitor.get("/admin/setup").status_code == 404


def test_a_whole_address_may_be_pasted(visitor: Desk, container: Container) -> None:
    """Without a script, the code or all of the address is put into the form."""
    link = setup.new_link(container)
    assert link is not None
    assert visitor.post("/admin/setup", code=f" {link} ").status_code == 303


@pytest.mark.parametrize("code", ["", "made-up", "é", "x" * 5000])
def test_a_wrong_code_opens_nothing(
    visitor: Desk, container: Container, code: str
) -> None:
    """It is said to be over, and the right one is still good."""
    right = _code(container)
    answer = visitor.post("/admin/setup", code=code)
    assert answer.status_code == 404
    assert "This link is over" in answer.text
    assert visitor.post("/admin/setup/join", **ADA).status_code == 404
    assert visitor.post("/admin/setup", code=right).status_code == 303


def test_a_link_is_good_for_an_hour(
    visitor: Desk, container: Container, clock: MovableClock
) -> None:
    """Afterwards it is over, also where it had been opened before."""
    code = _code(container)
    visitor.post("/admin/setup", code=code)
    clock.advance(minutes=60)
    assert visitor.post("/admin/setup/join", **ADA).status_code == 404
    assert not setup.has_link(container)


def test_a_new_link_ends_the_old_one(visitor: Desk, container: Container) -> None:
    """Whoever asks for another has lost the first."""
    old, new = _code(container), _code(container)
    assert visitor.post("/admin/setup", code=old).status_code == 404
    assert visitor.post("/admin/setup", code=new).status_code == 303


def test_with_an_owner_there_is_no_link(staff: Staff, container: Container) -> None:
    """Nobody can become the first owner twice."""
    staff("keeper", EVERYWHERE)
    assert setup.new_link(container) is None


def test_a_link_has_one_purpose(visitor: Desk, container: Container) -> None:
    """What sets a service up neither invites nor gives a new password."""
    code = _code(container)
    assert visitor.post("/admin/invite", code=code).status_code == 404
    assert visitor.post("/admin/reset", code=code, password=PASSWORD).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", " ", "enter your name"),
        ("email", "ada", "enter an e-mail address"),
        ("password", "short", "at least 12 characters"),
    ],
)
def test_what_is_wrong_is_said(
    visitor: Desk, container: Container, *, field: str, value: str, says: str
) -> None:
    """Beside its field, with all but the password kept; nothing is used up."""
    visitor.post("/admin/setup", code=_code(container))
    answer = visitor.post("/admin/setup/join", **{**ADA, field: value})
    assert answer.status_code == 422
    assert says in answer.text
    assert PASSWORD not in answer.text
    assert visitor.post("/admin/setup/join", **ADA).status_code == 303


def test_steps_lead_to_the_snippet(staff: Staff, container: Container) -> None:
    """A site, its rules, and the two lines with a page to try them on."""
    desk = staff("keeper", EVERYWHERE)
    form = {"name": "My notes", "origins": "https://notes.example/a/page?x=1"}
    made = desk.post("/admin/sites/new", **form)
    assert made.headers["Location"].startswith("/admin/setup/my-notes/")
    assert "/auth/github/callback" in desk.get("/admin/setup/my-notes/logins").text
    ruled = desk.post("/admin/setup/my-notes/rules", preset="first")
    shown = desk.get(ruled.headers["Location"]).text
    assert '&lt;rejoinder-thread site="my-notes"&gt;' in shown
    assert "/t/my-notes?url=https://notes.example/" in shown
    site = next(s for s in sites.all_sites(container) if s.slug == "my-notes")
    assert site.origins == {"https://notes.example"}
    assert site.policy.hold_first
    assert not site.policy.hold_all


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"name": "N", "origins": "http://notes.example"}, "is not an origin"),
        ({"name": "N", "origins": "https://a.example\nnonsense"}, "is not an origin"),
        ({"name": "блог", "origins": ""}, "A slug is"),
        ({"name": "blog", "origins": ""}, "already"),
        ({"name": " ", "origins": ""}, "name"),
        ({"name": "N", "origins": "http://localhost:8000"}, "own origin"),
    ],
    ids=["plain http", "nonsense", "no letters", "taken", "no name", "our own"],
)
def test_bad_sites_are_refused(
    staff: Staff, container: Container, *, form: dict[str, str], says: str
) -> None:
    """What is wrong is said, what was typed is kept, and no site is made."""
    before = sites.all_sites(container)
    answer = staff("keeper", EVERYWHERE).post("/admin/sites/new", **form)
    assert answer.status_code in {409, 422}
    assert says in answer.text
    assert form["name"] in answer.text
    assert sites.all_sites(container) == before


def test_a_site_wants_a_fresh_sign_in(staff: Staff, clock: MovableClock) -> None:
    """After ten minutes one is led to the login, and back."""
    desk = staff("keeper", EVERYWHERE)
    clock.advance(minutes=11)
    answer = desk.post("/admin/sites/new", name="N", origins="")
    assert answer.headers["Location"].startswith("/admin/login?next=")
    assert "again=1" in answer.headers["Location"]


def test_rules_want_one_of_three(staff: Staff) -> None:
    """A preset that is none is refused."""
    desk = staff("keeper", EVERYWHERE)
    assert desk.post("/admin/setup/blog/rules", preset="none").status_code == 422
