"""Errors as readers and programs see them: one table, two skins.

Under /api it is RFC 9457's application/problem+json, elsewhere a page. Nothing
internal is ever told: what is not a DomainError is logged and answered as 500.
"""

import json

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import HTTPException

from app.domain import errors, login_errors
from app.logs import logger
from app.web import limits

# The first class that fits counts, so special ones stand above general ones.
STATUS: dict[type[errors.DomainError], tuple[int, str]] = {
    limits.MalformedJsonError: (400, "Malformed JSON"),
    login_errors.BadLoginStartError: (400, "Not a login of ours"),
    login_errors.LoginEndedError: (400, "Login over"),
    login_errors.BadSignedRequestError: (400, "Not signed"),
    errors.UnauthenticatedError: (401, "Credential needed"),
    errors.ForbiddenError: (403, "Not allowed"),
    errors.NotFoundError: (404, "Not found"),
    errors.ConflictError: (409, "Conflict"),
    errors.PreconditionFailedError: (412, "Changed meanwhile"),
    limits.PayloadTooLargeError: (413, "Too large"),
    limits.UnsupportedMediaTypeError: (415, "Unsupported media type"),
    errors.InvalidInputError: (422, "Invalid input"),
    errors.IdempotencyMismatchError: (422, "Idempotency-Key reused"),
    login_errors.WrongPasswordError: (422, "Not signed in"),
    errors.BodyTooComplexError: (422, "Invalid input"),
    errors.TooManyRequestsError: (429, "Too many requests"),
    login_errors.LoginDeniedError: (403, "Not logged in"),
    login_errors.LoginFailedError: (502, "Login failed"),
    login_errors.ProviderUnavailableError: (503, "Provider unavailable"),
    errors.OverloadedError: (503, "Busy"),
    errors.StorageBrokenError: (503, "Storage broken"),
    errors.StorageFullError: (507, "Storage full"),
}
_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "payload_too_large",
    415: "unsupported_media_type",
}

_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take that kind of request.",
    413: "The request is too large.",
}


def install(app: Flask) -> None:
    """Answer every error in one way."""
    app.register_error_handler(errors.DomainError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def status_of(error: errors.DomainError) -> tuple[int, str]:
    """Find an error's HTTP status and its title."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    raise error


def _domain_error(error: errors.DomainError) -> Response:
    return show(error)


def show(error: errors.DomainError, *, way_back: str | None = None) -> Response:
    """Answer an error; a page of it may link where its reader came from."""
    status, title = status_of(error)
    problem = {"title": title, "detail": error.detail, "code": error.code}
    fields = [
        {"field": each.field, "code": each.code, "message": each.message}
        for each in error.errors
    ]
    response = _answer(status, problem, fields=fields, way_back=way_back)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, errors.UnauthenticatedError):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    title = error.name
    detail = _SENTENCES.get(status) or error.description or title
    code = _CODES.get(status, "error")
    response = _answer(status, {"title": title, "detail": detail, "code": code})
    for name, value in error.get_headers(request.environ):
        if name.lower() in {"allow", "location"}:
            response.headers[name] = value
    return response


def _unexpected(error: Exception) -> Response:
    logger.error(
        "unexpected error",
        exc_info=error,
        extra={"request_id": g.get("request_id")},
    )
    detail = f"Something went wrong on our side. Its number is {g.get('request_id')}."
    return _answer(
        500, {"title": "Internal error", "detail": detail, "code": "internal"}
    )


def _answer(
    status: int,
    problem: dict[str, str],
    *,
    fields: list[dict[str, str]] | None = None,
    way_back: str | None = None,
) -> Response:
    if request.path.startswith("/api/"):
        document = {"type": "about:blank", "status": status, **problem}
        if fields:
            document["errors"] = fields
        body = json.dumps(document, ensure_ascii=False)
        kind = "application/problem+json"
    else:
        body = render_template(
            "problem.html", status=status, way_back=way_back, **problem
        )
        kind = "text/html; charset=utf-8"
    response = Response(body, status, content_type=kind)
    response.headers["Cache-Control"] = "no-store"
    return response
