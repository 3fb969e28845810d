"""What the service needs from outside, as Protocols; `app.compose` fills them in."""

from collections.abc import Iterable, Mapping, Sequence
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

    def clean(self, html: str) -> str:
        """Make HTML of another source as safe as our own, which stays as it is."""
        ...


class Passwords(Protocol):
    """Passwords as they are stored: slow to guess, and never read back."""

    def hash(self, password: str) -> str:
        """Give what is stored of a password."""
        ...

    def check(self, password: str, stored: str | None) -> bool:
        """Tell whether a password is the stored one.

        Without a stored one the same work is done, and the answer is no.
        """
        ...

    def is_outdated(self, stored: str) -> bool:
        """Tell whether it would be stored in another way today."""
        ...


class RateLimiter(Protocol):
    """Token buckets outside of the database.

    One that all machines share counts everything; one that does not, what writes
    nothing, such as previews.
    """

    @property
    def is_shared(self) -> bool:
        """Tell whether every process of every machine is counted."""
        ...

    def take(self, buckets: Sequence[Bucket], now: datetime) -> timedelta:
        """Take a token from each bucket, or from none and say how long to wait."""
        ...


class Sight(Protocol):
    """Some topics as they stood at one moment."""

    def is_current(self) -> bool:
        """Tell whether none of them was announced since; asks no database."""
        ...


class Moment(Protocol):
    """How all topics stand at one moment, taken before the database is read."""

    def sight(self, topics: Iterable[str]) -> Sight:
        """Keep some of them in view."""
        ...


class Freshness(Protocol):
    """Tells all who keep answers what has changed; see `app.domain.freshness`.

    Every process of this machine knows of an announcement when `announce` returns,
    other machines soon afterwards.
    """

    def announce(self, topics: Iterable[str]) -> None:
        """Say that something changed; after it is stored, before it is promised."""
        ...

    def moment(self) -> Moment:
        """Give the present state of all topics."""
        ...

    def close(self) -> None:
        """Let go of connections; what is on its way to other machines goes first."""
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
