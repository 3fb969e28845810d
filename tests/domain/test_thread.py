"""Which addresses are one page: the table, and what is no page at all."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.site import SitePolicy
from app.domain.thread import (
    KEY_LENGTH,
    URL_LENGTH,
    closing_time,
    is_loopback,
    may_be_registered,
    parse_origin,
    parse_page_url,
    thread_key,
)

KEYS = {
    "https://ex.com": "/",
    "https://ex.com/": "/",
    "https://ex.com/a": "/a",
    "https://ex.com/a/": "/a",
    "https://ex.com/a//b///c": "/a/b/c",
    "https://ex.com//a": "/a",
    "https://ex.com/a#top": "/a",
    "https://ex.com/#!/a": "/",
    "https://ex.com/a?": "/a",
    "https://ex.com/index.html": "/",
    "https://ex.com/a/index.html": "/a",
    "https://ex.com/a/INDEX.HTM": "/a",
    "https://ex.com/a/index.php?p=1": "/a?p=1",
    "https://ex.com/a/index%2Ehtml": "/a",
    "https://ex.com/a/index.html/index.php": "/a",
    "https://ex.com/reindex.html": "/reindex.html",
    "https://ex.com/a.html": "/a.html",
    "https://ex.com/a?fbclid=IwAR0": "/a",
    "https://ex.com/a?FBCLID=x&utm_source=n&UTM_x=y": "/a",
    "https://ex.com/a?gclid=1&b=2&mc_cid=3": "/a?b=2",
    "https://ex.com/a?replytocom=12": "/a",
    "https://ex.com/a?b=2&a=1": "/a?a=1&b=2",
    "https://ex.com/a?b=2&b=1": "/a?b=1&b=2",
    "https://ex.com/a?b": "/a?b=",
    "https://ex.com/a?q=x+y": "/a?q=x+y",
    "https://ex.com/a?q=x%20y": "/a?q=x+y",
    "https://ex.com/./a/../b": "/b",
    "https://ex.com/a/b/..": "/a",
    "https://ex.com/../../a": "/a",
    "https://ex.com/a/%2e%2E/b": "/b",
    "https://ex.com/%7Euser": "/~user",
    "https://ex.com/%41": "/A",
    "https://ex.com/A": "/A",
    "https://ex.com/caf%c3%a9": "/caf%C3%A9",
    "https://ex.com/café": "/caf%C3%A9",
    "https://ex.com/日本": "/%E6%97%A5%E6%9C%AC",
    "https://ex.com/a%2Fb": "/a%2Fb",
    "https://ex.com/100%": "/100%25",
    "https://ex.com/a;b=c,d": "/a;b=c,d",
    "https://ex.com/%FF": "/%FF",
    "https://ex.com:443/a": "/a",
    "https://ex.com:8443/a": "/a",
    "HTTPS://EX.com/a": "/a",
    " https://ex.com/a ": "/a",
    "http://[::1]/a": "/a",
    "https://bücher.example/a": "/a",
}
ORIGINS = {
    "https://ex.com": "https://ex.com",
    "https://ex.com/": "https://ex.com",
    "HTTPS://Ex.COM": "https://ex.com",
    "https://ex.com:443": "https://ex.com",
    "http://ex.com:80": "http://ex.com",
    "https://ex.com:80": "https://ex.com:80",
    "https://ex.com:8443": "https://ex.com:8443",
    "https://bücher.example": "https://xn--bcher-kva.example",
    "https://xn--bcher-kva.example": "https://xn--bcher-kva.example",
    "http://[::1]:8000": "http://[::1]:8000",
    "http://[0:0:0:0:0:0:0:1]": "http://[::1]",
    "http://localhost:8000": "http://localhost:8000",
    "http://127.0.0.1": "http://127.0.0.1",
}
NO_ORIGINS = [
    "null",
    "",
    "*",
    "ex.com",
    "//ex.com",
    "https://",
    "https:///a",
    "https://ex.com/a",
    "https://ex.com?a",
    "https://ex.com#a",
    "https://ex.com//",
    "https://user@ex.com",
    "https://user:password@ex.com",
    "https://@ex.com",
    "https://ex.com\\@evil.example",
    "https://ex.com\\.evil.example",
    "https://ex.com%2eevil.example",
    "https://ex.com evil.example",
    "https://ex\t.com",
    "https://ex.com\n.evil.example",
    "https://ex.com:port",
    "https://ex.com:65536",
    "https://ex.com:-1",
    "https://*.ex.com",
    "https://[::1",
    "https://[::g]",
    "ftp://ex.com",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "chrome-extension://abc",
    "https://\ud800.example",
    "https://" + "a" * 64 + ".example",
]
NO_PAGES = [
    "",
    "/a",
    "a",
    "//ex.com/a",
    "https:ex.com/a",
    "https:/ex.com/a",
    "https://user@ex.com/a",
    "https://ex.com\\a",
    "https://ex.com/a\\..\\b",
    "https://ex.com/\ta",
    "https://ex.com/a b",
    "https://ex.com/\x00",
    "https:\\\\ex.com/a",
    "javascript:alert(1)",
    "mailto:a@ex.com",
    "null",
    "https://ex.com/" + "a" * URL_LENGTH,
    "https://ex.com/" + "é" * 200,
]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize("url", KEYS)
def test_page_has_one_key(url: str) -> None:
    """However an address is spelled, it leads to its page's one key."""
    page = parse_page_url(url)
    assert page is not None
    assert page.key == KEYS[url]


