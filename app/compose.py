"""Where ports meet their adapters; knows no Flask, so that the CLI uses it too."""

from datetime import UTC, datetime

from app.adapters.body import MarkdownRenderer
from app.adapters.freshness.board import Board
from app.adapters.http import SafeFetcher
from app.adapters.limits_memory import MemoryRateLimiter
from app.adapters.pictures import WebpPictures
from app.domain.ports import Clock, Freshness
from app.services.container import Container
from app.services.tokens import Tokens
from app.settings import Settings
from app.storage.unit_of_work import database_file, open_store


def system_clock() -> datetime:
    """Tell the time; the one place that asks the machine for it."""
    return datetime.now(UTC)  # noqa: TID251 -- see above


def build_container(settings: Settings, *, clock: Clock = system_clock) -> Container:
    """Build what the use cases need; opens no connection yet."""
    freshness = _freshness(settings)
    # One for each thread; one for the health check beside them, one for the watch.
    connections = settings.threads + 2
    return Container(
        store=open_store(
            settings.database_url, connections=connections, freshness=freshness
        ),
        freshness=freshness,
        renderer=MarkdownRenderer(),
        limiter=MemoryRateLimiter(),
        fetcher=SafeFetcher(settings.provider_origins),
        pictures=WebpPictures(),
        tokens=Tokens(settings.secret_key),
        clock=clock,
        public_url=settings.public_url,
        limits_on=settings.rate_limits,
    )


def _freshness(settings: Settings) -> Freshness:
    """Make the board beside the database's file, so that all its users share it."""
    file = database_file(settings.database_url)
    if file is None:
        return Board(settings.data_dir / "freshness.board")
    return Board(file.with_name(f"{file.name}.board"))
