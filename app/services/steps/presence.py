"""Who is logged in: from a token to the account behind it, and how it is shown."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.errors import OriginNotAllowedError, UnauthenticatedError
from app.domain.identity import Role, TokenScope
from app.domain.signin import FRESH
from app.services.steps.credentials import Credentials
from app.services.tokens import Tokens
from app.services.views import AccountView
from app.storage.account_models import AccountRow, SessionRow
from app.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Somebody who is logged in, on one site or, first-party, on our own pages.

    `scope` is there where a program or a page acts for him, and bounds it.
    """

    session_id: UUID
    account_id: UUID
    site_id: int | None
    origin: str | None
    provider: str
    name: str
    url: str
    avatar: str | None
    signed_in_at: datetime
    scope: TokenScope | None = None


def find(unit: Unit, credentials: Credentials, *, now: datetime) -> Present:
    """Find who asks about his own account, by bearer token or by our cookie.

    Raises UnauthenticatedError where nobody is logged in, or by a token that is for
    moderating alone.
    """
    present = find_any(unit, credentials, now=now)
    if present.scope is not None:
        message = "This token is for moderating, not for one's own account."
        raise UnauthenticatedError(message)
    return present


def find_any(unit: Unit, credentials: Credentials, *, now: datetime) -> Present:
    """Find who asks, whatever for; raises UnauthenticatedError."""
    if credentials.bearer is not None:
        return by_bearer(unit, credentials.bearer, origin=credentials.origin, now=now)
    token = credentials.session_token
    present = by_cookie(unit, token, now=now) if token else None
    if present is None:
        message = "Please log in."
        raise UnauthenticatedError(message)
    return present


def by_bearer(unit: Unit, token: str, *, origin: str | None, now: datetime) -> Present:
    """Find whose access token this is.

    Raises UnauthenticatedError for one that is unknown or over, and
    OriginNotAllowedError where it comes from another origin than its own.
    """
    found = unit.sessions.by_access_token(Tokens.hashed(token), now=now)
    if found is None:
        message = "This login is over, or its token is not one of ours."
        raise UnauthenticatedError(message)
    present = present_of(*found)
    if origin != present.origin:
        message = "This bearer token belongs to another origin."
        raise OriginNotAllowedError(message)
    return present


def by_cookie(unit: Unit, token: str, *, now: datetime) -> Present | None:
    """Find whose first-party session this is; None when it is over."""
    found = unit.sessions.by_cookie(Tokens.hashed(token), now=now)
    return present_of(*found) if found else None


def is_fresh(present: Present, *, now: datetime) -> bool:
    """Tell whether somebody has signed in just now, on our own pages."""
    return present.site_id is None and now - present.signed_in_at <= FRESH


def check_site(present: Present, site_id: int) -> None:
    """Raise UnauthenticatedError where a token is another site's."""
    if present.site_id != site_id:
        message = "This bearer token belongs to another site."
        raise UnauthenticatedError(message)


def present_of(session: SessionRow, account: AccountRow) -> Present:
    """Say who a session's account is."""
    return Present(
        session_id=session.id,
        account_id=account.id,
        site_id=session.site_id,
        origin=session.origin,
        provider=session.provider,
        name=account.name,
        url=account.url,
        avatar=account.avatar,
        signed_in_at=session.signed_in_at,
        scope=TokenScope(session.scope) if session.scope else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a site may show of somebody who is logged in."""

    name: str
    url: str
    avatar: str | None
    provider: str
    handle: str | None


def shown(unit: Unit, present: Present) -> Shown:
    """Say how somebody is shown where he is logged in.

    On a site as he let it show him there; on our own pages without his handle,
    which nobody was asked about.
    """
    consent = None
    if present.site_id is not None:
        consent = unit.accounts.consent(
            present.account_id, site_id=present.site_id, origin=present.origin or ""
        )
    name = consent.name if consent else None
    url = consent.url if consent else None
    has_handle = consent is not None and consent.shows_handle
    known = handles(unit, present.account_id) if has_handle else {}
    return Shown(
        name=present.name if name is None else name,
        url=present.url if url is None else url,
        avatar=present.avatar,
        provider=present.provider,
        handle=known.get(present.provider),
    )


def handles(unit: Unit, account_id: UUID) -> dict[str, str | None]:
    """Give an account's handles by provider."""
    return {row.provider: row.handle for row in unit.accounts.identities(account_id)}


def account_view(unit: Unit, present: Present) -> AccountView:
    """Show somebody who is logged in to himself."""
    seen = shown(unit, present)
    here = present.site_id
    role = unit.staff.role(present.account_id, site_id=here) if here else None
    return AccountView(
        name=seen.name,
        url=seen.url or None,
        avatar=seen.avatar,
        handle=seen.handle,
        provider=seen.provider,
        role=role or Role.MEMBER,
    )
