"""Atom feeds (RFC 4287), with who answers whom (RFC 4685).

The same for everybody, so they are cached as the API's public reads are.
"""

import re
from datetime import UTC, datetime
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, request

from app.domain.addresses import web_link
from app.services import feeds
from app.services.feeds import FeedPage, FeedView
from app.services.views import CommentView
from app.web import context, origins
from app.web.origins import Reach

blueprint = Blueprint("feeds", __name__, url_prefix="/feeds")

_ATOM = "http://www.w3.org/2005/Atom"
_REPLIES = "http://purl.org/syndication/thread/1.0"
# What XML 1.0 cannot hold, not even as a reference.
_NEVER = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

ET.register_namespace("", _ATOM)
ET.register_namespace("thr", _REPLIES)


@blueprint.get("/<site>.atom")
def atom(site: str) -> Response:
    """Show the newest comments of a site or, with `thread`, of one thread."""
    origins.admit(Reach.PUBLIC, site)
    view = feeds.newest(context.container(), site, key=request.args.get("thread"))
    response = Response(
        document(view, public_url=context.settings().public_url),
        content_type="application/atom+xml; charset=utf-8",
    )
    response.headers["Cache-Control"] = "public, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def document(view: FeedView, *, public_url: str) -> bytes:
    """Write a feed down."""
    slug = quote(view.site.slug)
    key = view.page.key if view.page else None
    itself = f"{public_url}/feeds/{slug}.atom"
    itself += f"?{urlencode({'thread': key})}" if key is not None else ""
    root = ET.Element(f"{{{_ATOM}}}feed")
    _add(root, "id", text=itself)
    _add(root, "title", text=_title(view))
    _add(root, "updated", text=_moment(view.updated_at))
    _add(root, "generator", text="Rejoinder")
    _link(root, "self", href=itself, kind="application/atom+xml")
    if view.page is not None:
        hosted = f"{public_url}/t/{slug}?{urlencode({'thread': view.page.key})}"
        _link(root, "alternate", href=view.page.url or hosted, kind="text/html")
    for comment, page in view.entries:
        _entry(root, comment, page=page, comments=f"{public_url}/t/{slug}")
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _title(view: FeedView) -> str:
    named = view.page.title if view.page else None
    return f"Comments on {named or view.site.name}"


def _entry(
    root: ET.Element, comment: CommentView, *, page: FeedPage, comments: str
) -> None:
    name = comment.author.name if comment.author else ""
    place = f" on {page.title}" if page.title else ""
    entry = ET.SubElement(root, f"{{{_ATOM}}}entry")
    _add(entry, "id", text=f"urn:uuid:{comment.id}")
    _add(entry, "title", text=f"{name}{place}")
    _add(entry, "published", text=_moment(comment.created_at))
    _add(entry, "updated", text=_moment(comment.edited_at or comment.created_at))
    author = ET.SubElement(entry, f"{{{_ATOM}}}author")
    _add(author, "name", text=name)
    url = web_link(comment.author.url or "") if comment.author else None
    if url:
        _add(author, "uri", text=url)
    here = f"{comments}?comment={comment.id}#comment-{comment.id}"
    _link(entry, "alternate", href=here, kind="text/html")
    if comment.parent_id is not None:
        _answers(entry, comment, comments=comments)
    content = _add(entry, "content", text=comment.html)
    content.set("type", "html")


def _answers(entry: ET.Element, comment: CommentView, *, comments: str) -> None:
    above = ET.SubElement(entry, f"{{{_REPLIES}}}in-reply-to")
    above.set("ref", f"urn:uuid:{comment.parent_id}")
    above.set("href", f"{comments}?comment={comment.parent_id}")
    above.set("type", "text/html")


def _add(parent: ET.Element, name: str, *, text: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = _NEVER.sub("", text)
    return element


def _link(parent: ET.Element, rel: str, *, href: str, kind: str) -> None:
    element = ET.SubElement(parent, f"{{{_ATOM}}}link")
    element.set("rel", rel)
    element.set("href", _NEVER.sub("", href))
    element.set("type", kind)


def _moment(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="milliseconds")
