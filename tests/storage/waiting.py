"""Several writers at once on SQLite: one is at work, the others wait in a line."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from app.storage.models import SiteRow
from app.storage.unit_of_work import Store, Unit
from tests.service import START

Work = Callable[[Unit], object]
PATIENCE = 20


def adding(slug: str, *, name: str = "x") -> Work:
    """Give a work that adds a site and returns its slug."""

    def work(unit: Unit) -> str:
        unit.sites.add(
            SiteRow(
                slug=slug,
                name=name,
                language="en",
                policy={},
                version=1,
                created_at=START,
            )
        )
        return slug

    return work


def slugs(store: Store) -> list[str]:
    """List the sites that are stored."""
    with store.read() as unit:
        return [row.slug for row in unit.sites.all()]


def wait_for(store: Store, waiting: int) -> None:
    """Wait until so many wait for the writer; it is a question of milliseconds."""
    end = time.monotonic() + PATIENCE
    while len(store._group._waiting) != waiting:  # type: ignore[union-attr]
        assert time.monotonic() < end, "nobody came to wait"


def outcome(running: Future[object]) -> object:
    """Give what a work returned or raised."""
    try:
        return running.result(PATIENCE)
    except BaseException as error:  # noqa: BLE001 -- it is what is asked for
        return error


def together(store: Store, first: Work, *others: Work) -> list[object]:
    """Run works, all of which wait when the first begins; what came of each."""
    with ThreadPoolExecutor(len(others) + 1) as pool:
        running: list[Future[object]] = []

        def lead(unit: Unit) -> object:
            for number, work in enumerate(others, 1):
                running.append(pool.submit(store.write, work))
                wait_for(store, number)
            return first(unit)

        led = pool.submit(store.write, lead)
        return [outcome(each) for each in [led, *_all(led, running)]]


def _all(led: Future[object], running: list[Future[object]]) -> list[Future[object]]:
    outcome(led)
    return running
