"""Ten times more than fits: an honest answer for everybody, and then all is well."""

import contextlib
import http.client
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.web.gate import waiting_room
from tests.crash.cluster import ask, until
from tests.crash.server import Server, connect

THREADS = 2
CLIENTS = 10 * waiting_room(THREADS)
SOON = 5.0

pytestmark = pytest.mark.xdist_group("crash")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Give a server that works on two requests at once."""
    made = Server(tmp_path, more={"REJOINDER_THREADS": str(THREADS)})
    made.prepare()
    made.start()
    yield made
    if made.process is not None and made.process.poll() is None:
        made.signal(signal.SIGKILL)


class Crowd:
    """Clients that ask for pages nobody can keep, until it is over."""

    def __init__(self, server: Server) -> None:
        self.port = server.port
        self.over = threading.Event()
        self.statuses: Counter[int] = Counter()
        self.silent: list[int] = []
        self.late = 0
        self._lock = threading.Lock()

    def one(self) -> None:
        """Ask and ask."""
        while not self.over.is_set():
            began = time.monotonic()
            broken = contextlib.suppress(OSError, http.client.HTTPException)
            status, waits = 0, None
            with broken, connect(self.port) as connection:
                connection.request("GET", "/t/blog?thread=/a")
                answer = connection.getresponse()
                answer.read()
                status, waits = answer.status, answer.headers["Retry-After"]
            with self._lock:
                self.statuses[status] += 1
                self.late += time.monotonic() - began > SOON
                if status == 503 and waits is None:
                    self.silent.append(status)


def _overload(server: Server, answers: int) -> Crowd:
    crowd = Crowd(server)
    threads = [threading.Thread(target=crowd.one) for _ in range(CLIENTS)]
    kept = "/comments?thread=/a"
    assert ask(server.port, kept)[0] == 200
    for thread in threads:
        thread.start()
    try:
        until(lambda: crowd.statuses.total() >= answers // 2, seconds=60)
        # What is in memory never waits behind the gate.
        assert [ask(server.port, kept)[0] for _ in range(10)] == [200] * 10
        until(lambda: crowd.statuses.total() >= answers, seconds=60)
    finally:
        crowd.over.set()
        for thread in threads:
            thread.join()
    until(lambda: ask(server.port, "/comments?thread=/b")[0] == 200, seconds=5)
    return crowd


def _check(crowd: Crowd) -> None:
    total = crowd.statuses.total()
    good = sum(crowd.statuses[status] for status in (200, 429, 503))
    assert good >= 0.95 * total, crowd.statuses
    assert crowd.late <= 0.05 * total
    assert crowd.silent == []
    assert crowd.statuses[200] > 0


def test_ten_times_too_many(server: Server) -> None:
    """Nearly all get a page or a 503 with Retry-After; afterwards all get pages."""
    document = {"thread": {"key": "/a"}, "body": "first"}
    assert ask(server.port, "/comments", document)[0] == 201
    _check(_overload(server, 300))


@pytest.mark.long
def test_ten_times_too_many_for_long(server: Server) -> None:
    """The same for twenty thousand answers."""
    document = {"thread": {"key": "/a"}, "body": "first"}
    assert ask(server.port, "/comments", document)[0] == 201
    _check(_overload(server, 20_000))
