"""Feeds are valid Atom whatever was written, and tell what everybody may know."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID
from xml.etree import ElementTree as ET
from xml.parsers import expat

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.domain.moderation import Verb
from app.services.container import Container
from app.storage.models import CommentRow, ThreadRow
from tests.service import PUBLIC_URL, START, Api
from tests.web.asking import decide, set_policy

ATOM = "{http://www.w3.org/2005/Atom}"
THR = "{http://purl.org/syndication/thread/1.0}"
NASTY = "]]>&<script>alert(1)</script>\"'<!--"


def _get(client: FlaskClient, **query: str) -> TestResponse:
    answer = client.get("/feeds/blog.atom", query_string=query)
    assert answer.status_code == 200
    return answer


def _read(answer: TestResponse) -> ET.Element:
    """Parse a feed strictly, and check what RFC 4287 wants of every feed and entry."""
    data = answer.get_data()
    expat.ParserCreate(namespace_separator=" ").Parse(data, True)  # noqa: FBT003 -- its API
    feed = ET.fromstring(data)  # noqa: S314 -- our own
    assert feed.tag == f"{ATOM}feed"
    for one in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(one.findall(ATOM + name)) == 1
            assert one.findtext(ATOM + name)
    for entry in feed.findall(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        UUID((entry.findtext(f"{ATOM}id") or "").removeprefix("urn:uuid:"))
    return feed


def _change(container: Container, table: Any, **values: Any) -> None:
    """Store what no use case would, as an import might."""
    with container.store._engine.begin() as connection:
        connection.execute(sa.update(table).values(**values))


def _ids(feed: ET.Element) -> list[str]:
    found = (entry.findtext(f"{ATOM}id") or "" for entry in feed.iter(f"{ATOM}entry"))
    return [each.removeprefix("urn:uuid:") for each in found]


def test_newest_first(api: Api, client: FlaskClient) -> None:
    """A site's feed has all threads, a thread's its own, the newest comment first."""
    one, two = api.made("One"), api.made("Two", key="/b?c=d&e=f")
    three = api.made("*Three*", parent_id=one["id"])
    site, thread = _read(_get(client)), _read(_get(client, thread="/a"))
    assert _ids(site) == [three["id"], two["id"], one["id"]]
    assert _ids(thread) == [three["id"], one["id"]]
    entry = thread.find(f"{ATOM}entry")
    assert entry is not None
    content = entry.find(f"{ATOM}content")
    assert content is not None
    assert (content.get("type"), content.text) == ("html", three["html"])
    above = entry.find(f"{THR}in-reply-to")
    assert above is not None
    assert above.get("ref") == f"urn:uuid:{one['id']}"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == three["permalink"]
    assert site.findtext(f"{ATOM}title") == "Comments on A blog"


def test_feed_names_itself(api: Api, client: FlaskClient) -> None:
    """The id is the feed's own address, from which the same feed comes."""
    api.made(key="/b?c=d&e=ü")
    feed = _read(_get(client, thread="/b?c=d&e=ü"))
    itself = feed.findtext(f"{ATOM}id") or ""
    assert itself.startswith(f"{PUBLIC_URL}/feeds/blog.atom?thread=")
    parts = urlsplit(itself)
    again = client.get(f"{parts.path}?{parts.query}")
    assert again.get_data() == _get(client, thread="/b?c=d&e=ü").get_data()
    assert parse_qs(parts.query)["thread"] == ["/b?c=d&e=%C3%BC"]


def test_nothing_hidden_is_told(
    api: Api, client: FlaskClient, container: Container
) -> None:
    """What waits, is spam, rejected or deleted is absent, and so is every tombstone."""
    set_policy(container, hold_words="dice", disallowed_words="casino")
    top = api.made("Top")
    shown = api.made("Below", parent_id=top["id"])
    for body in ("dice", "casino"):
        api.made(body)
    decide(container, Verb.REJECT, api.made("Rude"))
    decide(container, Verb.DELETE, top)
    assert _ids(_read(_get(client))) == [shown["id"]]


def test_no_address_is_told(api: Api, client: FlaskClient) -> None:
    """A feed has names and websites, and no e-mail."""
    author = {"name": "Ada", "email": "ada@example.org", "url": "https://ada.example"}
    api.made(author=author)
    text = _get(client).get_data(as_text=True)
    assert "ada@example.org" not in text
    assert "<uri>https://ada.example</uri>" in text


def test_page_is_told_once_confirmed(
    api: Api, client: FlaskClient, container: Container
) -> None:
    """A title and an address that anybody could type are in no feed until then."""
    url = "https://blog.example/a"
    api.post(thread={"url": url, "title": "Buy & sell"})
    text = _get(client, thread="/a").get_data(as_text=True)
    assert "Buy" not in text
    assert url not in text
    _change(container, ThreadRow, confirmed_at=START)
    feed = _read(_get(client, thread="/a"))
    assert feed.findtext(f"{ATOM}title") == "Comments on Buy & sell"
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "Anonymous on Buy & sell"
    links = {each.get("rel"): each.get("href") for each in feed.findall(f"{ATOM}link")}
    assert links["alternate"] == url


def test_whatever_was_written(
    api: Api, client: FlaskClient, container: Container
) -> None:
    """Markup, quotes and what XML cannot hold come out as text, or not at all."""
    api.made(f"{NASTY} \x0b\ufffe", author={"name": NASTY})
    feed = _read(_get(client))
    assert feed.findtext(f"{ATOM}entry/{ATOM}author/{ATOM}name") == NASTY
    html = feed.findtext(f"{ATOM}entry/{ATOM}content") or ""
    assert "<script" not in html
    nasty = "\x01\x0c\ufffe\uffffgood\x1f"
    _change(container, CommentRow, author_name=nasty, author_url="javascript:alert(1)")
    entry = _read(_get(client)).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "good"
    assert entry.find(f"{ATOM}author/{ATOM}uri") is None


def test_feed_is_cached_like_a_read(api: Api, client: FlaskClient) -> None:
    """Its tag answers 304 until something is said, for everybody alike."""
    api.made()
    first = _get(client)
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert first.mimetype == "application/atom+xml"
    assert "Vary" not in first.headers
    assert "Set-Cookie" not in first.headers
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/feeds/blog.atom", headers=tag).status_code == 304
    api.made("More")
    assert client.get("/feeds/blog.atom", headers=tag).status_code == 200


def test_empty_and_unknown(api: Api, client: FlaskClient) -> None:
    """A thread that nobody has written in has an empty feed, an unknown site none."""
    assert _ids(_read(_get(client, thread="/nowhere"))) == []
    assert client.get("/feeds/nowhere.atom").status_code == 404
    assert client.get("/feeds/blog.atom?thread=").status_code == 422


@pytest.mark.parametrize("path", ["/t/blog?thread=/a"])
def test_hosted_page_leads_to_its_feed(
    api: Api, client: FlaskClient, path: str
) -> None:
    """A reader's program finds the feed from the thread's page."""
    made = api.made()
    page = client.get(path).get_data(as_text=True)
    assert 'type="application/atom+xml"' in page
    assert 'href="/feeds/blog.atom?thread=/a"' in page
    assert _ids(_read(client.get("/feeds/blog.atom?thread=/a"))) == [made["id"]]
