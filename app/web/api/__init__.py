"""The REST API: its blueprint, made from the declared operations."""

from collections import defaultdict
from functools import partial

from flask import Blueprint, Response, request

from app.web import origins
from app.web.api import (
    comments,
    counts,
    moderation,
    openapi,
    preview,
    reports,
    sessions,
    sites,
    subscriptions,
)
from app.web.api.operations import OPERATIONS, PREFIX, Operation, serve

blueprint = Blueprint("api", __name__)


def _register() -> None:
    by_path: dict[str, list[Operation]] = defaultdict(list)
    for declared in OPERATIONS:
        by_path[declared.path].append(declared)
        blueprint.add_url_rule(
            _rule(declared.path),
            declared.name,
            partial(_serve, declared),
            methods=[declared.method],
            provide_automatic_options=False,
        )
    for path, declared_here in by_path.items():
        names = " ".join(declared.name for declared in declared_here)
        blueprint.add_url_rule(
            _rule(path),
            f"options {names}",
            partial(_preflight, declared_here),
            methods=["OPTIONS"],
            provide_automatic_options=False,
        )


def _rule(path: str) -> str:
    return PREFIX + path.replace("{", "<").replace("}", ">")


def _serve(declared: Operation, **path: str) -> Response:
    return serve(declared, path)


def _preflight(declared: list[Operation], **path: str) -> Response:
    """Answer for the call that the browser says it is about to make."""
    methods = [each.method for each in declared]
    asked = request.headers.get("Access-Control-Request-Method")
    meant = next((each for each in declared if each.method == asked), declared[0])
    shown = [*methods, *(["HEAD"] if "GET" in methods else []), "OPTIONS"]
    return origins.preflight(meant.reach, path.get("site"), methods=shown)


_register()
openapi.install(blueprint)
__all__ = [
    "blueprint",
    "comments",
    "counts",
    "moderation",
    "preview",
    "reports",
    "sessions",
    "sites",
    "subscriptions",
]
