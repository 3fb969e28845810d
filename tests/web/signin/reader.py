"""Somebody at the hosted page, in a browser without JavaScript, who can log in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag

from werkzeug.test import TestResponse

from tests.web.hosted import Page
from tests.web.signin.person import Person

WHERE = "/t/blog?thread=%2Fa"
TYPED = {
    "body": "Typed *before*.\n\nAnd more.",
    "name": "A guest",
    "email": "guest@x.example",
    "url": "https://guest.example/",
}


@dataclass
class Reader:
    """Alice at the hosted page, in a browser without JavaScript."""

    alice: Person
    advance: Callable[..., None]
    sent: dict[str, str] = field(default_factory=dict)

    def get(self, path: str = WHERE) -> Page:
        """Open a page."""
        return Page(self.alice.client.get(urldefrag(path).url))

    def press(self, act: str = "", path: str = WHERE, **typed: str) -> TestResponse:
        """Open the page, fill the form in and press a button; "" posts."""
        page = self.get(path)
        assert page.form is not None, page.text()
        self.advance(seconds=5)
        data = page.form | typed | ({"act": act} if act else {})
        return self.alice.client.post(page.action, data=data)

    def listed(self) -> list[dict[str, Any]]:
        """List the thread as everybody sees it."""
        found = self.alice.call("GET", "/sites/blog/comments?thread=/a").get_json()
        comments: list[dict[str, Any]] = found["comments"]
        return comments

    def send_on(self, answer: TestResponse) -> TestResponse:
        """Send the same form where a 307 leads to, as browsers do."""
        assert answer.status_code == 307, answer.get_data(as_text=True)
        return self.alice.client.post(answer.headers["Location"], data=self.sent)

    def leave(self, act: str, path: str = WHERE, **typed: str) -> TestResponse:
        """Press a button that leads away."""
        page = self.get(path)
        assert page.form is not None, page.text()
        self.sent = page.form | typed | {"act": act}
        answer = self.alice.client.post(page.action, data=self.sent)
        assert not set(typed.values()) & set(answer.headers["Location"].split("?"))
        return self.send_on(answer)

    def log_in(self, path: str = WHERE, **typed: str) -> Page:
        """Log in by the form's button, and see where that ends."""
        begun = self.leave("login:github", path, **typed)
        ended = self.alice.client.get(self.alice.through(begun))
        return self.follow(ended)

    def follow(self, answer: TestResponse) -> Page:
        """Go where an answer leads."""
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return self.get(answer.headers["Location"])


def text_of(page: Page) -> dict[str, str]:
    """Give what stands in the form's fields, hidden or not."""
    assert page.form is not None, page.text()
    return {name: page.form[name] for name in TYPED}


def way_back(page: Page) -> str:
    """Find the link that leads back to where somebody came from."""
    links = page.all(".//main//a")
    found = [each.get("href", "") for each in links if "Back" in (each.text or "")]
    return found[0]