@pytest.mark.parametrize("key", sorted(set(KEYS.values())))
def test_key_leads_to_itself(key: str) -> None:
    """What the server calls a thread is what an embedder may call it."""
    assert thread_key(key) == key


@pytest.mark.parametrize("url", [url for url in KEYS if url.startswith("https://ex")])
def test_path_alone_gives_the_same_key(url: str) -> None:
    """A key given as the page's path is the key that its address has."""
    path = "/" + url.split("://", 1)[1].partition("/")[2]
    assert thread_key(path) == KEYS[url]


@pytest.mark.parametrize("text", NO_PAGES)
def test_no_page(text: str) -> None:
    """What is not the plain web address of a page is refused, not guessed at."""
    assert parse_page_url(text) is None


def test_page_url_is_fit_to_be_shown() -> None:
    """A page's address has no fragment, and its host in ASCII."""
    page = parse_page_url("HTTPS://BÜCHER.example:443/a/?b=é#c")
    assert page is not None
    assert page.url == "https://xn--bcher-kva.example/a/?b=%C3%A9"
    assert page.origin == "https://xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("post-12", "post-12"),
        ("  post\t12 ", "post 12"),
        ("Post-12", "Post-12"),
        ("a\u200bb\x00c", "abc"),
        ("cafe\u0301", "café"),
        ("https://ex.com/a/", "https://ex.com/a/"),
        ("x" * KEY_LENGTH, "x" * KEY_LENGTH),
        ("x" * (KEY_LENGTH + 1), ""),
        ("/" + "é" * 200, ""),
        ("", ""),
        (" \u200b\x00", ""),
        ("\ud800", ""),
    ],
)
def test_own_ids_are_only_cleaned(given: str, key: str) -> None:
    """A key that is no path is the embedder's own id, kept as it is but clean."""
    assert thread_key(given) == key


@pytest.mark.parametrize("text", ORIGINS)
def test_origin_is_as_browsers_send_it(text: str) -> None:
    """An origin is scheme, host and port; what is usual is left out."""
    assert parse_origin(text) == ORIGINS[text]


@pytest.mark.parametrize("text", NO_ORIGINS)
def test_no_origin(text: str) -> None:
    """`null`, suffixes, userinfo, paths and odd spellings are no origin."""
    assert parse_origin(text) is None


@pytest.mark.parametrize(
    "suffixed",
    [
        "https://ex.com.evil.example",
        "https://evilex.com",
        "https://ex.com.",
        "http://ex.com",
    ],
)
def test_suffixes_stay_foreign(suffixed: str) -> None:
    """An origin that merely begins or ends like another is never equal to it."""
    assert parse_origin(suffixed) not in {None, "https://ex.com"}


def test_plain_http_is_for_loopback_only() -> None:
    """A site may register https anywhere, http on this machine alone."""
    for origin in ("https://ex.com", "http://localhost:1", "http://127.9.9.9"):
        assert may_be_registered(origin)
    for origin in ("http://ex.com", "http://localhost.ex.com", "http://10.0.0.1"):
        assert not may_be_registered(origin)
    assert is_loopback("http://[::1]:8000")
    assert is_loopback("http://a.localhost")


def test_thread_closes_by_its_own_date_first() -> None:
    """A thread's own date wins over the policy's days; no days is never."""
    monthly, own = SitePolicy(close_after_days=30), NOW + timedelta(days=1)
    ends = closing_time(monthly, created_at=NOW, closes_at=None)
    assert ends == NOW + timedelta(days=30)
    assert closing_time(monthly, created_at=NOW, closes_at=own) == own
    assert closing_time(SitePolicy(), created_at=NOW, closes_at=None) is None
