"""One rule in both directions: which origins may talk to us, and what we tell browsers.

In: a write's Origin, when there is one, is a registered origin of the site or
our own. Out: CORS for the API, CSP and the other headers for our pages.
"""

from enum import StrEnum

from flask import Flask, Response, g, request

from app.domain.errors import OriginNotAllowedError
from app.services import reading
from app.web import context

PREFLIGHT_SECONDS = "7200"
_EXPOSED = "ETag, Location, Retry-After, X-Request-ID"
_ALLOWED = "Authorization, Content-Type, Idempotency-Key, If-Match, X-Edit-Token"
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors {ancestors}"
)


class Reach(StrEnum):
    """Who may read an answer across origins."""

    PUBLIC = "public"
    REGISTERED = "registered"
    # Of calls that name no site: an origin of any; the token says of which.
    ANY_SITE = "any site"


def install(app: Flask) -> None:
    """Put the headers on every answer."""
    app.after_request(_headers)


def admit(reach: Reach, site: str | None) -> None:
    """Judge the Origin of a request to the API.

    Raises OriginNotAllowedError where it is sent and is not the site's or ours.
    """
    g.reach = reach
    origin = request.headers.get("Origin")
    if reach is Reach.PUBLIC or origin is None:
        return
    container = context.container()
    if origin != container.public_url and not _is_known(reach, site, origin=origin):
        raise OriginNotAllowedError
    g.allowed_origin = origin


def _is_known(reach: Reach, site: str | None, *, origin: str) -> bool:
    container = context.container()
    if reach is Reach.ANY_SITE:
        return reading.is_registered_anywhere(container, origin)
    return site is not None and reading.is_registered(container, site, origin=origin)


def preflight(reach: Reach, site: str | None, *, methods: list[str]) -> Response:
    """Answer a preflight; it depends on neither comment nor credential."""
    response = Response(status=204)
    del response.headers["Content-Type"]
    response.headers["Allow"] = ", ".join(methods)
    try:
        admit(reach, site)
    except OriginNotAllowedError:
        return response
    response.headers["Access-Control-Allow-Methods"] = ", ".join(methods)
    response.headers["Access-Control-Allow-Headers"] = _ALLOWED
    response.headers["Access-Control-Max-Age"] = PREFLIGHT_SECONDS
    return response


def frame_ancestors(origins: frozenset[str]) -> None:
    """Let a site's origins, and nobody else, frame the page being answered."""
    g.frame_ancestors = " ".join(sorted(origins)) or "'none'"


def _headers(response: Response) -> Response:
    headers = response.headers
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    if context.settings().is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    reach = g.get("reach")
    if reach is Reach.PUBLIC:
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Access-Control-Expose-Headers"] = _EXPOSED
    elif reach is not None:
        headers["Vary"] = "Origin, Authorization, X-Edit-Token"
        headers["Cache-Control"] = "no-store"
        if "allowed_origin" in g:
            headers["Access-Control-Allow-Origin"] = g.allowed_origin
            headers["Access-Control-Expose-Headers"] = _EXPOSED
    headers.setdefault("Cache-Control", "no-cache")
    if response.mimetype == "text/html":
        ancestors = g.get("frame_ancestors", "'none'")
        policy = _PAGE_POLICY.format(ancestors=ancestors)
        headers.setdefault("Content-Security-Policy", policy)
    else:
        headers.setdefault("Content-Security-Policy", "default-src 'none'")
    return response
