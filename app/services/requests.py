"""What the verbs on comments are asked with, and what they answer."""

import hashlib
import re
from dataclasses import dataclass
from uuid import UUID

from app.domain.comment import Draft
from app.services.steps import once
from app.services.steps.credentials import NOBODY, Credentials
from app.services.steps.lookup import ThreadRef
from app.services.steps.scope import Scope
from app.services.views import CommentView

IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{16,255}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRequest:
    """Everything that a post brings along."""

    site: str
    thread: ThreadRef
    draft: Draft
    parent_id: UUID | None = None
    credentials: Credentials = NOBODY
    challenge: str | None = None
    honeypot_filled: bool = False
    idempotency_key: str | None = None

    def attempt(self, scope: Scope) -> once.Attempt | None:
        """Give the attempt under this request's Idempotency-Key."""
        if self.idempotency_key is None:
            return None
        asked = repr((self.thread, self.draft, self.parent_id))
        fingerprint = hashlib.sha256(asked.encode("utf-8", "replace")).hexdigest()
        return once.Attempt(
            site_id=scope.site.id,
            actor=scope.actor.author_key or once.STRANGER,
            key=self.idempotency_key,
            fingerprint=fingerprint,
            now=scope.now,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What came of a post; `edit_token` opens the comment to its author."""

    comment: CommentView
    held: bool
    edit_token: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Which comment, of which site, by whom; `if_match` are the tags it may have."""

    site: str
    comment_id: UUID
    credentials: Credentials
    if_match: frozenset[str] | None = None
