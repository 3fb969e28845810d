"""Where ports meet their adapters; knows no Flask, so that the CLI uses it too."""

from datetime import UTC, datetime

from app.adapters.body import MarkdownRenderer
from app.adapters.http import SafeFetcher
from app.adapters.limits_memory import MemoryRateLimiter
from app.adapters.pictures import WebpPictures
from app.domain.ports import Clock, RateLimiter
from app.services.container import Container
from app.services.tokens import Tokens
from app.settings import Settings
from app.storage.unit_of_work import open_store


def system_clock() -> datetime:
    """Tell the time; the one place that asks the machine for it."""
    return datetime.now(UTC)  # noqa: TID251 -- see above


def build_container(settings: Settings, *, clock: Clock = system_clock) -> Container:
    """Build what the use cases need; opens no connection yet."""
    return Container(
        # One for each thread, and one for the health check beside them.
        store=open_store(settings.database_url, connections=settings.threads + 1),
        renderer=MarkdownRenderer(),
        limiter=_limiter(settings.redis_url),
        fetcher=SafeFetcher(settings.provider_origins),
        pictures=WebpPictures(),
        tokens=Tokens(settings.secret_key),
        clock=clock,
        public_url=settings.public_url,
        limits_on=settings.rate_limits,
    )


def _limiter(redis_url: str) -> RateLimiter:
    """Count where all machines do, if there is such a place."""
    if not redis_url:
        return MemoryRateLimiter()
    # The driver is an extra, and slow to load.
    from app.adapters.limits_redis import RedisRateLimiter  # noqa: PLC0415

    return RedisRateLimiter(redis_url)
