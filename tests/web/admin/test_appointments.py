"""Who was given which role, and by whom, stands in the log."""

import pytest

from app.domain.identity import Role
from app.services import sites, staff_list
from app.services.container import Container
from app.services.sites import SiteChange
from app.services.staff_list import Part
from app.storage.moderation_models import ModerationLogRow
from tests.services import acts
from tests.web.admin import people
from tests.web.admin.conftest import Staff
from tests.web.admin.people import EVERYWHERE, PASSWORD, Desk, link_in, secret_of

OWNER, MODERATOR = Part("blog", Role.OWNER), Part("blog", Role.MODERATOR)

pytestmark = pytest.mark.usefixtures("site")


def _lines(container: Container) -> list[tuple[str, str, str | None]]:
    """List the log; what was done in one moment has no order."""
    rows = acts.stored(container, ModerationLogRow)
    return sorted((row.action, row.via, row.subject) for row in rows)


def test_an_invitation_from_end_to_end(
    staff: Staff, visitor: Desk, container: Container
) -> None:
    """Invited, taken up, changed, sent away: four lines, with his name of now."""
    owner = staff("ada", OWNER)
    before = _lines(container)
    link = link_in(owner.post("/admin/blog/people/invite", role="moderator"))
    visitor.post("/admin/invite", code=secret_of(link))
    newcomer = {"name": "Ida", "email": "ida@desk.example", "password": PASSWORD}
    visitor.post("/admin/invite/join", **newcomer)
    with container.store.read() as unit:
        row = unit.staff.by_email("ida@desk.example")
    assert row is not None
    ida = f"account:{row.account_id.hex}"
    about = {"account": row.account_id.hex}
    owner.post("/admin/blog/people/role", role="owner", **about)
    owner.post("/admin/blog/people/role", role="", **about)
    made = [
        ("invite", "desk", "moderator"),
        ("grant", "link", f"{ida} moderator"),
        ("grant", "desk", f"{ida} owner"),
        ("revoke", "desk", ida),
    ]
    assert _lines(container) == sorted([*before, *made])
    page = owner.get("/admin/blog/log").text
    assert "Ida, moderator" in page
    assert "Role taken back" in page
    assert row.account_id.hex not in page.split("<main")[1].split("<form")[0]
    csv = owner.get("/admin/blog/log.csv").text
    assert "Ida, owner" in csv


def test_an_invitation_taken_back(staff: Staff, container: Container) -> None:
    """That is a line as well."""
    owner = staff("ada", OWNER)
    page = owner.post("/admin/blog/people/invite", role="owner").text
    invite = page.split('name="invite" value="')[1].split('"')[0]
    owner.post("/admin/blog/people/withdraw", invite=invite)
    assert ("withdraw", "desk", "owner") in _lines(container)


def test_what_the_operator_does(container: Container) -> None:
    """What is about all sites stands in the log of each."""
    sites.add(container, "other", change=SiteChange())
    email = people.make(container, "bea", MODERATOR)
    staff_list.grant(container, email, part=EVERYWHERE)
    people.make(container, "keeper", EVERYWHERE)
    staff_list.revoke(container, email, site=None)
    lines = [(action, via) for action, via, _ in _lines(container)]
    assert lines == [("grant", "cli")] * 5 + [("revoke", "cli")] * 2
    staff_list.invite(container, OWNER)
    assert ("invite", "cli", "owner") in _lines(container)
