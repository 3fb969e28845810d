"""What the tests of the web ask again and again.

Problems as RFC 9457 has them, a site's policy, a moderator's word, and every row of
the database, to see that nothing has changed.
"""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from werkzeug.test import TestResponse

from app.domain.moderation import Verb
from app.services import moderation, sites
from app.services.container import Container
from app.services.sites import SiteChange
from app.storage.base import Base

PROBLEM = {"type", "title", "status", "detail", "code"}
INTERNAL = ("Traceback", "sqlalchemy", "psycopg", "sqlite3", "/app/", ".py", "msgspec")


def problem(answer: TestResponse, status: int, *, code: str) -> dict[str, Any]:
    """Check that an answer is this problem, whole and without internals; its JSON."""
    text = answer.get_data(as_text=True)
    assert (answer.status_code, answer.mimetype) == (
        status,
        "application/problem+json",
    ), text
    found: dict[str, Any] = answer.get_json()
    assert found["code"] == code, text
    assert PROBLEM <= set(found) <= PROBLEM | {"errors"}
    assert found["status"] == status
    assert all(isinstance(found[name], str) for name in PROBLEM - {"status"})
    assert found["title"]
    assert found["detail"]
    for each in found.get("errors", []):
        assert set(each) == {"field", "code", "message"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert [word for word in INTERNAL if word in text] == []
    return found


def fields(found: dict[str, Any]) -> dict[str, str]:
    """Give the codes of a problem by field."""
    return {each["field"]: each["code"] for each in found["errors"]}


def set_policy(container: Container, **policy: str) -> None:
    """Change the policy of the site "blog"."""
    sites.set_(container, "blog", change=SiteChange(policy=policy))


def decide(container: Container, verb: Verb, comment: dict[str, Any]) -> None:
    """Let the owner decide about a comment; it must work."""
    done = moderation.decide(
        container,
        "blog",
        verb=verb,
        ids=[UUID(comment["id"])],
        by=("owner", "test"),
    )
    assert [outcome.problem for outcome in done] == [""]


def everything(container: Container) -> dict[str, list[str]]:
    """Read every row of every table."""
    with container.store._engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(sa.select(table))))
            for table in Base.metadata.sorted_tables
        }


def token(comment: dict[str, Any]) -> dict[str, str]:
    """Give the header by which a comment's author is known."""
    return {"X-Edit-Token": comment["edit_token"]}
