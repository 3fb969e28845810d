"""The widget's files: an entry that is always fresh, and files that never change."""

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

DIST = Path(__file__).parents[1] / "widget" / "dist"
FOREVER_SECONDS = 31_536_000

blueprint = Blueprint("embed", __name__)


@blueprint.get("/embed.js")
def entry() -> Response:
    """Serve the entry that pages name; it leads to the versioned files."""
    # Asked after each time (a 304 mostly): a kept entry would name files that an
    # upgrade has taken away.
    return _serve("embed.js", "public, no-cache")


@blueprint.get("/embed/<path:name>")
def versioned(name: str) -> Response:
    """Serve a file whose name holds its own hash."""
    if name == "manifest.json":
        return _serve(name, "public, no-cache")
    return _serve(name, f"public, max-age={FOREVER_SECONDS}, immutable")


def _serve(name: str, caching: str) -> Response:
    response = send_from_directory(DIST, name, conditional=True, etag=True)
    response.headers["Cache-Control"] = caching
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
