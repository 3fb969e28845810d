"""What every step inside one transaction needs: whose, where, when, through what."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.identity import Action, Actor, Role, TokenScope
from app.services.container import Container
from app.services.steps import passes, presence
from app.services.steps.credentials import NOBODY, Credentials
from app.services.steps.lookup import find_site, find_thread
from app.services.steps.presence import Present
from app.services.tokens import account_key, author_key_of
from app.services.views import SiteView
from app.storage.found import FoundThread
from app.storage.unit_of_work import Unit

MOST_TOKENS = 50


@dataclass(frozen=True, slots=True)
class Scope:
    """One transaction on one site for one actor; the moment does not move in it.

    What is logged in it can be taken back together by its `batch`.
    """

    unit: Unit
    container: Container
    site: SiteView
    actor: Actor
    now: datetime
    present: Present | None = None
    batch: UUID | None = None

    @property
    def moderates(self) -> bool:
        """Tell whether the actor is exempt from what keeps strangers in check."""
        return self.actor.may(Action.MODERATE)


def enter(
    unit: Unit,
    container: Container,
    *,
    slug: str,
    credentials: Credentials = NOBODY,
    now: datetime | None = None,
) -> Scope:
    """Find the site and check the credentials; raises SiteNotFoundError.

    A guest's credential that is wrong or expired simply proves nothing. A bearer
    token that is raises UnauthenticatedError, one of another origin
    OriginNotAllowedError.
    """
    site = find_site(unit, slug)
    return _of(unit, container, site=site, credentials=credentials, now=now)


def enter_with_thread(
    unit: Unit,
    container: Container,
    *,
    slug: str,
    key: str,
    credentials: Credentials = NOBODY,
    now: datetime | None = None,
) -> tuple[Scope, FoundThread | None]:
    """Do the same, and find a thread by key or alias in the same statement."""
    site, thread = find_thread(unit, slug, key=key)
    scope = _of(unit, container, site=site, credentials=credentials, now=now)
    return scope, thread


def _of(
    unit: Unit,
    container: Container,
    *,
    site: SiteView,
    credentials: Credentials,
    now: datetime | None,
) -> Scope:
    moment = now or container.clock()
    present = _find_present(unit, credentials, site=site, now=moment)
    return Scope(
        unit=unit,
        container=container,
        site=site,
        actor=_find_actor(
            unit, container, site=site, credentials=credentials, present=present
        ),
        now=moment,
        present=present,
    )


def _find_present(
    unit: Unit, credentials: Credentials, *, site: SiteView, now: datetime
) -> Present | None:
    """Find who is logged in; a wrong bearer token is never taken for a guest's."""
    if credentials.api_token is not None:
        return passes.find(unit, credentials.api_token, now=now)
    if credentials.bearer is not None:
        found = presence.by_bearer(
            unit, credentials.bearer, origin=credentials.origin, now=now
        )
        presence.check_site(found, site.id)
        return found
    if credentials.session_token is not None:
        return presence.by_cookie(unit, credentials.session_token, now=now)
    return None


def _find_actor(
    unit: Unit,
    container: Container,
    *,
    site: SiteView,
    credentials: Credentials,
    present: Present | None,
) -> Actor:
    proven = _prove(unit, container, site=site, tokens=credentials.edit_tokens)
    # The account first: what is new goes under it; the guest's own stays his as well.
    keys = [account_key(present.account_id)] if present else []
    keys += [key for key in proven.values() if key]
    if credentials.guest_secret:
        keys.append(author_key_of(credentials.guest_secret))
    held = (credentials.edit_tokens, credentials.guest_secret, present)
    role, scope = _standing(unit, credentials, site_id=site.id, present=present)
    return Actor(
        role=role,
        scope=scope,
        author_key=keys[0] if keys else None,
        other_keys=frozenset(keys[1:]),
        address_block=credentials.address_block,
        proofs=frozenset(proven),
        has_credential=any(held),
        account_id=present.account_id if present else None,
    )


def _standing(
    unit: Unit, credentials: Credentials, *, site_id: int, present: Present | None
) -> tuple[Role, TokenScope]:
    """Say what somebody is on the site, and for what he was given his credential.

    Who comes with the widget's token is a reader there, whatever else he is.
    """
    if present is None:
        vouched = credentials.role is not Role.GUEST
        scope = TokenScope.FIRST_PARTY if vouched else TokenScope.READER
        return credentials.role, scope
    if present.scope is not None:
        own = present.site_id in {None, site_id}
        role = unit.staff.role(present.account_id, site_id=site_id) if own else None
        return role or Role.MEMBER, present.scope
    if present.site_id is not None:
        return Role.MEMBER, TokenScope.READER
    role = unit.staff.role(present.account_id, site_id=site_id)
    return role or Role.MEMBER, TokenScope.FIRST_PARTY


def _prove(
    unit: Unit, container: Container, *, site: SiteView, tokens: tuple[str, ...]
) -> dict[UUID, str | None]:
    """Find the comments whose edit tokens are good, with their author keys."""
    claims = {
        comment_id: token
        for token in tokens[:MOST_TOKENS]
        if (comment_id := container.tokens.comment_of(token)) is not None
    }
    rows = unit.comments.find_many(site.id, claims) if claims else []
    return {
        row.id: row.author_key
        for row in rows
        if container.tokens.fits(claims[row.id], row.edit_token_hash)
    }
