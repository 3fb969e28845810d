"""Staff for the tests of the desk."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.domain.identity import Role
from app.services.container import Container
from tests.web.admin.desk import Clerk, clerk

AtDesk = Callable[[Role | None], Clerk]


@pytest.fixture
def at_desk(app: Flask, container: Container) -> AtDesk:
    """Let somebody with a role sit down at the desk of "blog"."""
    return lambda role: clerk(app, container, role)


@pytest.fixture
def moderator(at_desk: AtDesk) -> Clerk:
    """Give a moderator of "blog"."""
    return at_desk(Role.MODERATOR)


@pytest.fixture
def owner(at_desk: AtDesk) -> Clerk:
    """Give an owner of "blog"."""
    return at_desk(Role.OWNER)
