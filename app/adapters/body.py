"""Markdown to safe HTML.

Three steps, each of which would do harm without the next: markdown-it-py parses
CommonMark with raw HTML off and links judged by `app.domain.addresses`; our own pass
over its tokens cleans what character references brought back in and makes the links
honest; nh3 lets through a fixed list of tags and attributes, whatever came before.
"""

import html
import re

import nh3
from linkify_it import LinkifyIt  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from app.domain.addresses import ascii_host, is_suspicious_host, mail_link, web_link
from app.domain.comment import RenderedBody
from app.domain.errors import BodyTooComplexError
from app.domain.text import clean_body, scrub

RENDERER_VERSION = "1"
HTML_BYTES = 64_000
NESTING = 20

TAGS = frozenset(
    {"a", "b", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s"}
    | {"strong", "ul"}
)
REL = "nofollow ugc noopener noreferrer"
_LANGUAGE = re.compile("language-[a-z0-9+-]{1,20}")
_TAG = re.compile("<[^>]*>")

# Names of files and sentences without a space after the full stop, which end in what
# is also a country's domain. They become links only with www or a scheme.
_NO_HOST = re.compile(
    r"(?!www\.)[^/?#:]+\.(?:am|as|at|be|by|cc|do|id|in|is|it|la|md|me|mk|ml|mm|my|no|"
    r"pl|pm|ps|py|rs|sc|sh|so|st|tf|to|us)",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"(?:^|[^a-z0-9.+-])(https?)$", re.IGNORECASE)
_LOOK_AHEAD = 500
_NAME = re.compile(r"[\w\u0300-\u036f]+(?:[.-]+[\w\u0300-\u036f]+)*")
# The library's word for a link that is there without Markdown.
_BARE = "linkify"
# An address somebody mentions is not for clicking, nor for harvesting.
_LINKS = LinkifyIt(options={"fuzzy_email": False})

# White space, and the Braille cell without dots.
_BLANK = re.compile(r"[\s\u2800]*")


class _Markdown(MarkdownIt):
    """CommonMark in which a link is what our own rules rebuild, or plain text."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the library's name
        """Rebuild a link; "" when it is none."""
        return web_link(url) or mail_link(url) or ""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Refuse what could not be rebuilt."""
        return url != ""


def _bare_link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001
    """Take a bare link whole, before its * and _ can mean emphasis.

    The library's own rule searches all text before a colon, and all after it, so
    that its time grows by the square. What is longer than we look is left to the
    pass over whole texts that comes later.
    """
    if state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.src[max(state.pos - 6, 0) : state.pos])
    # What precedes may have been taken already, as the end of another link.
    if scheme is None or not (silent or state.pending.endswith(scheme[1])):
        return False
    start = state.pos - len(scheme[1])
    found = _LINKS.match_at_start(state.src[start : start + _LOOK_AHEAD])
    if found is None or found.last_index == _LOOK_AHEAD:
        return False
    url = found.url.rstrip("*")
    if not silent:
        state.pending = state.pending[: -len(scheme[1])]
        _push_link(state, url)
    state.pos = start + len(url)
    return True


def _push_link(state: StateInline, url: str) -> None:
    opening = state.push("link_open", "a", 1)
    opening.markup = _BARE
    opening.attrSet("href", state.md.normalizeLink(url))
    state.push("text", "", 0).content = state.md.normalizeLinkText(url)
    state.push("link_close", "a", -1)


def _keep_attribute(*found: str) -> str | None:
    """Pass an attribute's value on; nh3 gives tag, name and value."""
    _, name, value = found
    if name != "class":
        return value
    language = value.lower()
    return language if _LANGUAGE.fullmatch(language) else None


class MarkdownRenderer:
    """Renders a comment's body, once, when it is written."""

    version = RENDERER_VERSION

    def __init__(self) -> None:
        """Build the parser and the sanitiser; both may be shared by threads."""
        options = {"linkify": True, "breaks": True, "maxNesting": NESTING}
        self._parser = _Markdown("js-default", options)
        self._parser.disable(["table", "image"])
        self._parser.linkify = _LINKS
        self._parser.inline.ruler.at("linkify", _bare_link)
        self._cleaner = nh3.Cleaner(
            tags=set(TAGS),
            # Without "*", nh3 keeps lang and title everywhere.
            attributes={"*": set(), "a": {"href"}, "ol": {"start"}, "code": {"class"}},
            attribute_filter=_keep_attribute,
            url_schemes={"http", "https", "mailto"},
            url_relative="deny",
            link_rel=REL,
        )

    def render(self, body: str) -> RenderedBody:
        """Render Markdown. Raises BodyTooComplexError, and nothing else."""
        tokens = _tidy(self._parser.parse(clean_body(body)))
        raw = self._parser.renderer.render(tokens, self._parser.options, {})
        shown = self.clean(raw)
        if len(shown.encode()) > HTML_BYTES:
            raise BodyTooComplexError
        return RenderedBody(
            html=shown,
            text=html.unescape(_TAG.sub("", shown)).strip(),
            links=shown.count("<a "),
            version=self.version,
        )

    def clean(self, html: str) -> str:
        """Let through what comments may hold; what is clean already stays so."""
        return self._cleaner.clean(html).strip("\n")


def _tidy(tokens: list[Token]) -> list[Token]:
    """Change the tokens of a body to what a comment may show."""
    in_heading = False
    for token in tokens:
        _check_depth(token)
        token.content = scrub(token.content)
        if token.children:
            token.children = _tidy_inline(token.children)
            if in_heading:
                token.children = _strong(token.children)
        in_heading = token.type == "heading_open"
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "p"
    return tokens


def _check_depth(token: Token) -> None:
    """Refuse the depth below which markdown-it leaves out text without a word."""
    holds_blocks = token.type in {"blockquote_open", "list_item_open"}
    if holds_blocks and token.level >= NESTING - 1:
        raise BodyTooComplexError


def _strong(tokens: list[Token]) -> list[Token]:
    """Make a heading's words bold: a comment has no place in a page's outline."""
    return [
        Token("strong_open", "strong", 1),
        *tokens,
        Token("strong_close", "strong", -1),
    ]


def _tidy_inline(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    start = 0
    for token in tokens:
        token.content = scrub(token.content)
        kept.append(token)
        if token.type == "link_open":
            start = len(kept) - 1
        elif token.type == "link_close":
            kept[start:] = _honest_link(kept[start:])
    return kept


def _honest_link(link: list[Token]) -> list[Token]:
    """Give a link's tokens, or only its content where there is nothing to follow."""
    opening, *content, _ = link
    href = str(opening.attrGet("href") or "")
    shown = "".join(token.content for token in content)
    bare = opening.markup == _BARE
    nowhere = not href or (bare and _NO_HOST.fullmatch(shown))
    if nowhere or _BLANK.fullmatch(shown):
        return content
    if bare and not shown.lower().startswith(("http:", "mailto:")):
        opening.attrSet("href", href.replace("http:", "https:", 1))
    for token in content:
        token.content = _NAME.sub(_undisguised, token.content)
    return link


def _undisguised(name: re.Match[str]) -> str:
    shown = name[0]
    if shown.isascii() or "." not in shown or not is_suspicious_host(shown):
        return shown
    return ascii_host(shown) or shown
