"""The OpenAPI 3.1 document, made from the operations, and its page for people."""

from http import HTTPStatus
from typing import Any

import msgspec
from flask import Blueprint, Response, jsonify, render_template

from app import __version__
from app.domain.errors import (
    DomainError,
    InvalidInputError,
    OverloadedError,
    UnauthenticatedError,
)
from app.web import context
from app.web.api.operations import OPERATIONS, PREFIX, Access, Operation
from app.web.api.schemas.problems import Problem
from app.web.limits import (
    MalformedJsonError,
    PayloadTooLargeError,
    UnsupportedMediaTypeError,
)
from app.web.origins import Reach
from app.web.problems import status_of

_BEARER = "bearer"
_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "An access token of `POST /sessions`, good on its own site and "
    "origin alone; to moderate, one whose `scope` is `moderate`, or an API token of "
    "`rejoinder user token create`.",
}
_REF = "#/components/schemas/{name}"
_HEADERS: dict[str, dict[str, Any]] = {
    "X-Edit-Token": {
        "description": "The edit token of one's own comment; several, up to 50, are "
        "separated by commas.",
        "schema": {"type": "string"},
    },
    "Idempotency-Key": {
        "description": "A random value; the same request sent again under it is done "
        "once. Kept for 24 hours.",
        "schema": {"type": "string", "pattern": "^[!-~]{16,255}$"},
    },
    "If-Match": {
        "description": "The ETag that was read; 412 when the comment has changed.",
        "schema": {"type": "string"},
    },
}


def install(blueprint: Blueprint) -> None:
    """Serve the document and its page."""
    blueprint.add_url_rule("/openapi.json", "openapi", _serve_document)
    blueprint.add_url_rule("/docs", "docs", _serve_page)


def _serve_document() -> Response:
    response = jsonify(document(context.settings().public_url))
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _serve_page() -> str:
    made = document(context.settings().public_url)
    return render_template("docs.html", document=made, prefix=PREFIX)


def document(public_url: str) -> dict[str, Any]:
    """Build the document; nothing that is not built yet is in it."""
    kinds: set[type[msgspec.Struct]] = {Problem}
    for declared in OPERATIONS:
        kinds |= {kind for kind in declared.answers.values() if kind}
        kinds |= {declared.body} if declared.body else set()
    _, schemas = msgspec.json.schema_components(
        sorted(kinds, key=lambda kind: kind.__name__), ref_template=_REF
    )
    paths: dict[str, dict[str, Any]] = {}
    for declared in OPERATIONS:
        schemas |= _choices(declared.query) if declared.query else {}
        path = paths.setdefault(PREFIX + declared.path, {})
        path[declared.method.lower()] = _operation(declared)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Rejoinder",
            "version": __version__,
            "description": "Comments for any page. Errors are RFC 9457 problems "
            "with a stable `code`.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": public_url}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {_BEARER: _SCHEME},
        },
    }


def _operation(declared: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": declared.name,
        "summary": declared.summary,
        "description": f"{declared.handler.__doc__}\n\nWho may: {declared.access}.",
        "parameters": [*_parameters(declared)],
        "responses": _responses(declared),
    }
    if "Authorization" in declared.headers:
        needed = declared.access in {Access.MEMBER, Access.MODERATOR, Access.ONSITE}
        made["security"] = [{_BEARER: []}] if needed else [{_BEARER: []}, {}]
    if declared.body:
        schema = {"$ref": _REF.format(name=declared.body.__name__)}
        made["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return made


def _parameters(declared: Operation) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in declared.path.split("/") if part.startswith("{")]
    made: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": _path_schema(name)}
        for name in names
    ]
    if declared.query:
        shape = _resolved(declared.query)
        made += [
            {
                "name": name,
                "in": "query",
                "required": name in shape.get("required", []),
                "schema": _without_null(prop),
            }
            for name, prop in shape["properties"].items()
        ]
    made += [
        {"name": name, "in": "header", "required": False, **_HEADERS[name]}
        for name in declared.headers
        if name in _HEADERS
    ]
    return made


def _path_schema(name: str) -> dict[str, Any]:
    if name in {"comment_id", "subscription_id"}:
        return {"type": "string", "format": "uuid"}
    return {"type": "string", "minLength": 1, "maxLength": 64}


def _resolved(kind: type[msgspec.Struct]) -> dict[str, Any]:
    _, components = msgspec.json.schema_components([kind], ref_template=_REF)
    found: dict[str, Any] = components[kind.__name__]
    return found


def _choices(query: type[msgspec.Struct]) -> dict[str, Any]:
    """Give what a query's parameters refer to: closed lists of words."""
    _, components = msgspec.json.schema_components([query], ref_template=_REF)
    return {name: each for name, each in components.items() if name != query.__name__}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Drop null, which a query string does not know: what is absent is left out."""
    kept = {name: value for name, value in schema.items() if name != "default"}
    if schema.get("default") is not None:
        kept["default"] = schema["default"]
    choices = [each for each in kept.pop("anyOf", []) if each != {"type": "null"}]
    return {**kept, **choices[0]} if choices else kept


def _responses(declared: Operation) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for status, kind in declared.answers.items():
        made[str(status)] = {"description": HTTPStatus(status).phrase}
        if kind:
            schema = {"$ref": _REF.format(name=kind.__name__)}
            made[str(status)]["content"] = {"application/json": {"schema": schema}}
    if declared.reach is Reach.PUBLIC:
        made["304"] = {"description": "Unchanged since the ETag in If-None-Match."}
    by_status: dict[int, list[str]] = {}
    for error in _all_errors(declared):
        by_status.setdefault(status_of(error())[0], []).append(error.code)
    problem = {"schema": {"$ref": _REF.format(name="Problem")}}
    for status, codes in sorted(by_status.items()):
        made[str(status)] = {
            "description": ", ".join(f"`{code}`" for code in codes),
            "content": {"application/problem+json": problem},
        }
    return made


def _all_errors(declared: Operation) -> list[type[DomainError]]:
    found = [*declared.errors, OverloadedError]
    if declared.reach is not Reach.PUBLIC:
        found += {UnauthenticatedError} - set(declared.errors)
    if declared.body:
        found += [MalformedJsonError, PayloadTooLargeError, UnsupportedMediaTypeError]
    if declared.body or declared.query or declared.headers:
        found.append(InvalidInputError)
    return found
