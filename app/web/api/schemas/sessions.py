"""Logins and accounts on the wire."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from app.domain.subscription import Wish
from app.services.subscriptions import SubscriptionView
from app.services.views import AccountView
from app.web.api.schemas.comments import Comment
from app.web.api.schemas.links import avatar_url

Opaque = Annotated[str, Meta(min_length=1, max_length=512)]


class Account(Struct, kw_only=True):
    """Whoever is logged in, as the site shows him; no e-mail and no identity."""

    name: str
    url: str | None
    avatar: str | None
    handle: str | None
    provider: str
    provider_label: str
    role: str


class Session(Struct, kw_only=True):
    """A session that lives."""

    account: Account


class Tokens(Struct, kw_only=True):
    """An access token, good for `expires_in` seconds, and what gets the next one.

    With the scope `moderate` there is no next one: the moderator is asked again.
    """

    access_token: str
    expires_in: int
    refresh_token: str | None
    scope: Literal["reader", "moderate"]
    account: Account


class CodeIn(Struct, kw_only=True, forbid_unknown_fields=True):
    """A one-time code and the verifier of its challenge (RFC 7636)."""

    code: Opaque
    code_verifier: Opaque


class HandleIn(Struct, kw_only=True, forbid_unknown_fields=True):
    """A refresh handle."""

    refresh_token: Opaque


class AccountIn(Struct, kw_only=True, forbid_unknown_fields=True):
    """What to change."""

    name: str | None = None
    url: str | None = None


class OwnQuery(Struct, kw_only=True):
    """Which page of one's own comments."""

    cursor: Annotated[str | None, Meta(description="From `next`.")] = None


class OwnComment(Struct, kw_only=True):
    """A comment of one's own, and the thread it stands in."""

    site: str
    thread: str
    url: str | None
    comment: Comment


class OwnComments(Struct, kw_only=True):
    """A page of one's own comments, the newest first."""

    comments: list[OwnComment]
    next: str | None


class Subscription(Struct, kw_only=True):
    """Mail that one wants about a thread; the address it goes to is never told."""

    id: UUID
    thread: str
    url: str | None
    about: Literal["replies", "thread"]
    confirmed: bool
    created_at: datetime


class Subscriptions(Struct, kw_only=True):
    """One's own subscriptions on this site, the newest first."""

    subscriptions: list[Subscription]


def subscription_out(view: SubscriptionView) -> Subscription:
    """Show a subscription."""
    return Subscription(
        id=view.id,
        thread=view.thread_key,
        url=view.page_url,
        about="replies" if view.scope == Wish.REPLIES else "thread",
        confirmed=view.is_confirmed,
        created_at=view.created_at,
    )


def account_out(view: AccountView, *, label: str, public_url: str) -> Account:
    """Show an account."""
    return Account(
        name=view.name,
        url=view.url,
        avatar=avatar_url(view.avatar, public_url=public_url),
        handle=view.handle,
        provider=view.provider,
        provider_label=label,
        role=view.role,
    )
