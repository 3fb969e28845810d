"""Markdown becomes the HTML that comment writers expect, and never any other."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.adapters.body import HTML_BYTES, REL, MarkdownRenderer
from app.domain.errors import BodyTooComplexError

DATA = Path(__file__).parent / "data"
HOSTILE: list[str] = json.loads((DATA / "hostile.json").read_text("utf-8"))
PATHOLOGICAL: list[str] = json.loads((DATA / "pathological.json").read_text("utf-8"))
CASES = [
    pytest.param(*rest.split("\n@>\n"), id=name)
    for name, _, rest in (
        case.partition("\n")
        for case in (DATA / "markdown.txt").read_text("utf-8").split("@@ ")[1:]
    )
]
# Said once more here on purpose: what a comment may hold is a promise.
TAGS = set("a b blockquote br code em hr li ol p pre s strong ul".split())  # noqa: SIM905
VALUES = {
    ("a", "href"): re.compile(
        r"https?://[a-z0-9_.-]+(:\d+)?([/?#].*)?|mailto:[^?]+@.+"
    ),
    ("a", "rel"): re.compile(REL),
    ("ol", "start"): re.compile("[0-9]+"),
    ("code", "class"): re.compile("language-[a-z0-9+-]{1,20}"),
}
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)

RENDERER = MarkdownRenderer()


def _elements(html: str) -> Iterator[Any]:
    """Parse as a browser would, and give every node but the root."""
    root = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return (node for node in root.iter() if node is not root)


def _faults(html: str) -> list[str]:
    """Name whatever a comment's HTML may not hold."""
    faults = INVISIBLE.findall(html)
    for node in _elements(html):
        if node.tag not in TAGS:
            faults.append(str(node.tag))
        for name, value in node.attrib.items():
            allowed = VALUES.get((node.tag, name))
            if allowed is None or not allowed.fullmatch(value):
                faults.append(f"{node.tag} {name}={value}")
        if node.tag == "a" and (
            "href" not in node.attrib or not "".join(node.itertext())
        ):
            faults.append("a link that leads nowhere or cannot be seen")
    return faults


def _text(html: str) -> str:
    root = html5lib.parseFragment(html, namespaceHTMLElements=False)
    return "".join(root.itertext()).strip()


def _hrefs(body: str) -> list[str]:
    html = RENDERER.render(body).html
    return [node.attrib["href"] for node in _elements(html) if node.tag == "a"]


@pytest.mark.parametrize(("source", "html"), CASES)
def test_markdown_is_rendered_as_written_down(source: str, html: str) -> None:
    """Each behaviour in data/markdown.txt gives exactly the HTML beside it."""
    assert RENDERER.render(source).html == html.rstrip("\n")


@pytest.mark.parametrize(
    "body", [pytest.param(body, id=str(n)) for n, body in enumerate(HOSTILE)]
)
def test_hostile_text_stays_harmless(body: str) -> None:
    """No string of data/hostile.json brings in a tag, attribute or scheme."""
    rendered = RENDERER.render(body)
    assert _faults(rendered.html) == []
    assert RENDERER._cleaner.clean(rendered.html) == rendered.html


@pytest.mark.parametrize("wrap", ["> {}", "- {}", "**{}**", "[{}](https://a.example)"])
def test_hostile_text_stays_harmless_inside_markup(wrap: str) -> None:
    """The same strings do no more within quotations, lists, emphasis and links."""
    html = "".join(RENDERER.render(wrap.format(body)).html for body in HOSTILE)
    assert _faults(html) == []


PIECES = st.sampled_from(
    [
        *HOSTILE,
        *"*_`~[]()<>!\\&#|\n\t \"':/@.",
        *("&#x202e;", "&lt;", "http://", "https://a.example", "mailto:", "[a]: ", "]("),
        *("\n\n", "\n> ", "\n- ", "\n1. ", "    ", "```"),
    ]
)
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=60)
BODIES = ANYTHING | st.lists(PIECES | ANYTHING, max_size=25).map("".join)


@settings(max_examples=300, deadline=None)
@given(BODIES)
def test_any_text_becomes_safe_html(body: str) -> None:
    """Whatever is typed gives safe HTML that sanitising again leaves as it is."""
    try:
        rendered = RENDERER.render(body)
    except BodyTooComplexError:
        return
    assert _faults(rendered.html) == []
    assert RENDERER._cleaner.clean(rendered.html) == rendered.html
    assert rendered.text == _text(rendered.html)
    assert rendered.links == sum(node.tag == "a" for node in _elements(rendered.html))


