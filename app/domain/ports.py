"""What the service needs from outside, as Protocols; `app.compose` fills them in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from app.domain.comment import RenderedBody
from app.domain.letters import Letter, Written
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A request to the outside; `most_bytes` and `seconds` are for the whole answer."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    most_bytes: int = 64 * 1024
    seconds: float = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer from outside, whole; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class FetchError(Exception):
    """Nothing usable came back; the message is for the log and names no address."""


class Fetcher(Protocol):
    """HTTP to the outside that cannot be led inside.

    No redirects are followed, no proxy, cookie or password of the machine is used.
    """

    def fetch(self, request: Outgoing) -> Fetched:
        """Send a request; raises FetchError."""
        ...


class PictureError(Exception):
    """These bytes are no picture that we take."""


class Pictures(Protocol):
    """Pictures of strangers made harmless."""

    def encode(self, data: bytes) -> bytes:
        """Decode a picture and write it anew, small and square, as WebP.

        Raises PictureError.
        """
        ...


class Letters(Protocol):
    """What mail says: templates for text and HTML, escaped."""

    def write(self, name: str, values: Mapping[str, Any]) -> Written:
        """Fill in a template; `name` is the letter's."""
        ...


class Mailer(Protocol):
    """A way for letters to leave."""

    @property
    def is_on(self) -> bool:
        """Tell whether letters go anywhere."""
        ...

    @property
    def sender(self) -> str:
        """The address that letters come from, "" where none do."""
        ...

    def send(self, letter: Letter) -> None:
        """Hand a letter over; raises DeliveryError."""
        ...

    def check(self) -> None:
        """Ask whether a letter could be handed over; raises DeliveryError."""
        ...
