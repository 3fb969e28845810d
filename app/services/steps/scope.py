"""What every step inside one transaction needs: whose, where, when, through what."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.identity import Action, Actor, Role, may
from app.services.container import Container
from app.services.steps.lookup import find_site
from app.services.tokens import author_key_of
from app.services.views import SiteView
from app.storage.unit_of_work import Unit

MOST_TOKENS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What came with a request to say whose it is, unchecked."""

    edit_tokens: tuple[str, ...] = ()
    guest_secret: str | None = None
    address_block: str | None = None
    role: Role = Role.GUEST


NOBODY = Credentials()


@dataclass(frozen=True, slots=True)
class Scope:
    """One transaction on one site for one actor; the moment does not move in it."""

    unit: Unit
    container: Container
    site: SiteView
    actor: Actor
    now: datetime

    @property
    def moderates(self) -> bool:
        """Tell whether the actor is exempt from what keeps strangers in check."""
        return may(self.actor.role, Action.MODERATE)


def enter(
    unit: Unit,
    container: Container,
    *,
    slug: str,
    credentials: Credentials = NOBODY,
    now: datetime | None = None,
) -> Scope:
    """Find the site and check the credentials; raises SiteNotFoundError.

    A credential that is wrong or expired simply proves nothing.
    """
    site = find_site(unit, slug)
    return Scope(
        unit=unit,
        container=container,
        site=site,
        actor=_find_actor(unit, container, site=site, credentials=credentials),
        now=now or container.clock(),
    )


def _find_actor(
    unit: Unit, container: Container, *, site: SiteView, credentials: Credentials
) -> Actor:
    claims = {
        comment_id: token
        for token in credentials.edit_tokens[:MOST_TOKENS]
        if (comment_id := container.tokens.comment_of(token)) is not None
    }
    rows = unit.comments.find_many(site.id, claims) if claims else []
    proven = [
        row
        for row in rows
        if container.tokens.fits(claims[row.id], row.edit_token_hash)
    ]
    author_key = next((row.author_key for row in proven), None)
    if author_key is None and credentials.guest_secret:
        author_key = author_key_of(credentials.guest_secret)
    return Actor(
        role=credentials.role,
        author_key=author_key,
        address_block=credentials.address_block,
        proofs=frozenset(row.id for row in proven),
        has_credential=bool(credentials.edit_tokens or credentials.guest_secret),
    )
