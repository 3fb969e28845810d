"""A service without an owner, and people who come to its desk."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.domain.identity import Role
from app.services.container import Container
from app.services.staff_list import Part
from tests.web.admin import people
from tests.web.admin.desk import Clerk, clerk
from tests.web.admin.people import Desk

AtDesk = Callable[[Role | None], Clerk]
Staff = Callable[..., Desk]


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


@pytest.fixture
def visitor(app: Flask) -> Desk:
    """Give a browser in which nobody is signed in."""
    return Desk(app)


@pytest.fixture
def staff(app: Flask, container: Container) -> Staff:
    """Give a way to make somebody with parts, signed in in a browser of his own."""

    def staff(name: str, *parts: Part) -> Desk:
        email = people.make(container, name, *parts)
        return Desk(app, people.enter(container, email))

    return staff
