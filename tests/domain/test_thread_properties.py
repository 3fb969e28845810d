"""What holds of thread keys and page addresses for any string whatever."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from app.domain.text import clean_line
from app.domain.thread import (
    KEY_LENGTH,
    URL_LENGTH,
    may_be_registered,
    parse_origin,
    parse_page_url,
    thread_key,
)

ANY_CHARACTER = st.characters(exclude_categories=())
PIECES = st.sampled_from(
    [
        *("/", "//", "/..", "/.", "?", "&", "=", "#", "+", ";", "%", "%2", "%25"),
        *("%2e", "%2F", "%FF", "%00", "index.html", "/index.php", "a", "é", "日", ":"),
        *("utm_a=b", "fbclid", "\\", "\t", " ", "\ud800", "\u200b", "\u0301", "@"),
    ]
)
MESSY = st.lists(PIECES | st.text(ANY_CHARACTER, max_size=3), max_size=14).map("".join)
PATHS = MESSY.map(lambda text: "/" + text)
HOSTS = st.sampled_from(
    ["ex.com", "bücher.example", "[::1]", "u@ex.com", "ex.com:81", "EX.com.", "a_b.c"]
)
URLS = st.builds("https://{}{}".format, HOSTS, PATHS)
ANY = st.text(ANY_CHARACTER) | MESSY | PATHS | URLS


@given(ANY)
def test_key_of_a_key_is_the_key(text: str) -> None:
    """Canonicalising never raises, and what is canonical stays as it is."""
    key = thread_key(text)
    assert thread_key(key) == key


@given(ANY)
def test_key_can_be_stored_anywhere(text: str) -> None:
    """A key is short enough, is valid Unicode and has no control characters."""
    key = thread_key(text)
    assert len(key) <= KEY_LENGTH
    assert key.encode().decode() == key
    assert key.isprintable() or not key.isascii()


@given(ANY)
def test_page_of_a_page_is_the_page(text: str) -> None:
    """Taking an address apart never raises, and its own form means the same page."""
    page = parse_page_url(text)
    if page is not None:
        assert parse_page_url(page.url) == page


@given(URLS)
def test_page_key_is_a_thread_key(url: str) -> None:
    """The key of a page is canonical as a key, too."""
    page = parse_page_url(url)
    if page is not None:
        assert thread_key(page.key) == page.key


@given(URLS)
def test_page_lies_on_its_origin(url: str) -> None:
    """A page's address begins with its origin, and goes on with a slash."""
    page = parse_page_url(url)
    if page is not None:
        assert page.url.startswith(page.origin + "/")
        assert parse_origin(page.origin) == page.origin


@given(st.integers(1, URL_LENGTH))
def test_page_address_is_never_too_long_to_store(count: int) -> None:
    """An address that would grow beyond the limit by being escaped is refused."""
    page = parse_page_url("https://ex.com/?utm_source=" + "é" * count)
    assert page is None or len(page.url) <= URL_LENGTH


@given(PATHS, st.permutations(["b=1", "a=2", "c"]))
def test_order_of_the_query_does_not_matter(path: str, query: list[str]) -> None:
    """The same parameters in another order are the same page."""
    clean = clean_line(path.partition("#")[0].partition("?")[0])
    keys = [thread_key(f"{clean}?{'&'.join(each)}") for each in (query, sorted(query))]
    assert keys[0] == keys[1]


@given(PATHS, st.sampled_from(["fbclid=1", "utm_source=a", "gclid=", "msclkid=x"]))
def test_tracking_never_splits_a_thread(path: str, tracking: str) -> None:
    """What advertisers append leads to the same thread."""
    clean = clean_line(path.partition("#")[0])
    joint = "&" if "?" in clean else "?"
    assert thread_key(clean + joint + tracking) == thread_key(clean)


@given(ANY)
def test_origin_of_an_origin_is_the_origin(text: str) -> None:
    """Reading an origin never raises, and what is canonical stays as it is."""
    origin = parse_origin(text)
    if origin is not None:
        assert parse_origin(origin) == origin
        assert may_be_registered(origin) in {True, False}


@given(st.text(ANY_CHARACTER, max_size=30))
def test_nothing_appended_keeps_an_origin(tail: str) -> None:
    """No suffix but white space, a slash or the usual port means the same origin.

    Characters that are not there for a name's reader (UTS 46: ignored) count for none.
    """
    if parse_origin("https://ex.com" + tail) == "https://ex.com":
        tail = "".join(
            each for each in tail if unicodedata.category(each) not in {"Cf", "Mn"}
        )
        tail = tail or "/"
        assert tail.strip() in {"", "/", ":", ":/", ":443", ":443/"} or tail[0] in "?#"
