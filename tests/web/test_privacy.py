"""What a guest types about himself, and where he comes from, stays with us."""

import dataclasses
import hashlib
import io
import json
import logging
import re
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.comment import RenderedBody
from app.logs import JsonFormatter
from app.services.container import Container
from tests.service import BLOG, Api
from tests.web.asking import everything, set_policy, token

EMAIL = "ada.lovelace@analytical.example"
ADDRESS = "203.0.113.77"
AGENT = "Babbage/1.0 (Difference Engine)"
FROM = {"REMOTE_ADDR": ADDRESS}
BY = {"User-Agent": AGENT, "X-Forwarded-For": "198.51.100.9"}
AUTHOR = {"name": "Ada", "email": EMAIL, "url": "https://ada.example"}


def _traces(text: str) -> list[str]:
    """List the forms in which a secret could show: plain, in other case, as hashes."""
    found = [text, text.upper(), text.split("@", maxsplit=1)[0]]
    for data in (text.encode(), text.strip().lower().encode()):
        found += [
            hashlib.new(kind, data).hexdigest() for kind in ("md5", "sha1", "sha256")
        ]
        found.append(b64encode(data).decode().rstrip("="))
    return found


SECRETS = [*_traces(EMAIL), *_traces(ADDRESS), *_traces(AGENT), "198.51.100.9"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Collect all that is logged, as it would be written."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)


def _talk(api: Api) -> Iterator[str]:
    """Post, read and change in every way; give all answers with their headers."""
    document = {"thread": {"key": "/a"}, "body": "Hello", "author": AUTHOR}
    more: dict[str, Any] = {"headers": BY, "environ_overrides": FROM}
    post = api.call("POST", "/comments", json=document, **more)
    made = post.get_json()
    own, path = token(made), f"/comments/{made['id']}"
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", "", {}),
        ("GET", "/comments?thread=/a", {}),
        ("GET", f"{path}/replies", {}),
        ("GET", path, {}),
        ("GET", path, {"headers": own}),
        ("GET", "/own?thread=/a", {"headers": own}),
        ("GET", "/counts?thread=/a", {}),
        ("PATCH", path, {"json": {"body": "New"}, "headers": own}),
        ("PATCH", path, {"json": {"body": ""}, "headers": own}),
        ("POST", "/comments", {"json": {"author": {"email": f"{EMAIL}@"}}}),
        ("DELETE", path, {"headers": own}),
    ]
    answers = [post, *(api.call(how, where, **more) for how, where, more in calls)]
    answers.append(api.client.get(f"/t/blog?comment={made['id']}"))
    answers.append(api.client.get("/t/blog?thread=/a"))
    yield re.sub(r'"edit_token":"[^"]*"', "", post.get_data(as_text=True))
    for answer in answers[1:]:
        yield answer.get_data(as_text=True)
    yield from (str(answer.headers) for answer in answers)


def test_no_answer_holds_what_is_private(api: Api) -> None:
    """No body and no header holds the e-mail, the address, the agent or a hash."""
    text = "\n".join(_talk(api))
    assert [secret for secret in SECRETS if secret in text] == []


def test_edit_token_is_told_once(api: Api) -> None:
    """The edit token and its hash are in no answer but that to the post."""
    made = api.made("Hello")
    own = made["edit_token"]
    hashed = hashlib.sha256(own.encode()).hexdigest()
    path = f"/comments/{made['id']}"
    for where in ("/comments?thread=/a", path, "/own?thread=/a"):
        text = api.call("GET", where, headers=token(made)).get_data(as_text=True)
        assert own.split(".")[1] not in text
        assert hashed not in text


def test_log_names_nobody(api: Api, log: io.StringIO) -> None:
    """No line of the log holds what is private, a token, a query or a text."""
    tokens = [api.made("Logged words", author=AUTHOR, headers=BY)["edit_token"]]
    list(_talk(api))
    api.client.get("/t/blog?thread=/secret-key", headers=BY, environ_overrides=FROM)
    text = log.getvalue()
    assert "request" in text
    words = [*SECRETS, *tokens, "secret-key", "Logged words", "lovelace"]
    assert [word for word in words if word in text] == []


