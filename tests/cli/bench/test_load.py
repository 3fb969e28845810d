"""The load generator sends what it is told and counts what comes back."""

from itertools import count

import pytest

from app.cli.bench.load import UNIQUE, Load, LoadPlan
from app.cli.bench.processes import free_port
from app.cli.bench.wire import Target
from tests.cli.bench.little import Little, serving

GET = Target("127.0.0.1", 1).get("/a", {})


def _plan(little: Little, **more: object) -> LoadPlan:
    fields = {
        "host": "127.0.0.1",
        "port": little.port,
        "connections": 3,
        "seconds": 5.0,
        "often": [GET],
        "count": 60,
        **more,
    }
    return LoadPlan(**fields)  # type: ignore[arg-type]  # fields are as declared


@pytest.mark.parametrize("version", ["HTTP/1.0", "HTTP/1.1"])
def test_every_answer_is_counted_once(version: str) -> None:
    """So many requests are sent, answered and measured, kept alive or not."""
    with serving(lambda _: (200, b"x" * 1000), version=version) as little:
        told = Load(_plan(little)).run()
    assert len(little.asked) == told["requests"] == 60
    assert told["errors"] == 0
    assert told["statuses"] == {"200": 60}
    assert told["bytes"] > 60_000
    assert 0 < told["p50"] <= told["p99"] <= told["seconds"]
    assert told["cpu"] > 0


def test_it_ends_when_the_time_is_over() -> None:
    """Without a number of requests the time is the bound."""
    with serving(lambda _: (200, b"x"), version="HTTP/1.1") as little:
        told = Load(_plan(little, count=0, seconds=0.1)).run()
    assert 0.1 <= told["seconds"] < 5
    assert told["requests"] == len(little.asked) > 0


def test_bad_answers_are_errors() -> None:
    """An answer that is not wanted counts as an error, with its status."""
    numbers = count()

    def answer(_path: str) -> tuple[int, bytes]:
        return (503 if next(numbers) % 4 == 0 else 200), b"x"

    with serving(answer, version="HTTP/1.1") as little:
        told = Load(_plan(little, connections=1)).run()
    assert told["statuses"] == {"200": 45, "503": 15}
    assert (told["requests"], told["errors"]) == (60, 15)


def test_nobody_there_is_an_error_for_each_connection() -> None:
    """A server that refuses ends the run with errors instead of never."""
    told = Load(_plan(Little(free_port(), []))).run()
    assert (told["requests"], told["errors"]) == (3, 3)


def test_a_share_is_seldom_and_each_is_its_own() -> None:
    """A mix has about the wanted share of posts, no two of them alike."""
    post = Target("127.0.0.1", 1).post("/b", UNIQUE.decode(), headers={})
    with serving(lambda _: (201, b"{}"), version="HTTP/1.1") as little:
        Load(_plan(little, seldom=[post], share=0.3, count=200)).run()
    bodies = [body for path, body in little.asked if path == "/b"]
    assert 30 < len(bodies) < 90
    assert len(set(bodies)) == len(bodies)
    assert all(len(body) == len(UNIQUE) + 2 for body in bodies)
