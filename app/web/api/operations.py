"""How a call of the API is declared once and serves four times.

An Operation says what comes in, what goes out, who may call and which errors
to expect. From it come the Flask view, the validation, the CORS answers and the
OpenAPI document, so that they cannot differ.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from flask import Response, request

from app.domain.errors import CommentNotFoundError, DomainError
from app.domain.freshness import Basis
from app.services.container import Container
from app.services.steps.credentials import Credentials
from app.web import context, origins, snapshots
from app.web.api import parsing
from app.web.origins import Reach

PREFIX = "/api/v1"


class Access(StrEnum):
    """Who may call."""

    ANYONE = "anyone"
    AUTHOR = "the comment's author, by bearer token or X-Edit-Token"
    MEMBER = "who is logged in, by bearer token"
    MODERATOR = "the site's moderators and owners, by a program's API token"
    ONSITE = (
        "the site's moderators and owners, by a program's API token or a page's token "
        "to moderate"
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a body from `schemas`, headers, and what a public one rests on."""

    status: int = 200
    body: msgspec.Struct | None = None
    headers: dict[str, str] = field(default_factory=dict)
    basis: Basis | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, parsed and typed, as handlers get it."""

    container: Container
    credentials: Credentials
    path: dict[str, str]
    query: Any
    body: Any

    @property
    def site(self) -> str:
        """The site's slug from the path."""
        return self.path["site"]

    @property
    def comment_id(self) -> UUID:
        """The comment's id from the path; raises CommentNotFoundError."""
        try:
            return UUID(self.path["comment_id"])
        except ValueError:
            raise CommentNotFoundError from None

    @property
    def idempotency_key(self) -> str | None:
        """The Idempotency-Key header; raises InvalidInputError for a bad one."""
        return parsing.idempotency_key(request.headers.get("Idempotency-Key"))

    @property
    def if_match(self) -> frozenset[str] | None:
        """The strong tags of If-Match, None where the header is absent."""
        return parsing.if_match(request.headers.get("If-Match"))


Handler = Callable[[Call], Answer]
AnyHandler = TypeVar("AnyHandler", bound=Handler)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A declared call of the API."""

    method: str
    path: str
    summary: str
    handler: Handler
    reach: Reach
    access: Access
    answers: dict[int, type[msgspec.Struct] | None]
    errors: tuple[type[DomainError], ...]
    query: type[msgspec.Struct] | None
    body: type[msgspec.Struct] | None
    headers: tuple[str, ...]

    @property
    def name(self) -> str:
        """The operationId, and Flask's endpoint."""
        return self.handler.__name__


OPERATIONS: list[Operation] = []


def operation(  # noqa: PLR0913 - a declaration: each argument is a column of one table
    method: str,
    path: str,
    *,
    summary: str,
    reach: Reach,
    answers: dict[int, type[msgspec.Struct] | None],
    access: Access = Access.ANYONE,
    errors: tuple[type[DomainError], ...] = (),
    query: type[msgspec.Struct] | None = None,
    body: type[msgspec.Struct] | None = None,
    headers: tuple[str, ...] = (),
) -> Callable[[AnyHandler], AnyHandler]:
    """Declare the function below to be a call of the API."""

    def declare(handler: AnyHandler) -> AnyHandler:
        declared = Operation(
            method=method,
            path=path,
            summary=summary,
            handler=handler,
            reach=reach,
            access=access,
            answers=answers,
            errors=errors,
            query=query,
            body=body,
            headers=headers,
        )
        OPERATIONS.append(declared)
        return handler

    return declare


def serve(declared: Operation, path: dict[str, str]) -> Response:
    """Run one request: admit, parse, call, write."""
    origins.admit(declared.reach, path.get("site"))
    query = parsing.query(declared.query, request.args) if declared.query else None
    if parsing.is_plain(declared.query, request.args):
        snapshots.allow()
    body = parsing.body(declared.body) if declared.body else None
    public = declared.reach is Reach.PUBLIC
    call = Call(
        container=context.container(),
        # What is public is the same for everybody, whatever was sent along.
        credentials=Credentials() if public else context.credentials(),
        path=path,
        query=query,
        body=body,
    )
    return write(declared.handler(call), reach=declared.reach)


def write(answer: Answer, *, reach: Reach) -> Response:
    """Turn an Answer into bytes; public ones are tagged and may be kept."""
    content = msgspec.json.encode(answer.body) if answer.body is not None else b""
    response = Response(content, answer.status)
    if answer.body is None:
        del response.headers["Content-Type"]
    else:
        response.content_type = "application/json"
    response.headers.extend(answer.headers)
    if reach is Reach.PUBLIC:
        response.headers.setdefault("Cache-Control", "public, no-cache")
        if answer.basis is not None:
            snapshots.finish(answer.basis)
        else:
            response.add_etag()
            response.make_conditional(request)
    return response
