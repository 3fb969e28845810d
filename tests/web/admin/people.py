"""People at the desk: each a browser of his own, signed in or not."""

import re
from dataclasses import dataclass, field

from flask import Flask
from werkzeug.test import TestResponse

from app.domain.identity import Role
from app.services import passwords, staff_list
from app.services.container import Container
from app.services.staff_list import Part
from app.services.steps.credentials import NOBODY
from app.services.steps.enrolment import Newcomer
from tests.web.signin.person import csrf_of

PASSWORD = "a quiet evening"
EVERYWHERE = Part(None, Role.OWNER)


def make(container: Container, name: str, *parts: Part) -> str:
    """Make a staff member who has a password; gives his address."""
    email = f"{name}@desk.example"
    link = staff_list.add(container, Newcomer(name=name, email=email), parts=parts)
    passwords.reset(container, secret_of(link), password=PASSWORD)
    return email


def secret_of(link: str) -> str:
    """Read the secret from a link's fragment."""
    return link.partition("#")[2]


def link_in(page: TestResponse) -> str:
    """Find the link that a page shows."""
    found = re.search(r"<code>(http[^<]+#[^<]+)</code>", page.text)
    assert found is not None, page.text
    return found[1]


def enter(container: Container, email: str) -> str:
    """Sign in; gives the session's token."""
    entered = passwords.sign_in(
        container, email=email, password=PASSWORD, credentials=NOBODY
    )
    return entered.token


@dataclass
class Desk:
    """A browser at the desk."""

    app: Flask
    token: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put the session into its cookie."""
        self.client = self.app.test_client()
        if self.token:
            with self.client.session_transaction() as session:
                session["account"] = self.token

    def get(self, path: str) -> TestResponse:
        """Look at a page."""
        return self.client.get(path, headers=self.headers)

    def post(self, path: str, /, **form: str) -> TestResponse:
        """Send a form with the token of this browser."""
        token = csrf_of(self.client.get("/admin/login"))
        form = {"csrf_token": token, **form}
        return self.client.post(path, data=form, headers=self.headers)

    def sign_in(
        self, email: str, password: str = PASSWORD, **form: str
    ) -> TestResponse:
        """Sign in with a password."""
        return self.post("/admin/login", email=email, password=password, **form)
