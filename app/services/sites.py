"""What operators do to sites: add, list, set."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.errors import InvalidInputError, SiteNotFoundError, TakenError
from app.domain.identity import Action
from app.domain.site import (
    POLICY_KEYS,
    check_slug,
    is_slug,
    policy_to_json,
    policy_with,
)
from app.domain.text import clean_line
from app.domain.thread import is_loopback, may_be_registered, parse_origin
from app.services.container import Container
from app.services.steps import lookup, office, records
from app.services.steps.credentials import Credentials
from app.services.steps.scope import Scope
from app.services.views import SiteView
from app.storage.models import SiteRow
from app.storage.unit_of_work import Unit

DEMO_SLUG = "demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteChange:
    """What to set; None and empty leave things as they are."""

    name: str | None = None
    language: str | None = None
    policy: Mapping[str, str] = field(default_factory=dict)
    add_origins: Iterable[str] = ()
    remove_origins: Iterable[str] = ()


@dataclass(frozen=True, slots=True)
class SiteState:
    """A site after a change, and the origins that other sites have as well."""

    site: SiteView
    shared_origins: tuple[str, ...]


def all_sites(container: Container) -> tuple[SiteView, ...]:
    """List all sites by slug."""
    with container.store.read() as unit:
        return tuple(lookup.find_site(unit, row.slug) for row in unit.sites.all())


def add(
    container: Container,
    slug: str,
    *,
    change: SiteChange,
    credentials: Credentials | None = None,
) -> SiteState:
    """Make a site; raises InvalidInputError, and TakenError for a slug in use.

    The operator needs no credentials; whoever comes by the web must be an owner of
    every site who has just signed in: UnauthenticatedError, ForbiddenError and
    NotFreshError.
    """
    check_slug(slug)
    now = container.clock()

    def store(unit: Unit) -> SiteState:
        if credentials is not None:
            keeper = office.find_keeper(unit, container, credentials=credentials)
            office.check_fresh(keeper, now=now)
        if unit.sites.find(slug) is not None:
            message = f"There is a site {slug!r} already."
            raise TakenError(message)
        row = SiteRow(
            slug=slug, name=slug, language="en", policy={}, version=1, created_at=now
        )
        unit.sites.add(row)
        return _apply(unit, container, row=row, change=change)

    return container.store.write(store)


def set_(
    container: Container,
    slug: str,
    *,
    change: SiteChange,
    credentials: Credentials | None = None,
) -> SiteState:
    """Set a site's name, origins and policy; all of it or nothing.

    Whoever comes by the web must be its owner: what `office.enter` raises. Origins
    want a fresh sign-in besides.
    """

    def store(unit: Unit) -> SiteState:
        scope = None
        if credentials is not None:
            scope = _check_owner(
                unit, container, slug=slug, change=change, credentials=credentials
            )
        row = unit.sites.lock(slug) if is_slug(slug) else None
        if row is None:
            raise SiteNotFoundError
        row.version += 1
        state = _apply(unit, container, row=row, change=change)
        if scope is not None:
            _log(scope, state.site)
        return state

    return container.store.write(store)


def _check_owner(
    unit: Unit,
    container: Container,
    *,
    slug: str,
    change: SiteChange,
    credentials: Credentials,
) -> Scope:
    if change.add_origins or change.remove_origins:
        return office.manage(unit, container, slug=slug, credentials=credentials)
    return office.enter(
        unit, container, slug=slug, credentials=credentials, action=Action.SET_RULES
    )


def _log(scope: Scope, now: SiteView) -> None:
    """Name what was set; words and numbers are not repeated in the log."""
    before = scope.site
    names = [
        key
        for key in POLICY_KEYS
        if getattr(before.policy, key) != getattr(now.policy, key)
    ]
    names += [each for each in ("name", "language") if _differ(each, before, now=now)]
    names += [f"+{each}" for each in sorted(now.origins - before.origins)]
    names += [f"-{each}" for each in sorted(before.origins - now.origins)]
    if names:
        by = office.by(scope, via="desk")
        records.log_about(scope, ", ".join(names)[:1000], action="settings", by=by)


def _differ(name: str, before: SiteView, *, now: SiteView) -> bool:
    return bool(getattr(before, name) != getattr(now, name))


def _apply(
    unit: Unit, container: Container, *, row: SiteRow, change: SiteChange
) -> SiteState:
    if change.name is not None:
        row.name = clean_line(change.name)[:200] or row.slug
    if change.language is not None:
        row.language = clean_line(change.language)[:35] or "en"
    for text in change.remove_origins:
        origin = parse_origin(text) or text
        if not unit.sites.remove_origin(row.id, origin):
            message = f"{text} is not an origin of {row.slug}."
            raise InvalidInputError.of(message, field="origin", code="unknown_origin")
    for text in change.add_origins:
        unit.sites.add_origin(row.id, _checked_origin(container, text, slug=row.slug))
    before = lookup.find_site(unit, row.slug)
    row.policy = policy_to_json(policy_with(before.policy, change.policy))
    shared = unit.sites.shared_origins(row.id)
    return SiteState(lookup.find_site(unit, row.slug), tuple(shared))


def _checked_origin(container: Container, text: str, *, slug: str) -> str:
    origin = parse_origin(text)
    if origin is None or not may_be_registered(origin):
        message = (
            f"{text} is not an origin such as https://blog.example "
            "(plain http is for loopback addresses only)."
        )
        raise InvalidInputError.of(message, field="origin", code="bad_origin")
    if origin == container.public_url and not (
        slug == DEMO_SLUG and is_loopback(origin)
    ):
        message = "The service's own origin belongs to the demo alone, on loopback."
        raise InvalidInputError.of(message, field="origin", code="own_origin")
    return origin
