"""Where ports meet their adapters; knows no Flask, so that the CLI uses it too."""

from datetime import UTC, datetime

from app.adapters.body import MarkdownRenderer
from app.adapters.freshness.board import Board
from app.adapters.freshness.relay import Relay
from app.adapters.http import SafeFetcher
from app.adapters.letters import TemplateLetters
from app.adapters.limits_memory import MemoryRateLimiter
from app.adapters.mail import mailer_for
from app.adapters.passwords import Argon2Passwords
from app.adapters.pictures import WebpPictures
from app.domain.ports import Clock, Fetcher, Freshness, RateLimiter
from app.services.container import Container
from app.services.tokens import Tokens
from app.settings import Settings
from app.storage.unit_of_work import database_file, open_store


def system_clock() -> datetime:
    """Tell the time; the one place that asks the machine for it."""
    return datetime.now(UTC)  # noqa: TID251 -- see above


def build_own_fetcher(settings: Settings) -> Fetcher:
    """Build what asks our own public address, wherever it leads."""
    return SafeFetcher({settings.public_url})


def build_container(settings: Settings, *, clock: Clock = system_clock) -> Container:
    """Build what the use cases need; opens no connection yet."""
    freshness = _freshness(settings)
    # One for each thread; beside them the health check, the watch and the worker.
    connections = settings.threads + 3
    return Container(
        store=open_store(
            settings.database_url, connections=connections, freshness=freshness
        ),
        freshness=freshness,
        renderer=MarkdownRenderer(),
        limiter=_limiter(settings.redis_url),
        fetcher=SafeFetcher(settings.provider_origins),
        pictures=WebpPictures(),
        mailer=mailer_for(settings.smtp_url, settings.mail_from),
        letters=TemplateLetters(),
        passwords=Argon2Passwords(),
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


def _freshness(settings: Settings) -> Freshness:
    """Make the board, and what ties it to other machines where there may be any."""
    file = database_file(settings.database_url)
    # Beside the database's file, so that all who use that share it.
    name = "freshness.board" if file is None else f"{file.name}.board"
    board = Board((settings.data_dir if file is None else file.parent) / name)
    if settings.redis_url:
        from app.adapters.freshness.redis import RedisChannel  # noqa: PLC0415 - an extra

        return Relay(board, RedisChannel(settings.redis_url))
    if file is None:
        from app.adapters.freshness.postgres import (  # noqa: PLC0415 - an extra
            PostgresChannel,
        )

        return Relay(board, PostgresChannel(settings.database_url))
    return board
