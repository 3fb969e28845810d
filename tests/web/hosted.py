"""A reader with a browser that has no JavaScript: pages, forms, what they say."""

from typing import Any
from urllib.parse import urldefrag
from xml.etree import ElementTree as ET  # our own pages, parsed by html5lib

import html5lib
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.service import MovableClock

THREAD = "/t/blog?thread=/a"


class Page:
    """One answer, taken apart as a browser would."""

    def __init__(self, answer: TestResponse) -> None:
        """Parse the page."""
        self.answer = answer
        self.status = answer.status_code
        self.html = answer.get_data(as_text=True)
        self.tree: ET.Element = html5lib.parse(self.html, namespaceHTMLElements=False)

    def all(self, path: str) -> list[ET.Element]:
        """Find elements."""
        return self.tree.findall(path)

    def text(self, path: str = ".//body") -> str:
        """Give the text of the first such element, its spaces made single."""
        found = self.tree.find(path)
        return "" if found is None else " ".join("".join(found.itertext()).split())

    def texts(self, path: str) -> list[str]:
        """Give the texts of all such elements."""
        return [" ".join("".join(each.itertext()).split()) for each in self.all(path)]

    @property
    def comments(self) -> list[str]:
        """Give the ids of the comments on the page, in their order."""
        found = (each.get("id", "") for each in self.all(".//ol/li"))
        return [each.removeprefix("comment-") for each in found]

    @property
    def form(self) -> dict[str, str] | None:
        """Give the fields of the form with the text, as filled in; None without one."""
        for form in self.all(".//form"):
            text = form.find(".//textarea")
            if text is not None:
                fields = {
                    each.get("name", ""): each.get("value", "")
                    for each in form.iter("input")
                }
                # A parser drops the first newline of a textarea, as browsers do.
                return fields | {text.get("name", ""): text.text or ""}
        return None

    @property
    def action(self) -> str:
        """Tell where the form with the text is sent to."""
        forms = self.all(".//form")
        own = (each for each in forms if each.find(".//textarea") is not None)
        return next(own).get("action", "")

    def error(self, name: str) -> str:
        """Give the error that is tied to a field by aria-describedby."""
        for each in self.tree.iter():
            if each.get("name") == name and each.get("aria-invalid") == "true":
                ids = each.get("aria-describedby", "").split()
                return " ".join(self.text(f".//*[@id='{one}']") for one in ids)
        return ""

    @property
    def alert(self) -> str:
        """Give what is announced above the form."""
        return self.text(".//*[@role='alert']")


class Reader:
    """One browser profile at the hosted pages."""

    def __init__(self, client: FlaskClient, clock: MovableClock) -> None:
        """Use a client's cookies and a test's time."""
        self.client = client
        self.clock = clock
        self.form: dict[str, str] = {}

    def get(self, path: str = THREAD, **headers: str) -> Page:
        """Open a page."""
        return Page(self.client.get(urldefrag(path).url, headers=headers))

    def fresh(self, path: str = THREAD) -> dict[str, str]:
        """Open a page and give its form as it stands there."""
        form = self.get(path).form
        assert form is not None
        self.form = form
        return form

    def send(self, path: str = THREAD, **fields: str) -> TestResponse:
        """Open a page, wait as a person would, fill the form in and send it."""
        page = self.get(path)
        assert page.form is not None
        self.clock.advance(seconds=10)
        action = page.action or urldefrag(path).url
        return self.client.post(action, data=page.form | fields)

    def post(self, body: str = "Hello", path: str = THREAD, **fields: str) -> str:
        """Post what must be stored; the comment's id."""
        answer = self.send(path, body=body, **fields)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return answer.headers["Location"].rpartition("#comment-")[2]

    def follow(self, answer: TestResponse) -> Page:
        """Go where an answer leads."""
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return self.get(answer.headers["Location"])


def cookies(answer: TestResponse) -> list[str]:
    """Give the Set-Cookie headers of an answer."""
    return answer.headers.getlist("Set-Cookie")


def flags(cookie: str) -> dict[str, Any]:
    """Take a Set-Cookie header apart."""
    first, *rest = cookie.split("; ")
    pairs = (each.partition("=") for each in rest)
    name, _, value = first.partition("=")
    return {"name": name, "value": value} | {k.lower(): v for k, _, v in pairs}


@pytest.fixture
def reader(client: FlaskClient, clock: MovableClock) -> Reader:
    """Give a browser without JavaScript."""
    return Reader(client, clock)
