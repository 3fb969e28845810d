"""The tables of accounts: who logged in, how, where, and for how long.

An account belongs to the instance, not to a site. Tokens are stored as hashes
alone, and nothing that a provider gave us but what is shown.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.storage.base import Base


def _to(target: str) -> sa.ForeignKey:
    """Point at a row that takes this one along when it goes."""
    return sa.ForeignKey(target, ondelete="CASCADE")


class AccountRow(Base):
    """A person who logged in; `avatar` is the key of his picture, if there is one."""

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(245))
    url: Mapped[str] = mapped_column(sa.String(300))
    avatar: Mapped[str | None] = mapped_column(sa.String(43))
    created_at: Mapped[datetime]


class IdentityRow(Base):
    """An account at a provider: the issuer's URL and its name for the person.

    `avatar_source` is a hash of the picture's address, to fetch it once only.
    """

    __tablename__ = "identities"

    issuer: Mapped[str] = mapped_column(sa.String(300), primary_key=True)
    subject: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(_to("accounts.id"), index=True)
    provider: Mapped[str] = mapped_column(sa.String(40))
    handle: Mapped[str | None] = mapped_column(sa.String(245))
    avatar_source: Mapped[str | None] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class AvatarRow(Base):
    """A picture as we encoded it; the key is random and stays the account's."""

    __tablename__ = "avatars"

    key: Mapped[str] = mapped_column(sa.String(43), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(_to("accounts.id"), unique=True)
    image: Mapped[bytes]
    stored_at: Mapped[datetime]


class LoginRow(Base):
    """A login between its start and its end, found by the hash of its state.

    `secret_hash` is of the cookie that its browser holds. The provider's answer is
    taken once (`claimed_at`); then `account_id` says who it is, and nothing but a
    consent is lacking. What has ended (`ended_at`) or expired is kept a while, so that
    whoever goes back to it is led home.
    """

    __tablename__ = "logins"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(sa.String(64))
    provider: Mapped[str] = mapped_column(sa.String(40))
    purpose: Mapped[str] = mapped_column(sa.String(20))
    site_id: Mapped[int | None] = mapped_column(_to("sites.id"))
    origin: Mapped[str | None] = mapped_column(sa.String(300))
    return_url: Mapped[str] = mapped_column(sa.String(2000))
    state: Mapped[str | None] = mapped_column(sa.String(64))
    challenge: Mapped[str | None] = mapped_column(sa.String(43))
    is_proven: Mapped[bool]
    claimed_at: Mapped[datetime | None]
    account_id: Mapped[UUID | None] = mapped_column(_to("accounts.id"))
    ended_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class DraftRow(Base):
    """What somebody had typed on a hosted page when he left it to log in or out.

    `id` is a hash of his cookie's secret with site and thread, `holder_hash` of the
    secret alone.
    """

    __tablename__ = "drafts"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    holder_hash: Mapped[str] = mapped_column(sa.String(64), index=True)
    body: Mapped[str] = mapped_column(sa.Text)
    name: Mapped[str] = mapped_column(sa.Text)
    email: Mapped[str] = mapped_column(sa.Text)
    url: Mapped[str] = mapped_column(sa.Text)
    parent: Mapped[str] = mapped_column(sa.Text)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class CodeRow(Base):
    """A one-time code for the widget: for one site, one origin, one verifier.

    `scope` is what its session will be for, null for a reader's.
    """

    __tablename__ = "login_codes"

    hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(_to("accounts.id"))
    provider: Mapped[str] = mapped_column(sa.String(40))
    site_id: Mapped[int] = mapped_column(_to("sites.id"))
    origin: Mapped[str] = mapped_column(sa.String(300))
    challenge: Mapped[str] = mapped_column(sa.String(43))
    scope: Mapped[str | None] = mapped_column(sa.String(20))
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SessionRow(Base):
    """Somebody logged in: on one site and origin, or first-party where both are null.

    `generation` counts the refresh handles that were given out; the newest one's
    hash is stored, or for a first-party session its cookie's. One with a `scope` is a
    moderator's, for minutes; it has no handle.
    """

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(_to("accounts.id"), index=True)
    provider: Mapped[str] = mapped_column(sa.String(40))
    site_id: Mapped[int | None] = mapped_column(_to("sites.id"))
    origin: Mapped[str | None] = mapped_column(sa.String(300))
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    generation: Mapped[int]
    scope: Mapped[str | None] = mapped_column(sa.String(20))
    rotated_at: Mapped[datetime]
    signed_in_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AccessTokenRow(Base):
    """A short-lived token of a session; several tabs may each have one."""

    __tablename__ = "access_tokens"

    hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    session_id: Mapped[UUID] = mapped_column(_to("sessions.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ConsentRow(Base):
    """An account lets a site, on one origin, show who it is.

    `name` and `url` are what it wants to be there, where that is something else.
    """

    __tablename__ = "consents"

    account_id: Mapped[UUID] = mapped_column(_to("accounts.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(_to("sites.id"), primary_key=True)
    origin: Mapped[str] = mapped_column(sa.String(300), primary_key=True)
    shows_handle: Mapped[bool]
    name: Mapped[str | None] = mapped_column(sa.String(245))
    url: Mapped[str | None] = mapped_column(sa.String(300))
    granted_at: Mapped[datetime]


class DeletionRow(Base):
    """A provider asked us to forget somebody, and we did; `code` is what he was told.

    It names nobody.
    """

    __tablename__ = "deletions"

    code: Mapped[str] = mapped_column(sa.String(43), primary_key=True)
    provider: Mapped[str] = mapped_column(sa.String(40))
    done_at: Mapped[datetime]
