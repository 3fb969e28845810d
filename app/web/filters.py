"""What templates may do with values: filters, and the one that trusts HTML."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from markupsafe import Markup  # noqa: TID251 -- for trusted_html, below

from app.services.conversation import ThreadScreen
from app.services.views import CommentView

TINTS = 8

# What stands in the API page's examples, by the name of a parameter or field.
_EXAMPLES: dict[str, Any] = {
    "site": "demo",
    "comment_id": "COMMENT_ID",
    "subscription_id": "SUBSCRIPTION_ID",
    "body": "Well said, and *gladly* read.",
    "X-Edit-Token": "EDIT_TOKEN",
    "code": "CODE",
    "code_verifier": "CODE_VERIFIER",
    "refresh_token": "REFRESH_TOKEN",
}

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})


def install(app: Flask) -> None:
    """Give the templates their filters."""
    app.jinja_env.filters.update(
        trusted_html=trusted_html,
        tint=tint,
        initials=initials,
        moment=moment,
        placed=placed,
        curl=curl,
        direction=direction,
    )
    app.jinja_env.globals["structured"] = structured
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def direction(language: str) -> str:
    """Tell which way a language is written."""
    spoken, _, _ = language.lower().partition("-")
    return "rtl" if spoken in RIGHT_TO_LEFT else "ltr"


def trusted_html(html: str) -> Markup:
    """Pass HTML that `app.adapters.body` rendered and sanitised when it was stored."""
    return Markup(html)  # noqa: S704 -- the one place that may


def tint(name: str) -> int:
    """Choose one of a few colours for a name, near the hue that the widget gives it."""
    total = 7
    for letter in name.strip().lower():
        total = (total * 31 + ord(letter)) % 36_007
    return total * 47 % 360 * TINTS // 360


def initials(name: str) -> str:
    """Take the first letters of the first and the last word, whatever the script."""
    found = [next(filter(str.isalnum, word), "") for word in name.split()]
    letters = [letter for letter in found if letter]
    return "".join(letters[:1] + letters[1:][-1:]).upper()


def moment(when: datetime) -> str:
    """Write a time down for people, without a script to make it relative."""
    return f"{when.day} {when:%B %Y, %H:%M} UTC"


def placed(
    comments: Iterable[CommentView],
) -> Iterator[tuple[CommentView, str, bool]]:
    """Say of each comment whom it answers, and whether it stands apart from that."""
    names: dict[object, str] = {}
    above: list[object] = []
    for view in comments:
        names[view.id] = view.author.name if view.author else "a deleted comment"
        parent = view.parent_id
        apart = parent is not None and above[view.depth - 1 : view.depth] != [parent]
        above[view.depth :] = [view.id]
        answered = names.get(parent, "an earlier comment") if parent else ""
        yield view, answered, apart


def structured(screen: ThreadScreen, link: Any) -> dict[str, Any]:  # noqa: ANN401
    """Describe the page to search engines (schema.org, as JSON-LD)."""
    visible = [view for view in screen.comments if view.author and not view.status]
    return {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "url": screen.thread.url or link.absolute(link.thread()),
        "name": screen.thread.title or screen.site.name,
        "commentCount": screen.thread.count,
        "comment": [_structured_comment(view, link) for view in visible],
    }


def _structured_comment(view: CommentView, link: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "@type": "Comment",
        "url": link.absolute(link.comment(view)),
        "author": {"@type": "Person", "name": view.author.name if view.author else ""},
        "datePublished": view.created_at.isoformat(),
        "text": trusted_html(view.html).striptags(),
    }


def curl(
    call: dict[str, Any], *, method: str, path: str, document: dict[str, Any]
) -> str:
    """Write down a call of the API as one would try it by hand."""
    server = document["servers"][0]["url"]
    examples = {**_EXAMPLES, "origin": server, "url": f"{server}/demo"}
    query, options = {}, []
    for each in call["parameters"]:
        name, where = each["name"], each["in"]
        if where == "path":
            path = path.replace(f"{{{name}}}", examples[name])
        elif where == "query" and name in examples:
            query[name] = examples[name]
        elif where == "header" and name in examples and method != "post":
            options.append(f"-H '{name}: {examples[name]}'")
    if call.get("security") == [{"bearer": []}]:
        options.append("-H 'Authorization: Bearer ACCESS_TOKEN'")
        options.append("-H 'Origin: https://blog.example'")
    if "requestBody" in call:
        schema = call["requestBody"]["content"]["application/json"]["schema"]
        shape = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        thread = {"url": examples["url"]}
        known = {"thread": thread, **examples}
        # Where nothing is required, the first thing shows how.
        names = shape.get("required") or list(shape["properties"])[:1]
        needed = {name: known.get(name, "…") for name in names}
        options.append("-H 'Content-Type: application/json'")
        options.append(f"-d '{json.dumps(needed)}'")
    if method not in {"get", "post"}:
        options.insert(0, f"-X {method.upper()}")
    address = server + path + (f"?{urlencode(query, safe=':/')}" if query else "")
    return " \\\n  ".join([f"curl '{address}'", *options])
