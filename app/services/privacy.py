"""Taking all that is one's own along, and being forgotten."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.domain.account import Identity
from app.domain.login_errors import NotFreshError
from app.services.container import Container
from app.services.steps import presence, records, writing
from app.services.steps import scope as scopes
from app.services.steps.credentials import Credentials
from app.services.tokens import account_key, new_token
from app.storage.account_models import AccountRow, DeletionRow
from app.storage.models import CommentRow, SiteRow
from app.storage.unit_of_work import Unit

# As the moderation log names who deleted.
_OWNER: records.By = ("author", "erasure")


def export(container: Container, credentials: Credentials) -> dict[str, Any]:
    """Gather everything that is stored of an account, as plain values.

    Raises UnauthenticatedError, and NotFreshError unless its owner has just signed
    in on our own pages.
    """
    with container.store.read() as unit:
        account = _find_fresh(unit, container, credentials=credentials)
        return {
            "account": _exported_account(container, account),
            **_exported_logins(unit, account.id),
            "subscriptions": _exported_subscriptions(unit, account.id),
            "desk": _exported_desk(unit, account.id),
            "comments": [
                _exported_comment(unit, row, site=site)
                for site in unit.accounts.sites_of(account.id)
                for row in unit.accounts.wrote(account.id, site_id=site.id)
            ],
            "reports": [
                {
                    "comment_id": row.comment_id,
                    "reason": row.reason,
                    "note": row.note,
                    "created_at": row.created_at,
                }
                for row in unit.reports.of(account_key(account.id))
            ],
        }


def _exported_account(container: Container, account: AccountRow) -> dict[str, Any]:
    picture = f"{container.public_url}/avatars/{account.avatar}"
    return {
        "name": account.name,
        "website": account.url,
        "picture": picture if account.avatar else None,
        "created_at": account.created_at,
    }


def _exported_desk(unit: Unit, account_id: UUID) -> dict[str, Any] | None:
    staff = unit.staff.find(account_id)
    if staff is None:
        return None
    return {
        "email": staff.email,
        "has_password": staff.password_hash is not None,
        "everywhere": staff.everywhere,
        "sites": {site.slug: role for site, role in unit.staff.sites(account_id)},
        "created_at": staff.created_at,
    }


def _exported_logins(unit: Unit, account_id: UUID) -> dict[str, Any]:
    return {
        "identities": [
            {
                "provider": row.provider,
                "issuer": row.issuer,
                "subject": row.subject,
                "handle": row.handle,
                "created_at": row.created_at,
                "seen_at": row.seen_at,
            }
            for row in unit.accounts.identities(account_id)
        ],
        "consents": [
            {
                "site": site.slug,
                "origin": row.origin,
                "shows_handle": row.shows_handle,
                "name": row.name,
                "website": row.url,
                "granted_at": row.granted_at,
            }
            for row, site in unit.accounts.consents(account_id)
        ],
        "sessions": [
            {
                "provider": row.provider,
                "origin": row.origin,
                "signed_in_at": row.signed_in_at,
                "expires_at": row.expires_at,
            }
            for row in unit.sessions.of_account(account_id)
        ],
    }


def _exported_subscriptions(unit: Unit, account_id: UUID) -> list[dict[str, Any]]:
    return [
        {
            "email": row.email,
            "thread": thread.key,
            "about": row.scope,
            "created_at": row.created_at,
            "confirmed_at": row.confirmed_at,
        }
        for row, thread in unit.subscriptions.of_account(account_id)
    ]


def _exported_comment(unit: Unit, row: CommentRow, *, site: SiteRow) -> dict[str, Any]:
    thread = unit.threads.get(row.site_id, row.thread_id)
    return {
        "id": row.id,
        "site": site.slug,
        "thread": thread.key,
        "page": thread.page_url,
        "parent_id": row.parent_id,
        "name": row.author_name,
        "website": row.author_url,
        "body": row.body,
        "status": row.status,
        "created_at": row.created_at,
        "edited_at": row.edited_at,
        "deleted_at": row.deleted_at,
    }


def _find_fresh(
    unit: Unit, container: Container, *, credentials: Credentials
) -> AccountRow:
    now = container.clock()
    present = presence.find(unit, credentials, now=now)
    account = unit.accounts.find(present.account_id)
    if account is None or not presence.is_fresh(present, now=now):
        raise NotFreshError
    return account


def erase(
    container: Container, credentials: Credentials, *, with_comments: bool
) -> None:
    """Forget an account; its comments lose its name, or go with it.

    Replies of others keep their place. Raises UnauthenticatedError and
    NotFreshError.
    """

    def store(unit: Unit) -> None:
        account = _find_fresh(unit, container, credentials=credentials)
        _erase(unit, container, account=account, with_comments=with_comments)

    container.store.write(store)


def _erase(
    unit: Unit, container: Container, *, account: AccountRow, with_comments: bool
) -> None:
    if with_comments:
        for site in unit.accounts.sites_of(account.id):
            _remove_all(unit, container, site=site, account_id=account.id)
    unit.accounts.disown(account.id)
    unit.accounts.forget_traces(account_key(account.id))
    # Letters that wait name a subscription alone, and find none.
    unit.subscriptions.forget_account(account.id)
    unit.accounts.remove(account)


def _remove_all(
    unit: Unit, container: Container, *, site: SiteRow, account_id: UUID
) -> None:
    """Delete what an account wrote on a site, its words at once."""
    scope = scopes.enter(unit, container, slug=site.slug)
    for row in unit.accounts.wrote(account_id, site_id=site.id):
        thread = writing.lock(scope, row)
        if row.deleted_at is None:
            writing.bury(scope, row, thread=thread, by=_OWNER)
        row.body = row.body_html = ""
        row.text_hash = ""
        row.reasons = []
        row.purged_at = scope.now
        unit.moderation.forget_evidence(row.site_id, row.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion:
    """A provider's wish to forget somebody, fulfilled."""

    provider: str
    done_at: datetime


def forget(container: Container, identity: Identity, *, provider: str) -> str:
    """Forget whom a provider names; gives a confirmation code that names nobody.

    Once more does nothing but give another code.
    """

    def store(unit: Unit) -> str:
        account = _named(unit, identity)
        if account is not None:
            _erase(unit, container, account=account, with_comments=False)
        code = new_token()
        unit.accounts.add_deletion(
            DeletionRow(code=code, provider=provider, done_at=container.clock())
        )
        return code

    return container.store.write(store)


def log_out_everywhere(container: Container, identity: Identity) -> None:
    """End all sessions of whom a provider names, who has taken his consent back."""

    def store(unit: Unit) -> None:
        account = _named(unit, identity)
        sessions = unit.sessions.of_account(account.id) if account else []
        for session in sessions:
            unit.sessions.revoke(session.id)

    container.store.write(store)


def _named(unit: Unit, identity: Identity) -> AccountRow | None:
    known = unit.accounts.identity(identity)
    return unit.accounts.find(known.account_id) if known else None


def deletion(container: Container, code: str) -> Deletion | None:
    """Look a confirmation code up."""
    with container.store.read() as unit:
        row = unit.accounts.deletion(code)
        return Deletion(provider=row.provider, done_at=row.done_at) if row else None
