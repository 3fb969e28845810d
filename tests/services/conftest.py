"""A container for crowds, beside those of `tests.service`."""

import dataclasses
from collections.abc import Iterator

import pytest

from app.compose import build_container
from app.services.container import Container
from app.services.views import SiteView
from app.settings import Settings
from tests.service import MovableClock

MOST = 24


@pytest.fixture
def crowd(
    settings: Settings, clock: MovableClock, site: SiteView
) -> Iterator[Container]:
    """Give what use cases need, with a site, and connections for many at once."""
    built = build_container(dataclasses.replace(settings, threads=MOST), clock=clock)
    yield built
    built.store.close()
