"""Limits, counted inside the transaction that they limit, and address pseudonyms."""

import math
import secrets
from datetime import timedelta

from app.domain.errors import TooManyRequestsError
from app.domain.limits import (
    CHANGES_BY_ADDRESS,
    POSTS_BY_ADDRESS,
    POSTS_BY_AUTHOR,
    REPORTS_BY_ADDRESS,
    THREADS_BY_ADDRESS,
    Bucket,
    Rate,
)
from app.services.container import Container
from app.services.steps.scope import Scope
from app.services.tokens import address_key


def address_keys(scope: Scope) -> list[str]:
    """Give the actor's pseudonyms of today and, if there is one, of yesterday.

    The first is today's. Needs a write transaction: the day's key may be made.
    """
    block = scope.actor.address_block
    if block is None:
        return []
    limits, today = scope.unit.limits, scope.now.date()
    keys = limits.day_keys(today)
    if today not in keys:
        limits.add_day_key(today, secrets.token_bytes(32))
        keys = limits.day_keys(today)
    return [address_key(key, block) for key in keys.values()]


def limit_post(scope: Scope, *, address: str | None, opens_thread: bool) -> None:
    """Count a post against its author, its address block and the site."""
    per_minute = scope.site.policy.posts_per_minute
    site_rate = Rate(2 * per_minute, timedelta(seconds=60 / per_minute))
    author = scope.actor.author_key or address
    buckets = [Bucket("post:site", site_rate)]
    if address:
        buckets.append(Bucket(f"post:block:{address}", POSTS_BY_ADDRESS))
    if author:
        buckets.append(Bucket(f"post:author:{author}", POSTS_BY_AUTHOR))
    if address and opens_thread:
        buckets.append(Bucket(f"thread:{address}", THREADS_BY_ADDRESS))
    _take(scope, buckets)


def limit_change(scope: Scope) -> None:
    """Count an edit or a deletion against its address block."""
    keys = address_keys(scope)[:1]
    _take(scope, [Bucket(f"change:{key}", CHANGES_BY_ADDRESS) for key in keys])


def limit_report(scope: Scope, *, reporter: str) -> None:
    """Count a report against its address block, or an account."""
    _take(scope, [Bucket(f"report:{reporter}", REPORTS_BY_ADDRESS)])


def _take(scope: Scope, buckets: list[Bucket]) -> None:
    container = scope.container
    if not container.limits_on or scope.moderates:
        return
    wait = _shared(scope, buckets)
    _refuse_wait(_counted(scope, buckets) if wait is None else wait)


def _shared(scope: Scope, buckets: list[Bucket]) -> timedelta | None:
    """Take tokens where all machines take theirs; None where there is no such place.

    It is asked within the transaction, but answers in less than a millisecond or is
    left alone for seconds.
    """
    limiter, site = scope.container.limiter, scope.site.id
    if not limiter.is_shared:
        return None
    named = [Bucket(f"{site}:{each.key}", each.rate) for each in buckets]
    return limiter.take(named, scope.now)


def _counted(scope: Scope, buckets: list[Bucket]) -> timedelta:
    """Take tokens in the transaction that they limit."""
    limits, site_id = scope.unit.limits, scope.site.id
    # All of them, so that who waits for as long as he is told waits once.
    return limits.take(site_id, buckets, now=scope.now)


def spend(container: Container, rate: Rate, *, what: str, block: str | None) -> None:
    """Count what is no post against its address block; unknown ones share one.

    In this process's memory: little or nothing is written, so nothing need be exact.
    Raises TooManyRequestsError.
    """
    if container.limits_on:
        bucket = Bucket(f"{what}:{block}", rate)
        _refuse_wait(container.limiter.take([bucket], container.clock()))


def _refuse_wait(wait: timedelta) -> None:
    """Raise TooManyRequestsError where there is something to wait for."""
    if wait > timedelta(0):
        raise TooManyRequestsError(retry_after=math.ceil(wait.total_seconds()))
