"""Hundreds of nasty strings through every field: taken or refused, never a crash."""

import unicodedata
from collections.abc import Callable
from typing import Any

import html5lib
import pytest
from werkzeug.test import TestResponse

from app.services.container import Container
from tests.service import Api
from tests.web.asking import set_policy
from tests.web.hosted import Reader
from tests.web.nasty import BIDI, CONTROLS, NASTY, SURROGATES

Send = Callable[[str], TestResponse]
SAFE = {"html", "head", "body", "p", "a", "em", "strong", "code", "pre", "blockquote"}
SAFE |= {"ul", "ol", "li", "br", "hr", "s", "del", "h1", "h2", "h3", "h4", "h5", "h6"}


@pytest.fixture(autouse=True)
def _takes_much(container: Container, site: object) -> None:
    """Let the whole site be posted to as often as we like."""
    set_policy(container, posts_per_minute="100000", hold_links="0")


def _post(field: str) -> Callable[[Api, str], TestResponse]:
    def send(api: Api, text: str) -> TestResponse:
        document: dict[str, Any] = {"thread": {"key": "/a"}, "body": f"Text {text!a}"}
        *way, name = field.split(".")
        place = document
        for step in way:
            place = place.setdefault(step, {})
        place[name] = text
        api.clock.advance(days=1)
        return api.call("POST", "/comments", json=document)

    return send


def _get(path: str, name: str) -> Callable[[Api, str], TestResponse]:
    """Ask for a path with a parameter, and with what its own query says."""
    bare, _, rest = path.partition("?")
    more = dict(pair.split("=") for pair in rest.split("&") if pair)
    return lambda api, text: api.client.get(bare, query_string={**more, name: text})


FORM = "/t/blog?thread=/hygiene"
SITES = "/api/v1/sites/blog"
FIELDS: dict[str, Callable[[Api, str], TestResponse]] = {
    **{
        name: _post(name)
        for name in (
            *("body", "author.name", "author.email", "author.url", "thread.key"),
            *("thread.url", "thread.title", "challenge", "parent_id", "subscribe"),
        )
    },
    "list thread": _get(f"{SITES}/comments", "thread"),
    "list url": _get(f"{SITES}/comments", "url"),
    "list cursor": _get(f"{SITES}/comments?thread=/a", "cursor"),
    "list sort": _get(f"{SITES}/comments?thread=/a", "sort"),
    "list limit": _get(f"{SITES}/comments?thread=/a", "limit"),
    "counts thread": _get(f"{SITES}/counts", "thread"),
    "counts url": _get(f"{SITES}/counts", "url"),
    "own thread": _get(f"{SITES}/own", "thread"),
    "check site": _get("/api/v1/check", "site"),
    "check origin": _get("/api/v1/check", "origin"),
    "hosted thread": _get("/t/blog", "thread"),
    "hosted url": _get("/t/blog", "url"),
    "hosted title": _get("/t/blog?thread=/a", "title"),
    "hosted comment": _get("/t/blog", "comment"),
    "hosted cursor": _get("/t/blog?thread=/a", "cursor"),
    "hosted sort": _get("/t/blog?thread=/a", "sort"),
    "hosted replytocom": _get("/t/blog?thread=/a", "replytocom"),
    "preview": lambda api, text: api.call("POST", "/preview", json={"body": text}),
}

SHARES = 9
WORST = ["\x00", "a\x00b", "\ufffe", "".join(CONTROLS), "9" * 400, "\U0010ffff"]


def _crashes(send: Send, texts: list[str]) -> list[str]:
    """List the strings that were neither taken nor refused."""
    found = []
    for text in texts:
        status = send(text).status_code
        if not 200 <= status < 500:
            found.append(f"{status} {text[:20]!a} ({len(text)})")
    return found


@pytest.mark.parametrize("name", FIELDS)
def test_no_string_breaks_a_field(api: Api, name: str) -> None:
    """A share of the nasty strings in this field is answered with 2xx or 4xx."""
    share = NASTY[[*FIELDS].index(name) % SHARES :: SHARES]
    texts = [*share, *WORST]
    assert _crashes(lambda text: FIELDS[name](api, text), texts) == []