def test_log_of_a_mistake_names_nobody(
    api: Api, container: Container, log: io.StringIO
) -> None:
    """When the database refuses a statement, its parameters are not logged."""
    render = container.renderer.render

    class Broken:
        """Renders what no database can store."""

        version = "broken"

        def render(self, body: str) -> RenderedBody:
            return dataclasses.replace(render(body), version={body})  # type: ignore[arg-type]

        def clean(self, html: str) -> str:
            return html

    broken = dataclasses.replace(container, renderer=Broken())
    api.client.application.extensions["rejoinder"] = broken
    assert api.post("Never logged", author=AUTHOR).status_code == 500
    text = log.getvalue()
    assert "unexpected error" in text
    words = ["Never logged", "lovelace", "https://ada.example", *SECRETS]
    assert [word for word in words if word in text] == []


def test_log_lines_cannot_be_forged(api: Api, log: io.StringIO) -> None:
    """However hostile a request, each line of the log is one JSON object of ours."""
    forged = 'x"}\r\n{"level": "forged"}'
    query = {"thread": forged}
    api.call("GET", "/comments", query_string=query, headers={"X-Request-ID": "x"})
    api.client.get('/t/x%0d%0a{"level":"forged"}')
    api.post(forged, key=forged, author={"name": forged})
    lines = log.getvalue().splitlines()
    assert all(json.loads(line)["level"] != "forged" for line in lines)
    assert all("X-Forged" not in line for line in lines)


def test_stored_address_is_a_pseudonym(api: Api, container: Container) -> None:
    """No row holds the address or the agent in any readable form."""
    list(_talk(api))
    stored = str(everything(container))
    gone = [*_traces(ADDRESS), *_traces(AGENT), "198.51.100.9"]
    assert [secret for secret in gone if secret in stored] == []


def _observed(api: Api, email: str) -> list[tuple[int, str, list[str]]]:
    """Post seven times under an e-mail, with twins, and note all that can be seen."""
    seen = []
    for number in (1, 1, 2, 3, 4, 5, 6):
        author = {"name": "Ada", "email": email}
        answer = api.post(f"Text {number}", author=author, key="/observed")
        kept = {"id", "permalink", "edit_token", "created_at"}
        document = {
            name: value for name, value in answer.get_json().items() if name not in kept
        }
        headers = sorted(
            f"{name}: {value}"
            for name, value in answer.headers
            if name not in {"X-Request-ID", "Location", "Date"}
        )
        seen.append((answer.status_code, json.dumps(document), headers))
    return seen


@pytest.mark.parametrize(
    "policy", [{}, {"hold_first": "yes"}, {"require_email": "yes"}]
)
def test_known_email_changes_nothing(
    api: Api, container: Container, policy: dict[str, str]
) -> None:
    """Whether a typed e-mail is known shows in no status, duplicate, limit or badge."""
    known, unknown = EMAIL, "someone.unknownn@analytical.example"
    other = {"REMOTE_ADDR": "192.0.2.1"}
    document = {"thread": {"key": "/b"}, "body": "Text 1", "author": AUTHOR}
    for key in ("/b", "/observed"):
        post = document | {"thread": {"key": key}}
        api.call("POST", "/comments", json=post, environ_overrides=other)
    set_policy(container, **policy)
    limited = dataclasses.replace(container, limits_on=True)
    api.client.application.extensions["rejoinder"] = limited
    first = _observed(api, known)
    api.clock.advance(days=2)
    second = _observed(api, unknown)
    assert [each[0] for each in first] == [each[0] for each in second]
    assert first == second


def test_permalink_holds_no_token(api: Api) -> None:
    """No address that we hand out holds a credential."""
    made = api.made("Hello", headers={"Origin": BLOG})
    secret = made["edit_token"].split(".")[1]
    page = api.client.get(f"/t/blog?comment={made['id']}").get_data(as_text=True)
    assert secret not in made["permalink"] + page
