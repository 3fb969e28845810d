"""Operators add sites and set them: all that they ask for, or nothing."""

from collections.abc import Iterable

import pytest

from app.domain.errors import (
    DomainError,
    InvalidInputError,
    SiteNotFoundError,
    TakenError,
)
from app.services import reading, sites
from app.services.container import Container
from app.services.sites import SiteChange, SiteState
from app.services.views import SiteView
from tests.service import BLOG, PUBLIC_URL, SECOND
from tests.web.asking import everything


def _add(
    container: Container, slug: str = "new", *, origins: Iterable[str] = ()
) -> SiteState:
    return sites.add(container, slug, change=SiteChange(add_origins=origins))


def _refused(
    container: Container, slug: str, *, change: SiteChange, kind: type[DomainError]
) -> DomainError:
    """Set a site, which must be refused and change nothing."""
    before = everything(container)
    with pytest.raises(kind) as caught:
        sites.set_(container, slug, change=change)
    assert everything(container) == before
    return caught.value


def _codes(error: DomainError) -> list[tuple[str, str]]:
    return [(each.field, each.code) for each in error.errors]


def test_bare_site_has_defaults(container: Container) -> None:
    """A site made of its slug alone is called like it and has nothing else."""
    made = _add(container).site
    assert (made.slug, made.name, made.language) == ("new", "new", "en")
    assert (made.origins, made.version) == (frozenset(), 1)
    assert made == reading.site(container, "new")


def test_site_is_made_whole(container: Container) -> None:
    """Name, language, origins and policy may come with the site, and are cleaned."""
    change = SiteChange(
        name=" My\u202e \n blog ",
        language="de",
        policy={"depth": "2", "hold_words": "dice, cards"},
        add_origins=("HTTPS://Blog.Example:443/", "http://localhost:4000"),
    )
    made = sites.add(container, "new", change=change).site
    assert (made.name, made.language) == ("My blog", "de")
    assert (made.policy.depth, made.policy.hold_words) == (2, ("dice", "cards"))
    assert made.origins == {BLOG, "http://localhost:4000"}


def test_slug_is_taken_once(container: Container, site: SiteView) -> None:
    """A slug in use is refused, and the site that has it stays as it is."""
    before = everything(container)
    with pytest.raises(TakenError):
        _add(container, "blog", origins=["https://else.example"])
    assert everything(container) == before
    assert reading.site(container, "blog") == site


@pytest.mark.parametrize("slug", ["", "-a", "a-", "A", "a b", "a/b", "x" * 65, "\x00"])
def test_slug_has_its_form(container: Container, slug: str) -> None:
    """What could not stand in an address is no slug."""
    with pytest.raises(InvalidInputError) as caught:
        _add(container, slug)
    assert _codes(caught.value) == [("slug", "bad_slug")]
    assert sites.all_sites(container) == ()


def test_only_what_is_named_is_set(container: Container, site: SiteView) -> None:
    """What a change leaves out stays; the version goes on, so that caches notice."""
    first = SiteChange(policy={"depth": "2", "guests": "no"})
    sites.set_(container, "blog", change=first)
    second = SiteChange(name="New name", policy={"guests": "yes"})
    now = sites.set_(container, "blog", change=second).site
    assert (now.name, now.language, now.origins) == (
        "New name",
        site.language,
        site.origins,
    )
    assert (now.policy.depth, now.policy.guests) == (2, True)
    assert now.version == site.version + 2
    assert now == reading.site(container, "blog")


def test_origins_come_and_go(container: Container, site: SiteView) -> None:
    """Origins are added and removed in one change; one more time does no harm."""
    change = SiteChange(
        add_origins=[BLOG, "https://new.example", "https://new.example/"],
        remove_origins=[f"{SECOND}/"],
    )
    now = sites.set_(container, "blog", change=change).site
    assert now.origins == {BLOG, "https://new.example"}
    assert reading.is_registered(container, "blog", origin="https://new.example")
    assert not reading.is_registered(container, "blog", origin=SECOND)


@pytest.mark.parametrize(
    "origin",
    [
        *("", "blog.example", "http://blog.example", "https://", "null", "*"),
        *("https://blog.example/path", "https://blog.example?x", "ftp://blog.example"),
        *("https://ada@blog.example", "https://blog.example:port", "javascript:1"),
    ],
)
def test_origin_has_its_form(container: Container, site: SiteView, origin: str) -> None:
    """An origin is https and a host, plain http on this machine alone."""
    change = SiteChange(name="Not taken", add_origins=[origin])
    error = _refused(container, "blog", change=change, kind=InvalidInputError)
    assert _codes(error) == [("origin", "bad_origin")]


def test_service_belongs_to_the_demo(container: Container, site: SiteView) -> None:
    """Only the demo may register the service's own origin."""
    change = SiteChange(add_origins=[PUBLIC_URL])
    error = _refused(container, "blog", change=change, kind=InvalidInputError)
    assert _codes(error) == [("origin", "own_origin")]
    assert _add(container, "demo", origins=[PUBLIC_URL]).site.origins == {PUBLIC_URL}


def test_unknown_origin_is_not_removed(container: Container, site: SiteView) -> None:
    """Removing what is not there is an error, and nothing else is done."""
    change = SiteChange(name="Not taken", remove_origins=["https://else.example"])
    error = _refused(container, "blog", change=change, kind=InvalidInputError)
    assert _codes(error) == [("origin", "unknown_origin")]


def test_every_bad_policy_value_is_named(container: Container, site: SiteView) -> None:
    """All that is wrong with a policy is said at once, and nothing of it is set."""
    policy = {"depth": "11", "guests": "perhaps", "unheard": "1", "hold_links": "3"}
    change = SiteChange(policy=policy, add_origins=["https://new.example"])
    error = _refused(container, "blog", change=change, kind=InvalidInputError)
    bad = [(key, "bad_policy_value") for key in ("depth", "guests", "unheard")]
    assert _codes(error) == bad


def test_shared_origins_are_told(container: Container, site: SiteView) -> None:
    """Whoever shares an origin with another site hears which; it is allowed."""
    state = _add(container, origins=[BLOG, "https://own.example"])
    assert state.shared_origins == (BLOG,)
    change = SiteChange(remove_origins=[BLOG])
    assert sites.set_(container, "new", change=change).shared_origins == ()


@pytest.mark.parametrize("slug", ["nowhere", "", "\x00", "Blog"])
def test_unknown_site_is_not_set(container: Container, slug: str) -> None:
    """What is not there, or could not be, is not found."""
    _refused(container, slug, change=SiteChange(name="x"), kind=SiteNotFoundError)


def test_sites_are_listed_by_slug(container: Container, site: SiteView) -> None:
    """All sites are listed in the order of their slugs."""
    _add(container, "zoo")
    _add(container, "art")
    slugs = [each.slug for each in sites.all_sites(container)]
    assert slugs == ["art", "blog", "zoo"]
