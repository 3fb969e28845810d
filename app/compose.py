"""Where ports meet their adapters; knows no Flask, so that the CLI uses it too."""

from datetime import UTC, datetime

from app.adapters.body import MarkdownRenderer
from app.adapters.http import SafeFetcher
from app.adapters.letters import TemplateLetters
from app.adapters.limits_memory import MemoryRateLimiter
from app.adapters.mail import mailer_for
from app.adapters.pictures import WebpPictures
from app.domain.ports import Clock
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
        # One for each thread, for the health check, and for the worker beside them.
        store=open_store(settings.database_url, connections=settings.threads + 2),
        renderer=MarkdownRenderer(),
        limiter=MemoryRateLimiter(),
        fetcher=SafeFetcher(settings.provider_origins),
        pictures=WebpPictures(),
        mailer=mailer_for(settings.smtp_url, settings.mail_from),
        letters=TemplateLetters(),
        tokens=Tokens(settings.secret_key),
        clock=clock,
        public_url=settings.public_url,
        limits_on=settings.rate_limits,
    )
