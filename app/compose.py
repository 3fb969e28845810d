"""Where ports meet their adapters; knows no Flask, so that the CLI uses it too."""

from datetime import UTC, datetime

from app.adapters.body import MarkdownRenderer
from app.adapters.http import SafeFetcher
from app.adapters.limits_memory import MemoryRateLimiter
from app.adapters.pictures import WebpPictures
from app.domain.ports import Clock, Fetcher
from app.services.container import Container
from app.services.tokens import Tokens
from app.settings import Settings
from app.storage.unit_of_work import open_store


def system_clock() -> datetime:
    """Tell the time; the one place that asks the machine for it."""
    return datetime.now(UTC)  # noqa: TID251 -- see above


def build_own_fetcher(settings: Settings) -> Fetcher:
    """Build what asks our own public address, wherever it leads."""
    return SafeFetcher({settings.public_url})


def build_container(settings: Settings, *, clock: Clock = system_clock) -> Container:
    """Build what the use cases need; opens no connection yet."""
    return Container(
        # One for each thread, and one for the health check beside them.
        store=open_store(settings.database_url, connections=settings.threads + 1),
        renderer=MarkdownRenderer(),
        limiter=MemoryRateLimiter(),
        fetcher=SafeFetcher(settings.provider_origins),
        pictures=WebpPictures(),
        tokens=Tokens(settings.secret_key),
        clock=clock,
        public_url=settings.public_url,
        limits_on=settings.rate_limits,
    )
