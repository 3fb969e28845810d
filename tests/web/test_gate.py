"""Beyond what can be worked on, a request is refused at once and in words."""

import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from app.web.gate import Gate, waiting_room

WHERE = "/api/v1/sites/blog/comments"


class Slow:
    """An application that ends no request before it is told to."""

    def __init__(self) -> None:
        self.inside = threading.Semaphore(0)
        self.go_on = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Say that a request is in, and wait."""
        if environ["PATH_INFO"] != "/healthz":
            self.inside.release()
            assert self.go_on.wait(20)
        start_response("200 OK", [])
        return [b"done"]


def _full(slow: Slow, gate: Gate, pool: ThreadPoolExecutor) -> list[Future[Any]]:
    """Send as many requests as may be worked on or wait."""
    sent = [pool.submit(Client(gate).get, WHERE) for _ in range(waiting_room(2))]
    for _ in range(2):
        assert slow.inside.acquire(timeout=20)
    while gate._room._value:
        threading.Event().wait(0.001)
    return sent


@pytest.fixture
def slow() -> Iterable[Slow]:
    """Give an application that is let go in the end, whatever the test did."""
    made = Slow()
    yield made
    made.go_on.set()


def test_full_is_503_at_once(slow: Slow) -> None:
    """Whoever finds no room is told so, and when to come back, while others wait."""
    gate = Gate(slow, threads=2, wait=20)
    with ThreadPoolExecutor(waiting_room(2)) as pool:
        sent = _full(slow, gate, pool)
        answer = Client(gate).get(WHERE)
        slow.go_on.set()
        statuses = [each.result().status_code for each in sent]
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["code"] == "overloaded"
    assert statuses == [200] * waiting_room(2)


def test_room_is_free_again(slow: Slow) -> None:
    """As soon as the crowd is gone, everybody is let in."""
    gate = Gate(slow, threads=2, wait=20)
    with ThreadPoolExecutor(waiting_room(2)) as pool:
        sent = _full(slow, gate, pool)
        slow.go_on.set()
        assert [each.result().status_code for each in sent]
    assert Client(gate).get(WHERE).status_code == 200


def test_waiting_ends(slow: Slow) -> None:
    """Nobody waits for longer than was promised, and then he is told."""
    gate = Gate(slow, threads=1, wait=0.01)
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(Client(gate).get, WHERE)
        assert slow.inside.acquire(timeout=20)
        answer = Client(gate).get("/t/blog")
        slow.go_on.set()
        assert sent.result().status_code == 200
    assert (answer.status_code, answer.mimetype) == (503, "text/plain")
    assert "busy" in answer.get_data(as_text=True)


def test_an_error_gives_its_place_back() -> None:
    """A request that breaks the application does not take its place along."""

    def broken(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        raise ZeroDivisionError

    gate = Gate(broken, threads=1)
    for _ in range(waiting_room(1) + 1):
        with pytest.raises(ZeroDivisionError):
            Client(gate).get("/")


def test_health_is_always_answered(slow: Slow) -> None:
    """However full it is, whoever asks for the process's health is answered."""
    gate = Gate(slow, threads=2, wait=20)
    with ThreadPoolExecutor(waiting_room(2)) as pool:
        _full(slow, gate, pool)
        answer: TestResponse = Client(gate).get("/healthz")
        assert Client(gate).head(WHERE).get_data() == b""
        slow.go_on.set()
    assert answer.status_code == 200
