"""Whether the process lives, and whether it can do its work. Both say no more."""

from flask import Blueprint, Response

from app.logs import logger
from app.services import health
from app.web import context

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """Answer as long as the process does."""
    return _answer("ok", 200)


@blueprint.get("/readyz")
def readyz() -> Response:
    """Answer 200 when the database can be written and has the newest schema."""
    try:
        health.probe(context.container(), context.settings().database_url)
    except Exception:  # noqa: BLE001 -- whatever it is, we are not ready
        logger.exception("not ready")
        return _answer("not ready", 503)
    return _answer("ready", 200)


def _answer(text: str, status: int) -> Response:
    response = Response(text + "\n", status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
