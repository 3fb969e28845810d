"""Webhooks: told once, signed, tried again, and dropped when their receiver is gone."""

import base64
import dataclasses
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest

from app.adapters.http import SafeFetcher
from app.domain.errors import (
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    UnauthenticatedError,
)
from app.domain.identity import Role
from app.domain.login_errors import NotFreshError
from app.domain.moderation import Verb
from app.services import outbox, webhooks
from app.services.container import Container
from app.services.steps.credentials import NOBODY
from app.services.webhooks import Secret, Trial, WebhookOrder
from app.storage.outbox_models import DeliveryRow
from tests import people
from tests.service import MovableClock
from tests.services import acts
from tests.web.asking import set_policy

pytestmark = pytest.mark.usefixtures("site")


class Receiver:
    """A program that is told things; `answers` are the statuses it gives next."""

    def __init__(self) -> None:
        """Listen on a free port of this machine."""
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                headers = {name.lower(): text for name, text in self.headers.items()}
                receiver.got.append((headers, self.rfile.read(length)))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever)

    def take(self) -> list[dict[str, Any]]:
        """Give what came since the last time, as JSON."""
        found = [json.loads(body) for _, body in self.got]
        self.got.clear()
        return found


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Run a receiver."""
    made = Receiver()
    made.thread.start()
    yield made
    made.server.shutdown()
    made.thread.join()
    made.server.server_close()


@pytest.fixture
def told(container: Container, receiver: Receiver) -> Container:
    """Give a container that may speak to the receiver, though it is on this machine."""
    return dataclasses.replace(container, fetcher=SafeFetcher([receiver.origin]))


def _add(told: Container, receiver: Receiver, **more: Any) -> Secret:
    order = WebhookOrder(url=f"{receiver.origin}/hook?key=geheim", **more)
    return webhooks.add(told, "blog", order=order, credentials=acts.OPERATOR)


def _work(told: Container) -> None:
    while outbox.work(told, go_on=lambda: True):
        pass


def _signs(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Check a signature as a receiver does."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    return f"v1,{mac}" in headers["webhook-signature"].split(" ")


def test_receiver_is_told_once_and_can_check(
    told: Container, receiver: Receiver
) -> None:
    """A new comment comes as one signed message, with no address in it."""
    secret = _add(told, receiver)
    posted = acts.post(told, "*Hi*", name="Ada", email="ada@example.org")
    _work(told)
    ((headers, body),) = receiver.got
    assert _signs(secret.text, headers, body)
    assert not _signs(secret.text, headers, body + b" ")
    assert headers["webhook-timestamp"] == str(int(told.clock().timestamp()))
    assert b"ada@example.org" not in body
    (message,) = receiver.take()
    assert message["type"] == "comment.posted"
    data = message["data"]
    assert (data["id"], data["site"]) == (str(posted.comment.id), "blog")
    assert (data["author"]["name"], data["body"]) == ("Ada", "*Hi*")
    assert data["thread"] == {"key": "/a", "title": None, "url": None}
    _work(told)
    assert receiver.got == []


def test_each_wants_its_own(told: Container, receiver: Receiver) -> None:
    """A webhook hears what it asked for, of spam never, of a deletion the id alone."""
    set_policy(told, disallowed_words="casino", hold_words="dice")
    _add(told, receiver, events=["comment.deleted", "comment.decided"])
    acts.post(told, "casino")
    held, posted = acts.post(told, "dice"), acts.post(told, "Fine")
    acts.decide(told, Verb.APPROVE, held)
    acts.decide(told, Verb.DELETE, posted)
    _work(told)
    found = {each["type"]: each["data"] for each in receiver.take()}
    assert set(found) == {"comment.decided", "comment.deleted"}
    assert set(found["comment.deleted"]) == {"site", "id", "thread"}
    assert found["comment.decided"]["status"] == "approved"


def test_failures_are_tried_again_under_the_same_id(
    told: Container, receiver: Receiver, clock: MovableClock
) -> None:
    """What is not taken comes again later, known by its id, and is counted."""
    _add(told, receiver)
    receiver.answers = [500, 302]
    acts.post(told)
    for _ in range(3):
        _work(told)
        clock.advance(hours=1)
    ids = {headers["webhook-id"] for headers, _ in receiver.got}
    assert (len(receiver.got), len(ids)) == (3, 1)
    (row,) = acts.stored(told, DeliveryRow)
    assert (row.state, row.attempts) == ("done", 3)
    (view,) = webhooks.listed(told, "blog", credentials=acts.OPERATOR)
    assert view.failures == 0


def test_gone_is_gone(told: Container, receiver: Receiver) -> None:
    """Whoever answers 410 is switched off until an owner switches him on again."""
    made = _add(told, receiver)
    receiver.answers = [410]
    acts.post(told, "One")
    _work(told)
    acts.post(told, "Two")
    _work(told)
    assert len(receiver.take()) == 1
    (view,) = webhooks.listed(told, "blog", credentials=acts.OPERATOR)
    assert (view.enabled, view.failures) == (False, 1)
    assert ("127.0.0.1" in repr(view), "geheim" in repr(view)) == (True, False)
    webhooks.set_enabled(
        told,
        "blog",
        webhook_id=made.webhook_id,
        enabled=True,
        credentials=acts.OPERATOR,
    )
    acts.post(told, "Three")
    _work(told)
    assert [each["data"]["body"] for each in receiver.take()] == ["Three"]


def test_rotation_signs_twice_for_a_day(
    told: Container, receiver: Receiver, clock: MovableClock
) -> None:
    """The receiver has a day to take up the new secret."""
    old = _add(told, receiver)
    about = {"webhook_id": old.webhook_id, "credentials": acts.OPERATOR}
    new = webhooks.rotate(told, "blog", **about)  # type: ignore[arg-type]
    for hours, both in ((23, True), (2, False)):
        clock.advance(hours=hours)
        webhooks.test(told, "blog", **about)  # type: ignore[arg-type]
        headers, body = receiver.got[-1]
        assert _signs(new.text, headers, body)
        assert _signs(old.text, headers, body) is both


def test_test_says_what_was_answered(
    container: Container, told: Container, receiver: Receiver
) -> None:
    """An owner sees at once whether it works; inside our network nothing is asked."""
    made = _add(told, receiver, preset="slack")

    def trial(by: Container) -> Trial:
        return webhooks.test(
            by, "blog", webhook_id=made.webhook_id, credentials=acts.OPERATOR
        )

    assert trial(told) == Trial(worked=True, answer="HTTP 204")
    assert made.text == ""
    assert "webhook-signature" not in receiver.got[0][0]
    receiver.answers = [404]
    assert trial(told) == Trial(worked=False, answer="HTTP 404")
    assert trial(container).worked is False
    assert len(receiver.got) == 2


def test_owners_alone_and_freshly(
    told: Container, receiver: Receiver, clock: MovableClock
) -> None:
    """Moderators, strangers and owners who signed in long ago change nothing."""
    owner = people.account(told, "Olga")
    people.grant(told, owner, role=Role.OWNER)
    moderator = people.grant(told, people.account(told, "Mo"))
    order = WebhookOrder(url=receiver.origin)
    at_desk = people.at_home(told, owner)
    made = webhooks.add(told, "blog", order=order, credentials=at_desk)
    for by, error in (
        (people.at_home(told, moderator), ForbiddenError),
        (NOBODY, UnauthenticatedError),
    ):
        with pytest.raises(error):
            webhooks.add(told, "blog", order=order, credentials=by)
    clock.advance(minutes=11)
    with pytest.raises(NotFreshError):
        webhooks.remove(told, "blog", webhook_id=made.webhook_id, credentials=at_desk)
    assert len(webhooks.listed(told, "blog", credentials=at_desk)) == 1


def test_bad_orders(told: Container) -> None:
    """Presets and events are closed lists, addresses checked, ids the site's."""
    for order in (
        WebhookOrder(url="https://a.example", preset="pigeon"),
        WebhookOrder(url="https://a.example", events=["x"]),
        WebhookOrder(url="a.example"),
    ):
        with pytest.raises(InvalidInputError):
            webhooks.add(told, "blog", order=order, credentials=acts.OPERATOR)
    with pytest.raises(NotFoundError):
        webhooks.remove(told, "blog", webhook_id=UUID(int=1), credentials=acts.OPERATOR)
