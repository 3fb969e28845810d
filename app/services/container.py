"""What every use case is handed: the store, the ports, the clock."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.ids import uuid7
from app.domain.ports import (
    BodyRenderer,
    Clock,
    Fetcher,
    Freshness,
    Letters,
    Mailer,
    Passwords,
    Pictures,
    RateLimiter,
)
from app.services.tokens import Tokens
from app.storage.unit_of_work import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """Built once by `app.compose`, shared by all requests."""

    store: Store
    freshness: Freshness
    renderer: BodyRenderer
    limiter: RateLimiter
    fetcher: Fetcher
    pictures: Pictures
    mailer: Mailer
    letters: Letters
    passwords: Passwords
    tokens: Tokens
    clock: Clock
    public_url: str
    limits_on: bool

    def new_id(self, now: datetime) -> UUID:
        """Make an id that sorts by time."""
        return uuid7(now, secrets.token_bytes(10))