def test_plain_text_is_what_a_reader_sees() -> None:
    """Words that Markdown and character references take apart are whole again."""
    body = "vi**ag**ra, `c`&#97;sino\n\n- p&shy;oker &lt;b&gt; &amp;amp;"
    assert RENDERER.render(body).text == "viagra, casino\n\npoker <b> &amp;"


@pytest.mark.parametrize(
    ("body", "links"),
    [
        ("nothing", 0),
        ("https://a.example and www.b.com, c.org", 3),
        ("[a](https://a.example) <https://b.example> <c@d.example>", 3),
        ("`https://a.example` \\[x](/y) main.py a@b.com", 0),
        ("[a][r] [r]\n\n[r]: https://a.example", 2),
    ],
)
def test_links_are_counted_after_linking(body: str, links: int) -> None:
    """Bare addresses count like written links; code and mentions do not."""
    assert RENDERER.render(body).links == links


@pytest.mark.parametrize(
    ("body", "hrefs"),
    [
        ("<HTTPS://EXAMPLE.com/%zz?ä>", ["https://example.com/%25zz?%C3%A4"]),
        ("https://b\u00fccher.example", ["https://xn--bcher-kva.example"]),
        ("[a](https://name:secret@b.example)", []),
        ("<https://good.example@evil.example/>", []),
        ("[a](//b.example) [b](ftp://b.example) [c](#d)", []),
        ("<mailto:a@b.example?bcc=c@d.example>", ["mailto:a@b.example"]),
    ],
)
def test_links_are_rebuilt(body: str, hrefs: list[str]) -> None:
    """A link is brought to one spelling, or is none."""
    assert _hrefs(body) == hrefs


LOOKS_LIKE_APPLE = "\u0430\u0440\u0440\u04cf\u0435.com"


@pytest.mark.parametrize(
    "body",
    [
        f"https://{LOOKS_LIKE_APPLE}",
        LOOKS_LIKE_APPLE,
        "<https://xn--80ak6aa92e.com>",
        f"[*{LOOKS_LIKE_APPLE}*](https://example.com)",
    ],
)
def test_a_disguised_host_is_shown_in_punycode(body: str) -> None:
    """A host that could be taken for another is shown as machines see it."""
    assert RENDERER.render(body).text.endswith("xn--80ak6aa92e.com")


def test_an_honest_foreign_host_is_shown_as_written() -> None:
    """Names in other scripts and with accents are not punished."""
    body = "https://b\u00fccher.example https://\u043f\u0440\u0438\u043c\u0435\u0440.ru"
    assert RENDERER.render(body).text == body


def test_a_long_bare_link_is_still_one_link() -> None:
    """An address longer than the first search looks is found by the second."""
    url = "https://example.com/" + "a" * 1_000
    assert _hrefs(f"see {url} there") == [url]


@pytest.mark.parametrize("mark", [">", "- ", "1. "])
def test_text_too_deep_to_show_is_refused_not_dropped(mark: str) -> None:
    """Where the parser would stop reading, the author is told instead."""
    with pytest.raises(BodyTooComplexError):
        RENDERER.render(mark * 20 + "a")
    assert RENDERER.render(mark * 8 + "a").text == "a"


def test_too_much_html_is_refused() -> None:
    """A short text that grows past the cap is refused."""
    with pytest.raises(BodyTooComplexError):
        RENDERER.render("a.co " * 2_000)


@pytest.mark.parametrize("piece", PATHOLOGICAL, ids=ascii)
def test_pathological_text_ends_in_a_bounded_answer(piece: str) -> None:
    """The longest body of one repeated piece is rendered within the cap or refused."""
    try:
        rendered = RENDERER.render((piece * 10_000)[:10_000])
    except BodyTooComplexError:
        return
    assert len(rendered.html.encode()) <= HTML_BYTES


def test_no_link_goes_without_a_host() -> None:
    """Every web link that hostile text leaves standing names a host plainly."""
    hrefs = [href for body in HOSTILE for href in _hrefs(body)]
    assert len(hrefs) > len(HOSTILE) // 10
    hosts = {urlsplit(href).hostname for href in hrefs if href.startswith("http")}
    assert all(host and re.fullmatch("[a-z0-9_.-]+", host) for host in hosts)
