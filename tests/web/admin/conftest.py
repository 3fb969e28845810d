"""A service without an owner, and people who come to it."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.services.container import Container
from app.services.staff_list import Part
from tests.web.admin import people
from tests.web.admin.people import Desk

Staff = Callable[..., Desk]


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
