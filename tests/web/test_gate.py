"""Beyond what can be worked on, a request is refused at once and in words."""

import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from app.web.gate import Gate, Line, waiting_room

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
    while not gate._line.is_full:
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


def _queue_up(line: Line, pool: ThreadPoolExecutor, *, count: int) -> list[int]:
    """Let some wait for a place, one after another; they note when they had theirs."""
    served: list[int] = []

    def wait_for(number: int) -> None:
        assert line.enter(wait=20)
        served.append(number)
        line.leave()

    for number in range(count):
        pool.submit(wait_for, number)
        while len(line._waiting) <= number:
            threading.Event().wait(0.001)
    return served


def test_who_waits_has_his_turn() -> None:
    """A place goes to whoever has waited longest, not to one who comes just then."""
    line = Line(1, room=9)
    assert line.enter(wait=0)
    with ThreadPoolExecutor(8) as pool:
        served = _queue_up(line, pool, count=8)
        assert line.is_full
        assert not line.enter(wait=20)
        line.leave()
    assert served == [*range(8)]
    assert line.enter(wait=0)


def test_a_place_that_comes_too_late_is_not_lost() -> None:
    """Whoever gives up leaves the line; the others move on, and nothing is lost."""
    line = Line(1, room=3)
    assert line.enter(wait=0)
    assert not line.enter(wait=0.001)
    line.leave()
    assert line.enter(wait=0)


def test_a_place_handed_over_in_the_last_moment_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody whose time is over just as his turn comes has his turn."""

    class Late:
        """A lock whose wait is over as it is released."""

        def acquire(self, timeout: float = -1) -> bool:
            if timeout >= 0:
                line.leave()
            return timeout < 0

        def release(self) -> None:
            """Come too late."""

    line = Line(1, room=2)
    assert line.enter(wait=0)
    monkeypatch.setattr("app.web.gate.threading.Lock", Late)
    assert line.enter(wait=1)
    monkeypatch.undo()
    line.leave()
    assert line.enter(wait=0)
