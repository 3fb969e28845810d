"""One's own account: name and website, comments, consents and sessions."""

import re
from collections.abc import Callable, Mapping
from uuid import UUID

from app.domain.account import check_name, check_website
from app.domain.errors import InvalidInputError
from app.domain.login_errors import SessionNotFoundError
from app.services.account_views import (
    ConsentView,
    Home,
    OwnComment,
    OwnComments,
    SessionView,
)
from app.services.container import Container
from app.services.steps import cursors, presence
from app.services.steps.credentials import Credentials
from app.services.steps.presence import Present
from app.services.views import AccountView, comment_view
from app.storage.account_models import ConsentRow, SessionRow
from app.storage.models import CommentRow, SiteRow, ThreadRow
from app.storage.unit_of_work import Unit

PAGE = 50
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
_SHOWN = 20


def picture(container: Container, key: str) -> bytes | None:
    """Give an account's picture as WebP, None where there is none."""
    if not _KEY.fullmatch(key):
        return None
    with container.store.read() as unit:
        row = unit.accounts.avatar(key)
        return row.image if row else None


def home(container: Container, credentials: Credentials) -> Home:
    """Show an account to its owner; raises UnauthenticatedError."""
    now = container.clock()
    with container.store.read() as unit:
        present = presence.find(unit, credentials, now=now)
        account = unit.accounts.find(present.account_id)
        return Home(
            account=presence.account_view(unit, present),
            created_at=account.created_at if account else now,
            is_fresh=presence.is_fresh(present, now=now),
            consents=tuple(
                _consent_view(row, site)
                for row, site in unit.accounts.consents(present.account_id)
            ),
            sessions=tuple(
                _session_view(row, present)
                for row in unit.sessions.of_account(present.account_id)
                if row.expires_at > now
            ),
            recent=_comments(unit, present, cursor=None, limit=_SHOWN),
        )


def _consent_view(row: ConsentRow, site: SiteRow) -> ConsentView:
    return ConsentView(
        site=site.slug,
        site_name=site.name,
        origin=row.origin,
        shows_handle=row.shows_handle,
        granted_at=row.granted_at,
    )


def _session_view(row: SessionRow, present: Present) -> SessionView:
    return SessionView(
        id=row.id,
        provider=row.provider,
        origin=row.origin,
        signed_in_at=row.signed_in_at,
        seen_at=row.rotated_at,
        is_this=row.id == present.session_id,
    )


def comments(
    container: Container, credentials: Credentials, *, cursor: str | None
) -> OwnComments:
    """List one's own comments: on the token's site, or with our cookie everywhere.

    Raises UnauthenticatedError, and InvalidInputError for a foreign cursor.
    """
    with container.store.read() as unit:
        present = presence.find(unit, credentials, now=container.clock())
        return _comments(unit, present, cursor=cursor, limit=PAGE)


def _comments(
    unit: Unit, present: Present, *, cursor: str | None, limit: int
) -> OwnComments:
    rows = unit.accounts.comments(
        present.account_id,
        site_id=present.site_id,
        before=cursors.read_own(cursor) if cursor else None,
        limit=limit + 1,
    )
    last = rows[limit - 1][0] if len(rows) > limit else None
    return OwnComments(
        comments=tuple(_own(unit, row, thread=thread) for row, thread in rows[:limit]),
        next=cursors.after_own(last) if last else None,
    )


def _own(unit: Unit, row: CommentRow, *, thread: ThreadRow) -> OwnComment:
    site = unit.sites.get(row.site_id)
    return OwnComment(
        site=site.slug if site else "",
        page_url=thread.page_url,
        comment=comment_view(row, key=thread.key, own=True),
    )


def change(
    container: Container,
    credentials: Credentials,
    *,
    name: str | None = None,
    url: str | None = None,
) -> AccountView:
    """Set one's name and website, under old comments as well; None leaves it be.

    By a site's bearer token they change on that site alone. Raises
    UnauthenticatedError and InvalidInputError.
    """
    checked_name = None if name is None else check_name(name)
    checked_url = None if url is None else check_website(url)
    if checked_name is None and checked_url is None:
        message = "Give a name, a url, or both."
        raise InvalidInputError.of(message, field="$", code="required")

    def store(unit: Unit) -> AccountView:
        present = presence.find(unit, credentials, now=container.clock())
        rename = _rename_here if present.site_id is not None else _rename_account
        rename(unit, present, name=checked_name, url=checked_url)
        renamed = presence.find(unit, credentials, now=container.clock())
        return presence.account_view(unit, renamed)

    return container.store.write(store)


def _rename_here(
    unit: Unit, present: Present, *, name: str | None, url: str | None
) -> None:
    site_id = present.site_id or 0
    consent = unit.accounts.consent(
        present.account_id, site_id=site_id, origin=present.origin or ""
    )
    if consent is None:
        raise SessionNotFoundError
    consent.name = consent.name if name is None else name
    consent.url = consent.url if url is None else url
    seen = presence.shown(unit, present)
    unit.accounts.rewrite(
        present.account_id, site_ids=[site_id], name=seen.name, url=seen.url
    )


def _rename_account(
    unit: Unit, present: Present, *, name: str | None, url: str | None
) -> None:
    account = unit.accounts.find(present.account_id)
    if account is None:  # pragma: no cover -- its session was found a moment ago
        raise SessionNotFoundError
    account.name = account.name if name is None else name
    account.url = account.url if url is None else url
    # Where a site was given another name, that one stays.
    otherwise = {
        row.site_id
        for row, _ in unit.accounts.consents(account.id)
        if row.name is not None or row.url is not None
    }
    sites = {site.id for site in unit.accounts.sites_of(account.id)} - otherwise
    unit.accounts.rewrite(
        account.id, site_ids=sites, name=account.name, url=account.url
    )


def revoke_session(
    container: Container, credentials: Credentials, *, session_id: UUID
) -> None:
    """Log out somewhere else; raises SessionNotFoundError for anybody else's."""

    def store(unit: Unit, present: Present) -> None:
        row = unit.sessions.find(session_id)
        if row is None or row.account_id != present.account_id:
            raise SessionNotFoundError
        unit.sessions.revoke(session_id)

    _as_owner(container, credentials, work=store)


def revoke_consent(
    container: Container, credentials: Credentials, *, site: str, origin: str
) -> None:
    """Take a consent back, and log out there; raises SessionNotFoundError."""

    def store(unit: Unit, present: Present) -> None:
        row = unit.sites.find(site)
        found = (
            unit.accounts.consent(present.account_id, site_id=row.id, origin=origin)
            if row
            else None
        )
        if found is None:
            raise SessionNotFoundError
        unit.sessions.revoke_on(
            present.account_id, site_id=found.site_id, origin=found.origin
        )
        unit.accounts.revoke_consent(found)

    _as_owner(container, credentials, work=store)


def _as_owner(
    container: Container,
    credentials: Credentials,
    *,
    work: Callable[[Unit, Present], None],
) -> None:
    def store(unit: Unit) -> None:
        work(unit, presence.find(unit, credentials, now=container.clock()))

    container.store.write(store)


def moved_issuers(container: Container, issuers: Mapping[str, str]) -> list[str]:
    """List the providers whose id stood for another issuer before.

    `issuers` are those of now, by provider id. Whoever reuses a name would hand the
    accounts of one issuer's people to another's.
    """
    with container.store.read() as unit:
        known = unit.accounts.issuers()
    moved = {name for name, issuer in known if issuers.get(name, issuer) != issuer}
    return sorted(moved)