@pytest.mark.parametrize("name", ["body", "name", "email", "url"])
def test_no_string_breaks_the_form(reader: Reader, name: str) -> None:
    """Nasty strings in this field of the hosted form are answered with 3xx or 4xx."""

    def send(text: str) -> TestResponse:
        reader.clock.advance(days=1)
        filled = reader.fresh(FORM) | {"body": f"Text {text!a}", name: text}
        return reader.client.post(FORM, data=filled)

    assert _crashes(send, [*NASTY[::12], *WORST]) == []


@pytest.mark.parametrize("name", ["challenge", "parent", "csrf_token", "extra_note"])
def test_no_string_breaks_a_hidden_field(reader: Reader, name: str) -> None:
    """Each nasty string in a field that nobody sees is answered with 3xx or 4xx."""
    filled = reader.fresh(FORM) | {"body": "Text"}

    def send(text: str) -> TestResponse:
        return reader.client.post(FORM, data=filled | {name: text})

    assert _crashes(send, [*NASTY[::10], *WORST]) == []


def test_no_path_breaks_the_router(api: Api) -> None:
    """Nasty strings as slug and as id are answered, in the API and on pages."""
    paths = (f"{SITES}/comments/{{}}", "/api/v1/sites/{}", "/t/{}", "/t/blog/edit/{}")
    texts = [each for each in NASTY[::3] if len(each) < 50] + WORST[:4]
    for path in paths:
        send = lambda text, path=path: api.client.get(path.format(text))  # noqa: E731
        assert _crashes(send, texts) == []


@pytest.mark.parametrize("name", ["X-Edit-Token", "Idempotency-Key", "If-Match"])
def test_no_header_breaks_a_call(api: Api, name: str) -> None:
    """Nasty strings in headers are answered."""
    made = api.made()
    path = f"/comments/{made['id']}"

    def send(text: str) -> TestResponse:
        value = text.encode().decode("latin-1")
        headers = {"X-Edit-Token": made["edit_token"], name: value}
        api.call("PATCH", path, json={"body": "x"}, headers=headers)
        api.clock.advance(days=1)
        return api.post(f"Text {text!a}", headers={name: value})

    texts = [each for each in NASTY[::9] if not {"\r", "\n"} & {*each}]
    assert _crashes(send, texts) == []


def test_surrogates_are_refused_or_paired(api: Api) -> None:
    """Lone surrogates in JSON are 400; pairs are the character they mean."""
    for escape in SURROGATES:
        for name in ("body", "key"):
            fields = {"body": '"x"', "key": '"/a"'} | {name: f'"a {escape}"'}
            data = f'{{"thread": {{"key": {fields["key"]}}}, "body": {fields["body"]}}}'
            api.clock.advance(days=1)
            kind = "application/json"
            answer = api.call("POST", "/comments", data=data, content_type=kind)
            assert answer.status_code in {201, 202, 400}, escape


def _post_everywhere(api: Api, text: str) -> TestResponse:
    """Put a string into all fields of a post that are stored and shown."""
    api.clock.advance(days=1)
    thread = {"key": f"/{len(text) % 7}", "title": text}
    author = {"name": text[:245], "email": "", "url": ""}
    return api.post(text, thread=thread, author=author)


def test_what_is_shown_is_clean(api: Api) -> None:
    """Of all nasty strings no control, bidi override or unknown element is shown."""
    assert len(NASTY) > 250
    assert _crashes(lambda text: _post_everywhere(api, text), NASTY) == []
    bad = {*"".join(CONTROLS)} - {"\n", "\t"} | {*"".join(BIDI)} - {"a", "b"}
    for number in range(7):
        page = api.listed(f"/{number}", limit=100)
        assert not {*(page["thread"]["title"] or "")} & (bad | {"\n"})
        for each in page["comments"]:
            text = each["html"] + each["author"]["name"]
            assert not {*text} & bad, ascii(text[:80])
            assert unicodedata.is_normalized("NFC", text)
            tree = html5lib.parse(each["html"], namespaceHTMLElements=False)
            assert {element.tag for element in tree.iter()} <= SAFE
            assert "\n" not in each["author"]["name"]
