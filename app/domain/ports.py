"""What the service needs from outside, as Protocols; `app.compose` fills them in."""

from datetime import datetime, timedelta
from typing import Protocol

from app.domain.comment import RenderedBody
from app.domain.limits import Bucket


class Clock(Protocol):
    """The only source of time."""

    def __call__(self) -> datetime:
        """Return the present as an aware UTC time."""
        ...


class BodyRenderer(Protocol):
    """Markdown to safe HTML."""

    @property
    def version(self) -> str:
        """What is stored beside the HTML, so that old HTML can be found."""
        ...

    def render(self, body: str) -> RenderedBody:
        """Render once, on write. Raises BodyTooComplexError."""
        ...


class RateLimiter(Protocol):
    """Token buckets for what writes nothing, such as previews."""

    def take(self, bucket: Bucket, now: datetime) -> timedelta:
        """Take a token; zero when there was one, else how long to wait."""
        ...
