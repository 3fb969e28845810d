"""Pictures of people who logged in, from our own origin."""

from flask import Blueprint, Response, abort, request

from app.services import accounts
from app.web import context

# Shared caches give way soon, so that what was erased is gone.
_KEPT = "public, max-age=3600, s-maxage=60"

blueprint = Blueprint("avatars", __name__)


@blueprint.get("/avatars/<key>")
def avatar(key: str) -> Response:
    """Serve a picture as WebP; 404 where its owner has none, or is gone."""
    image = accounts.picture(context.container(), key)
    if image is None:
        abort(404)
    response = Response(image, content_type="image/webp")
    response.headers["Cache-Control"] = _KEPT
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.add_etag()
    response.make_conditional(request)
    return response
