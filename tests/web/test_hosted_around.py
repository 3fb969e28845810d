"""What is around the hosted page: frames, caches, cookies, search engines."""

import dataclasses
import json
from typing import Any

import pytest

from app.compose import build_container
from app.factory import create_app
from app.services import sites
from app.services.container import Container
from app.services.sites import SiteChange
from app.settings import Settings
from tests.service import BLOG, SECOND, Api, MovableClock
from tests.web.hosted import Page, Reader, cookies, flags

EVIL = "</script><script>alert(1)</script><!--"
FRAMED = {"Sec-Fetch-Dest": "iframe"}


def _json_ld(page: Page) -> dict[str, Any]:
    (block,) = page.all(".//script[@type='application/ld+json']")
    found: dict[str, Any] = json.loads(block.text or "")
    return found


def _canonical(page: Page) -> list[str | None]:
    return [each.get("href") for each in page.all(".//link[@rel='canonical']")]


@pytest.mark.parametrize("place", ["iframe", "frame", "embed", "object"])
def test_framed_page_is_for_reading(api: Api, reader: Reader, place: str) -> None:
    """In a frame the page has no form, sets no cookie, and leads to itself on top."""
    api.made("Hello")
    page = reader.get(**{"Sec-Fetch-Dest": place})
    assert page.form is None
    assert cookies(page.answer) == []
    assert "replytocom" not in page.html
    tops = [each for each in page.all(".//a") if each.get("target") == "_top"]
    assert any("Leave a reply" in (each.text or "") for each in tops)
    assert len(page.comments) == 1


def test_frame_ancestors_follow_the_site(reader: Reader, container: Container) -> None:
    """Exactly the site's origins may frame its threads, also when that changes."""

    def ancestors() -> set[str]:
        policy = reader.get().answer.headers["Content-Security-Policy"]
        parts = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
        return set(parts["frame-ancestors"].split())

    assert ancestors() == {BLOG, SECOND}
    sites.set_(container, "blog", change=SiteChange(remove_origins=[SECOND]))
    assert ancestors() == {BLOG}


def test_own_pages_are_never_framed(reader: Reader) -> None:
    """Where one edits or deletes, nobody may put a frame around."""
    made = reader.post()
    for verb in ("edit", "delete"):
        policy = reader.get(f"/t/blog/{verb}/{made}").answer.headers
        assert "frame-ancestors 'none'" in policy["Content-Security-Policy"]


def test_canonical_leads_to_the_article(api: Api, reader: Reader) -> None:
    """Search engines are sent to the article, and never to a page of a stranger's."""
    api.made("Hello", thread={"url": f"{BLOG}/a", "title": "An article"})
    page = reader.get()
    assert _canonical(page) == [f"{BLOG}/a"]
    assert "An article" in page.text(".//h1")
    assert _canonical(reader.get(f"/t/blog?url={BLOG}/new")) == [f"{BLOG}/new"]
    assert _canonical(reader.get("/t/blog?url=https://evil.example/")) == []
    links = reader.get("/t/blog?url=https://evil.example/").all(".//*[@href]")
    assert [e for e in links if "//evil.example" in (e.get("href") or "")] == []


def test_machines_read_the_same(api: Api, reader: Reader) -> None:
    """The page describes itself as JSON-LD, without what only its author sees."""
    api.made("Hello *you*", author={"name": "Ada", "email": "ada@x.example"})
    found = _json_ld(reader.get())
    assert found["commentCount"] == 1
    (comment,) = found["comment"]
    assert (comment["text"], comment["author"]["name"]) == ("Hello you", "Ada")
    assert "ada@x.example" not in str(found)


def test_hostile_text_stays_text(api: Api, reader: Reader) -> None:
    """Names, titles and bodies that try to be markup stay text, in JSON-LD as well."""
    thread = {"key": "/a", "title": EVIL}
    author = {"name": f"\u202e{EVIL}\"'><img src=x onerror=alert(1)>"}
    api.made(f"{EVIL} <img src=x onerror=alert(1)>", thread=thread, author=author)
    page = reader.get(f"/t/blog?thread=/a&title={EVIL}&sort={EVIL}&replytocom={EVIL}")
    kinds = [each.get("type") for each in page.all(".//script")]
    assert kinds == ["application/ld+json"]
    assert page.all(".//img") == []
    assert _json_ld(page)["name"] == EVIL
    assert not any(name.startswith("on") for e in page.tree.iter() for name in e.attrib)
    assert "\u202e" not in page.html


def test_page_is_the_readers_own(reader: Reader) -> None:
    """No cache keeps the page, for it may hold what one reader alone sees."""
    headers = reader.get().answer.headers
    assert headers["Cache-Control"] == "private, no-store"
    assert "Cookie" in headers["Vary"]


def test_reading_sets_no_guest(reader: Reader) -> None:
    """Before somebody posts there is no more than one cookie, and it names nobody."""
    assert len(cookies(reader.get().answer)) <= 1
    with reader.client.session_transaction() as session:
        assert "guest" not in session


@pytest.mark.parametrize("secure", [True, False])
def test_cookie_has_its_flags(
    settings: Settings, clock: MovableClock, *, secure: bool
) -> None:
    """On https the cookie is `__Host-` and Secure, on loopback http plain."""
    url = "https://comments.example" if secure else "http://localhost:8000"
    chosen = dataclasses.replace(settings, public_url=url, rate_limits=True)
    container = build_container(chosen, clock=clock)
    sites.add(container, "blog", change=SiteChange(add_origins=[BLOG]))
    client = create_app(chosen, container=container).test_client()
    answer = client.get("/t/blog?thread=/a", base_url=url)
    (found,) = map(flags, cookies(answer))
    container.store.close()
    assert found["name"] == ("__Host-rejoinder" if secure else "rejoinder")
    assert ("secure" in found) is secure
    assert "httponly" in found
    assert (found["path"], found["samesite"]) == ("/", "Lax")
    assert "domain" not in found


def test_right_to_left_site_reads_so(reader: Reader, container: Container) -> None:
    """The page of a site in Arabic is right to left, and says its language."""
    sites.set_(container, "blog", change=SiteChange(language="ar"))
    page = reader.get()
    assert page.tree.get("dir") == "rtl"
    assert page.tree.get("lang") == "ar"
