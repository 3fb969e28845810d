"""A service with every provider switched on, and somebody who logs in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from app.compose import build_container
from app.domain.ports import Clock
from app.factory import create_app
from app.services import sites
from app.services.container import Container
from app.services.sites import SiteChange
from app.settings import from_environ
from app.storage.account_models import AccountRow
from tests import people
from tests.issuers.running import Issuers
from tests.service import BLOG, PUBLIC_URL, SECOND
from tests.web.signin.person import Person
from tests.web.signin.reader import Reader


class LateClock:
    """The machine's clock, which issuers go by as well, with a lead that can grow."""

    def __init__(self) -> None:
        self.lead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.lead

    def advance(self, **delta: float) -> None:
        """Go on by so many seconds, minutes, days."""
        self.lead += timedelta(**delta)


@pytest.fixture
def late() -> LateClock:
    """Give the service's clock."""
    return LateClock()


@contextmanager
def serving(database_url: str, clock: Clock, **environ: str) -> Iterator[Flask]:
    """Give an application with two sites and what else its environment says."""
    settings = from_environ(
        {
            "REJOINDER_DATABASE_URL": database_url,
            "REJOINDER_SECRET_KEY": "a secret that is long enough for tests",
            "REJOINDER_PUBLIC_URL": PUBLIC_URL,
            "REJOINDER_RATE_LIMITS": "off",
            **environ,
        }
    )
    container = build_container(settings, clock=clock)
    change = SiteChange(name="A blog", add_origins=(BLOG, SECOND))
    sites.add(container, "blog", change=change)
    sites.add(container, "other", change=SiteChange(add_origins=(BLOG,)))
    yield create_app(settings, container=container)
    container.store.close()


@pytest.fixture
def login_app(database_url: str, issuers: Issuers, late: LateClock) -> Iterator[Flask]:
    """Give the application with all seven issuers."""
    with serving(database_url, late, **issuers.environ(*issuers)) as app:
        yield app


@pytest.fixture
def alice(login_app: Flask) -> Person:
    """Give somebody at a browser that has not been here before."""
    return Person(login_app)


@pytest.fixture
def container(login_app: Flask) -> Container:
    """Give the application's container."""
    found: Container = login_app.extensions["rejoinder"]
    return found


@pytest.fixture
def mo(container: Container, alice: Person) -> UUID:
    """Make Alice a moderator of the blog, signed in on our own pages."""
    alice.enter()
    with container.store.read() as unit:
        account_id = unit.sessions._session.scalar(sa.select(AccountRow.id))
    assert account_id is not None
    return people.grant(container, account_id)


@pytest.fixture
def reader(alice: Person, late: LateClock) -> Reader:
    """Give Alice at the hosted page, in a browser without JavaScript."""
    return Reader(alice, late.advance)
