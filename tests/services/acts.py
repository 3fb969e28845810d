"""What people do in tests of the use cases, each in one short call.

Nothing here goes round the use cases: people post with what they hold, moderators
decide under a name.
"""

import dataclasses
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.comment import Draft
from app.domain.identity import Role
from app.domain.moderation import Status, Verb
from app.domain.queue import Pile, QueueFilters
from app.services import comments, moderation, reading
from app.services.container import Container
from app.services.moderation import QueuePage, QueueRequest
from app.services.reading import PageRequest
from app.services.requests import Change, Posted, PostRequest
from app.services.steps.credentials import NOBODY, Credentials
from app.services.steps.deciding import Outcome
from app.services.steps.lookup import ThreadRef
from app.services.views import CommentView, PageView
from app.storage.base import Base
from app.storage.models import CommentRow
from app.storage.moderation_models import ModerationLogRow

Row = TypeVar("Row", bound=Base)

MODERATOR = ("moderator", "test")
OPERATOR = Credentials(role=Role.OWNER)


def request(
    body: str = "A comment.",
    *,
    key: str = "/a",
    by: Credentials = NOBODY,
    name: str = "",
    email: str = "",
    **more: Any,
) -> PostRequest:
    """Build a post to the site "blog"; `more` are further fields of the request."""
    return PostRequest(
        site=more.pop("site", "blog"),
        thread=ThreadRef(key=key),
        draft=Draft(body=body, name=name, email=email),
        credentials=by,
        **more,
    )


def post(container: Container, body: str = "A comment.", **more: Any) -> Posted:
    """Post a comment."""
    return comments.post(container, request(body, **more))


def reply(container: Container, to: Posted, body: str = "A reply.") -> Posted:
    """Reply as a stranger."""
    return post(container, body, key=to.comment.thread_key, parent_id=to.comment.id)


def token(posted: Posted) -> str:
    """Give the edit token that came with a post."""
    assert posted.edit_token is not None
    return posted.edit_token


def holding(*posted: Posted, address: str | None = None) -> Credentials:
    """Hold the edit tokens of comments, at an address."""
    tokens = tuple(token(each) for each in posted)
    return Credentials(edit_tokens=tokens, address_block=address)


def own(posted: Posted, *, tag: int | None = None) -> Change:
    """Ask to change one's own comment; `tag` is the version it must still have."""
    return Change(
        site="blog",
        comment_id=posted.comment.id,
        credentials=holding(posted),
        if_match=None if tag is None else frozenset({str(tag)}),
    )


def edit(container: Container, posted: Posted, body: str) -> CommentView:
    """Edit one's own comment."""
    return comments.edit(container, own(posted), body=body)


def delete(container: Container, posted: Posted) -> None:
    """Delete one's own comment."""
    comments.delete(container, own(posted))


def outcomes(container: Container, verb: Verb, *ids: UUID) -> list[Outcome]:
    """Let a moderator decide about comments; give what came of each."""
    return moderation.decide(container, "blog", verb=verb, ids=ids, by=MODERATOR)


def decide(container: Container, verb: Verb, posted: Posted) -> None:
    """Let a moderator decide about a comment; it must work."""
    done = outcomes(container, verb, posted.comment.id)
    assert [each.problem for each in done] == [""]


def queue(
    container: Container,
    pile: Pile | None = Pile.PENDING,
    *,
    sites: tuple[str, ...] = ("blog",),
    **more: Any,
) -> QueuePage:
    """Look at a pile as a moderator; `more` are further parts of the request."""
    request = QueueRequest(filters=QueueFilters(pile=pile), **more)
    return moderation.queue_page(
        container, sites, request=request, credentials=OPERATOR
    )


def page(container: Container, key: str = "/a") -> PageView:
    """Read the first page of a thread, as everybody does."""
    asked = PageRequest(thread=ThreadRef(key=key), limit=100, replies=20)
    return reading.thread_page(container, "blog", request=asked)


def row(container: Container, posted: Posted) -> CommentRow:
    """Read what is stored of a comment."""
    with container.store.read() as unit:
        site = unit.sites.find("blog")
        assert site is not None
        found = unit.comments.find(site.id, posted.comment.id)
    assert found is not None
    return found


def status(container: Container, posted: Posted) -> Status:
    """Read a comment's status, as moderators know it."""
    return row(container, posted).status


def log(container: Container, posted: Posted) -> list[ModerationLogRow]:
    """Read a comment's lines in the moderation log, the oldest first."""
    with container.store.read() as unit:
        site = unit.sites.find("blog")
        assert site is not None
        return unit.moderation.of_comment(site.id, posted.comment.id)[::-1]


def with_limits(container: Container) -> Container:
    """Give the same container with its limits on."""
    return dataclasses.replace(container, limits_on=True)


def stored(container: Container, table: type[Row]) -> list[Row]:
    """Read all rows of a table."""
    with Session(container.store._engine) as session:
        return list(session.scalars(sa.select(table)))
