"""Settings at the desk: rules, origins, the snippet, and trying words."""

import pytest

from app.domain.identity import Role
from app.domain.site import POLICY_GROUPS, POLICY_KEYS
from app.services import sites
from app.services.container import Container
from app.services.views import SiteView
from tests.service import BLOG, Api, MovableClock
from tests.web.admin.conftest import AtDesk
from tests.web.admin.desk import Clerk, seed

pytestmark = pytest.mark.usefixtures("site")


def _site(container: Container) -> SiteView:
    (found,) = [each for each in sites.all_sites(container) if each.slug == "blog"]
    return found


def test_every_key_is_shown_once(owner: Clerk) -> None:
    """Each key of the policy has its place in one group, and a control on the page."""
    grouped = [key for _, keys in POLICY_GROUPS for key in keys]
    assert sorted(grouped) == sorted(POLICY_KEYS)
    html = owner.html("settings")
    assert all(f'name="has" value="{key}"' in html for key in POLICY_KEYS)


def test_rules_are_set(container: Container, owner: Clerk) -> None:
    """What is typed is set, an empty box is a no, and the log names what changed."""
    form = {
        "has": ["hold_all", "guests", "hold_links", "hold_words"],
        "hold_all": "yes",
        "hold_links": "5",
        "hold_words": "dice\r\ncards",
        "name": "Another name",
        "language": "de",
    }
    assert owner.post("settings", form).status_code == 303
    found = _site(container)
    assert (found.name, found.language) == ("Another name", "de")
    policy = found.policy
    assert (policy.hold_all, policy.guests, policy.hold_links) == (True, False, 5)
    assert policy.hold_words == ("dice", "cards")
    log = owner.html("log", action="settings")
    assert "guests, hold_all, hold_links, hold_words, name, language" in log


def test_mistakes_stand_beside_their_field(container: Container, owner: Clerk) -> None:
    """A value out of range is told beside its field, kept, and nothing is set."""
    form = {"has": ["hold_links", "depth"], "hold_links": "900", "depth": "3"}
    answer = owner.post("settings", form)
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert 'value="900"' in html
    assert 'id="hold_links-error"' in html
    assert _site(container).policy.depth == 4


def test_origins_want_a_fresh_login(
    container: Container, owner: Clerk, clock: MovableClock
) -> None:
    """Origins come and go for who has just signed in; later he is asked again."""
    new = "https://new.example"
    assert owner.post("settings/origins", {"add": new}).status_code == 303
    assert new in _site(container).origins
    assert owner.post("settings/origins", {"add": "nonsense"}).status_code == 422
    clock.advance(hours=1)
    answer = owner.post("settings/origins", {"remove": BLOG})
    assert answer.headers["Location"].startswith("/admin/login?")
    assert BLOG in _site(container).origins


def test_words_are_tried_on_the_past(
    container: Container, owner: Clerk, api: Api
) -> None:
    """A trial says how many and which would have been caught, and sets nothing."""
    seed(container, 3)
    api.made("Some *di*ce here.")
    html = owner.post("settings/try", {"try": "dice\nnothing"}).get_data(as_text=True)
    assert "<strong>1</strong> of the last 4 comments" in html
    assert "Some *di*ce here." in html
    empty = owner.post("settings/try", {"try": " "}).get_data(as_text=True)
    assert "<strong>0</strong> of the last 4" in empty
    assert _site(container).policy.hold_words == ()


def test_snippet_has_what_was_chosen(owner: Clerk) -> None:
    """The snippet names the site and what differs from the defaults, nothing typed."""
    html = owner.html("settings", theme="dark", sort="oldest", loading='"><script>')
    assert '&lt;rejoinder-thread site="blog" theme="dark"&gt;' in html
    assert "<script>" not in html


def test_moderators_set_nothing(at_desk: AtDesk) -> None:
    """A moderator sees no settings, and sets none."""
    clerk = at_desk(Role.MODERATOR)
    assert clerk.get("settings").status_code == 403
    assert clerk.post("settings", {}).status_code == 403
    assert "Settings" not in clerk.html()
