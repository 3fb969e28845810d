"""A site in numbers, for its moderators: what came in, and how it was dealt with."""

import statistics
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from app.domain.identity import Action
from app.domain.moderation import Status
from app.services.container import Container
from app.services.steps import office
from app.services.steps.credentials import Credentials

BUSIEST = 10
_DECIDED = ("approve", "reject", "spam")


@dataclass(frozen=True, slots=True)
class Day:
    """What came in on one day, by status as it is now."""

    day: date
    counts: dict[Status, int]

    @property
    def total(self) -> int:
        """Count all of it."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Some days of a site; None where nothing was decided in them."""

    days: tuple[Day, ...]
    median_wait: timedelta | None
    approved: int
    decided: int
    pages: tuple[tuple[UUID, str, int], ...]
    reasons: tuple[tuple[str, int], ...]

    @property
    def most(self) -> int:
        """Count what the busiest day had."""
        return max((day.total for day in self.days), default=0)

    @property
    def total(self) -> int:
        """Count all that came in."""
        return sum(day.total for day in self.days)


def of_site(
    container: Container, slug: str, *, credentials: Credentials, days: int
) -> Figures:
    """Sum up the last days of a site, today among them."""
    with container.store.read() as unit:
        scope = office.enter(
            unit,
            container,
            slug=slug,
            credentials=credentials,
            action=Action.READ_LOG,
        )
        today, site_id = scope.now.date(), scope.site.id
        first = today - timedelta(days=days - 1)
        since = datetime.combine(first, time(), tzinfo=scope.now.tzinfo)
        waits = [at - came for came, at in unit.figures.waits(site_id, since=since)]
        decisions = unit.figures.decisions(site_id, since=since)
        why = Counter(
            reason["code"]
            for reasons in unit.figures.reasons(site_id, since=since)
            for reason in reasons
        )
        return Figures(
            days=_days(unit.figures.by_day(site_id, since=since), first, days=days),
            median_wait=_median(waits),
            approved=decisions.get("approve", 0),
            decided=sum(decisions.get(each, 0) for each in _DECIDED),
            pages=tuple(unit.figures.busiest(site_id, since=since, limit=BUSIEST)),
            reasons=tuple(why.most_common()),
        )


def _median(waits: list[timedelta]) -> timedelta | None:
    seconds = [wait.total_seconds() for wait in waits]
    return timedelta(seconds=statistics.median(seconds)) if seconds else None


def _days(
    counted: list[tuple[str, Status, int]], first: date, *, days: int
) -> tuple[Day, ...]:
    found = {(day, status): number for day, status, number in counted}
    every = [first + timedelta(days=number) for number in range(days)]
    return tuple(
        Day(
            day,
            {status: found.get((day.isoformat(), status), 0) for status in Status},
        )
        for day in every
    )
