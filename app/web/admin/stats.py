"""A site in numbers: drawn as SVG, with the same numbers as a table."""

from dataclasses import dataclass
from datetime import timedelta

from flask import request
from werkzeug.wrappers import Response

from app.domain.identity import Action
from app.domain.moderation import Status
from app.services import figures
from app.services.figures import Figures
from app.web import context
from app.web.admin import words
from app.web.admin.common import blueprint, page, takes

SPANS = (30, 90)
WIDTH, HEIGHT = 720, 200
# From the ground up.
ORDER = (Status.APPROVED, Status.PENDING, Status.REJECTED, Status.SPAM)


@dataclass(frozen=True, slots=True)
class Bar:
    """One status of one day, as a rectangle."""

    x: float
    y: float
    width: float
    height: float
    status: Status


@blueprint.get("/<site>/stats")
@takes(Action.READ_LOG)
def stats(site: str) -> Response:
    """Show the last 30 or 90 days."""
    days = 90 if request.args.get("days") == "90" else 30
    found = figures.of_site(
        context.container(), site, credentials=context.page_credentials(), days=days
    )
    return page(
        "admin/stats.html",
        site=site,
        found=found,
        days=days,
        spans=SPANS,
        bars=bars(found),
        order=ORDER,
        size=(WIDTH, HEIGHT),
        wait=spoken(found.median_wait) if found.median_wait is not None else "",
        words=words,
    )


def bars(found: Figures) -> list[Bar]:
    """Stack each day's numbers, the busiest day as high as the picture."""
    step = WIDTH / len(found.days)
    drawn = []
    for place, day in enumerate(found.days):
        ground = float(HEIGHT)
        for status in ORDER:
            height = day.counts[status] / found.most * HEIGHT if found.most else 0.0
            ground -= height
            if height:
                box = (round(place * step + step * 0.1, 2), round(ground, 2))
                bar = Bar(*box, round(step * 0.8, 2), round(height, 2), status)
                drawn.append(bar)
    return drawn


def spoken(span: timedelta) -> str:
    """Say a span of time in its two largest units."""
    minutes = int(span.total_seconds()) // 60
    if minutes < 1:
        return "less than a minute"
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "day"), (hours, "hour"), (minutes, "minute"))
    said = [f"{number} {unit}{'s' * (number != 1)}" for number, unit in parts if number]
    return " ".join(said[:2])
