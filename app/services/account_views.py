"""What an owner sees of his account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.services.views import AccountView, CommentView


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnComment:
    """A comment of one's own, and where it stands."""

    site: str
    page_url: str | None
    comment: CommentView


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnComments:
    """A page of one's own comments, the newest first."""

    comments: tuple[OwnComment, ...]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentView:
    """A site that may show who one is."""

    site: str
    site_name: str
    origin: str
    shows_handle: bool
    granted_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """Somewhere one is logged in; `origin` is null for our own pages."""

    id: UUID
    provider: str
    origin: str | None
    signed_in_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """All that the page `/me/` shows."""

    account: AccountView
    created_at: datetime
    is_fresh: bool
    consents: tuple[ConsentView, ...]
    sessions: tuple[SessionView, ...]
    recent: OwnComments
