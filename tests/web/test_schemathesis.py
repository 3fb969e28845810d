"""Schemathesis reads our document and tries whether the service keeps its word.

Default checks; 422 is expected for data that fits the schema, since the domain's
rules (a body that is not blank, a key that leaves something) are no JSON Schema.
SQLite alone, the same examples every time.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection
from werkzeug.test import Client

from app.compose import build_container
from app.factory import create_app
from app.services import sites
from app.services.schema import migrate
from app.services.sites import SiteChange
from app.settings import from_environ
from app.web.api.openapi import document
from tests.service import BLOG, PUBLIC_URL, MovableClock

MANY = settings(
    max_examples=500,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
FEW = settings(MANY, max_examples=25)
ACCEPTED = ["2xx", "401", "403", "404", "409", "422"]
CONFIG: dict[str, Any] = {
    "checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED}},
    "generation": {"deterministic": True},
    "parameters": {"path.site": "blog"},
}


class Door:
    """The application as it is known when tests are collected: not made yet."""

    leads_to: Flask | None = None

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answer as the application does."""
        assert self.leads_to is not None
        return self.leads_to(environ, start_response)


Case = schemathesis.Case[Any]
DOOR = Door()
schema = schemathesis.openapi.from_dict(
    document(PUBLIC_URL), config=SchemathesisConfig.from_dict(CONFIG)
)
schema.app = DOOR


def _seed() -> dict[str, str]:
    """Post the one comment."""
    path, thread = "/api/v1/sites/blog/comments", {"key": "/a", "title": "A"}
    author = {"name": "Ada", "url": "https://ada.example"}
    post = {"thread": thread, "body": "*Hello*", "author": author}
    made: dict[str, str] = Client(DOOR).post(path, json=post).get_json()
    return made


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Open the door to the site "blog" from a SQLite file, with one comment in it."""
    url = f"sqlite:///{tmp_path_factory.mktemp('schemathesis') / 'db.sqlite3'}"
    chosen = from_environ(
        {
            "REJOINDER_DATABASE_URL": url,
            "REJOINDER_SECRET_KEY": "a secret that is long enough for tests",
            "REJOINDER_RATE_LIMITS": "off",
        }
    )
    migrate(url)
    container = build_container(chosen, clock=MovableClock())
    rules = {"posts_per_minute": "100000"}
    sites.add(container, "blog", change=SiteChange(policy=rules, add_origins=[BLOG]))
    DOOR.leads_to = create_app(chosen, container=container)
    yield _seed()
    DOOR.leads_to = None
    container.store.close()


@schema.parametrize()
@FEW
def test_service_keeps_its_word(case: Case, served: dict[str, str]) -> None:
    """Whatever is sent, the answer is one that the document promises."""
    case.call_and_validate()


@pytest.mark.long
@schema.parametrize()
@MANY
def test_service_keeps_its_word_at_length(case: Case, served: dict[str, str]) -> None:
    """The same with twenty times as many examples."""
    case.call_and_validate()


def _plant(case: Case, seed: dict[str, str]) -> None:
    """Let a case speak of the comment that is there, of all that it may name."""
    if case.path_parameters.get("comment_id"):
        case.path_parameters["comment_id"] = seed["id"]
    if case.method != "DELETE":
        case.headers["X-Edit-Token"] = seed["edit_token"]
        case.headers.pop("If-Match", None)
    if "check" not in case.path:
        case.query["thread"] = "/a"
        case.query.pop("cursor", None)
        case.query.pop("url", None)
    if isinstance(case.body, dict) and "thread" in case.body:
        case.body = {
            "body": case.body.get("body"),
            "author": {"name": "Ada"},
            "thread": {"key": "/a"},
            "parent_id": seed["id"],
        }


@schema.parametrize()
@FEW
def test_service_keeps_its_word_about_comments(
    case: Case, served: dict[str, str]
) -> None:
    """What it says of a comment and thread that are there is as promised, too."""
    _plant(case, served)
    case.call_and_validate(excluded_checks=[negative_data_rejection])


def test_document_is_the_served_one(served: dict[str, str]) -> None:
    """What is checked here is the document that the service serves."""
    answer = Client(DOOR).get("/openapi.json")
    assert answer.get_json() == schema.raw_schema
    assert len(schema.raw_schema["paths"]) >= 8
