"""What Facebook tells us by itself: forget somebody, or log him out.

Its signed_request is `base64url(signature).base64url(JSON)`, signed with HMAC-SHA256
over the encoded JSON under the app's secret (Facebook Login, "data deletion
callback").
"""

import binascii
import hashlib
import hmac
import json
from base64 import urlsafe_b64decode
from typing import Any

from flask import Response, jsonify, render_template, request, url_for

from app.domain.account import Identity
from app.domain.login_errors import BadSignedRequestError, DeletionNotFoundError
from app.services import privacy
from app.web import context
from app.web.signin.blueprint import blueprint
from app.web.signin.registry import registry

_ID = "facebook"


@blueprint.post("/facebook/delete")
def forget() -> Response:
    """Erase whom Facebook names; his words stay, without his name."""
    identity = _named()
    code = privacy.forget(context.container(), identity, provider=_ID)
    path = url_for("signin.deletion", code=code)
    url = f"{context.container().public_url}{path}"
    return jsonify(url=url, confirmation_code=code)


@blueprint.post("/facebook/deauthorize")
def deauthorize() -> Response:
    """Log out everywhere whoever has taken our app's permission back."""
    privacy.log_out_everywhere(context.container(), _named())
    return Response(status=204)


@blueprint.get("/facebook/deletion/<code>")
def deletion(code: str) -> str:
    """Say that a deletion was done."""
    done = privacy.deletion(context.container(), code) if code.isascii() else None
    if done is None:
        raise DeletionNotFoundError
    return render_template("deletion.html", done=done)


def _named() -> Identity:
    """Read whom a signed request names; raises BadSignedRequestError."""
    provider = registry().find(_ID)
    payload = _payload(
        request.form.get("signed_request", ""), secret=provider.client_secret
    )
    subject = payload.get("user_id")
    if payload.get("algorithm") != "HMAC-SHA256" or not isinstance(subject, str):
        raise BadSignedRequestError
    return Identity(provider.identity_issuer, subject)


def _payload(signed: str, *, secret: str) -> dict[str, Any]:
    signature, _, encoded = signed.partition(".")
    ours = hmac.digest(secret.encode(), encoded.encode(), hashlib.sha256)
    try:
        if not hmac.compare_digest(_decoded(signature), ours):
            raise BadSignedRequestError
        payload = json.loads(_decoded(encoded))
    except (ValueError, binascii.Error, RecursionError):
        raise BadSignedRequestError from None
    if not isinstance(payload, dict):
        raise BadSignedRequestError
    return payload


def _decoded(text: str) -> bytes:
    padded = text.encode("ascii") + b"=" * (-len(text) % 4)
    return urlsafe_b64decode(padded)
