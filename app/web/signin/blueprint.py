"""What all pages under /auth have in common: nothing is kept, framed or told on."""

from flask import Blueprint, Response

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

blueprint = Blueprint("signin", __name__, url_prefix="/auth")


@blueprint.after_request
def _headers(response: Response) -> Response:
    # No Cross-Origin-Opener-Policy: it would cut the page that waits for the code.
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Content-Security-Policy"] = _POLICY
    return response
