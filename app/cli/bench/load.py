"""The load generator: one process, one thread, many connections, no pipelining.

A closed loop: each connection sends its next request when it has read the answer to
the last. It reads a plan as JSON from standard input and writes what happened to
standard output, its own processor time included, so that a measurement bounded by
the generator is seen to be one.
"""

import json
import random
import select
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any

from app.cli.bench.framing import BrokenAnswerError, first_answer
from app.cli.bench.histogram import Histogram

# Stands in a request for a number that no other request of the run has.
UNIQUE = b"@@@@@@@@@@@@"
GIVE_UP = 10.0
_READ = 262_144
_MOST_BROKEN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPlan:
    """What to send: `often` in turn, and `seldom` for that share of the requests.

    It ends after `seconds`, or after `count` requests if that comes first.
    """

    host: str
    port: int
    connections: int
    seconds: float
    often: list[str]
    seldom: list[str] = field(default_factory=list)
    share: float = 0.0
    count: int = 0
    seed: int = 1
    good: list[int] = field(default_factory=lambda: [200, 201, 202, 304])


class Requests:
    """The requests of a plan, one after another."""

    def __init__(self, plan: LoadPlan) -> None:
        """Make them ready, so that sending one costs next to nothing."""
        self._often = [text.encode() for text in plan.often]
        self._seldom = [text.encode() for text in plan.seldom]
        self._share = plan.share
        self._chance = random.Random(plan.seed)  # noqa: S311 -- which one comes next
        self._sent = Counter[bool]()
        # Two runs on one database must not say the same twice.
        self._run = (time.time_ns() // 1_000_000) % 1_000_000

    def next(self) -> bytes:
        """Give the next request."""
        seldom = bool(self._seldom) and self._chance.random() < self._share
        pool = self._seldom if seldom else self._often
        number = self._sent[seldom]
        self._sent[seldom] += 1
        request = pool[number % len(pool)]
        if UNIQUE not in request:
            return request
        return request.replace(UNIQUE, b"%06d%06d" % (self._run, number % 1_000_000))


class _Connection:
    """One connection and the answer it waits for."""

    def __init__(self, plan: LoadPlan) -> None:
        self._address = (plan.host, plan.port)
        self.socket = self._open()
        self.data = b""
        self.begun = 0.0

    def _open(self) -> socket.socket:
        made = socket.create_connection(self._address, timeout=GIVE_UP)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def send(self, request: bytes) -> None:
        self.data = b""
        self.begun = time.perf_counter()
        self.socket.sendall(request)

    def again(self) -> None:
        """Open anew, after the server has closed."""
        self.socket.close()
        self.socket = self._open()


class Load:
    """A plan being carried out."""

    def __init__(self, plan: LoadPlan) -> None:
        """Open nothing yet."""
        self._plan = plan
        self._requests = Requests(plan)
        self._histogram = Histogram()
        self._statuses = Counter[int]()
        self._bytes = self._broken = self._sent = 0
        self._until = 0.0
        self._poll = select.poll()
        self._open: dict[int, _Connection] = {}

    def run(self) -> dict[str, Any]:
        """Send until the time or the requests are over; says what happened."""
        cpu, begun = time.process_time(), time.perf_counter()
        self._until = begun + self._plan.seconds
        for _ in range(self._plan.connections):
            self._guarded(self._start)
        while self._open:
            ready = self._poll.poll(GIVE_UP * 1000)
            if not ready:
                # What hangs for so long is an error, not a slow answer.
                self._broken += len(self._open)
                break
            for number, _ in ready:
                connection = self._open[number]
                self._guarded(partial(self._read, connection))
        seconds = time.perf_counter() - begun
        for connection in self._open.values():
            connection.socket.close()
        return self._told(seconds, cpu=time.process_time() - cpu)

    def _guarded(self, step: Callable[[], None]) -> None:
        """Count what breaks; too much of it ends the run."""
        try:
            step()
        except (OSError, BrokenAnswerError):
            self._broken += 1

    def _start(self) -> None:
        if self._is_over():
            return
        self._listen(_Connection(self._plan))

    def _listen(self, connection: _Connection) -> None:
        """Send the next request and wait for its answer."""
        self._sent += 1
        connection.send(self._requests.next())
        self._open[connection.socket.fileno()] = connection
        self._poll.register(connection.socket, select.POLLIN)

    def _read(self, connection: _Connection) -> None:
        try:
            chunk = connection.socket.recv(_READ)
            connection.data += chunk
            answer = first_answer(connection.data, ended=not chunk)
        except (OSError, BrokenAnswerError):
            self._drop(connection)
            connection.socket.close()
            self._guarded(self._start)
            raise
        if answer is None:
            return
        self._histogram.record(time.perf_counter() - connection.begun)
        self._statuses[answer.status] += 1
        self._bytes += answer.size
        self._go_on(connection, closes=answer.closes)

    def _go_on(self, connection: _Connection, *, closes: bool) -> None:
        if self._is_over():
            self._drop(connection)
            connection.socket.close()
        elif closes:
            self._drop(connection)
            connection.again()
            self._listen(connection)
        else:
            self._sent += 1
            connection.send(self._requests.next())

    def _drop(self, connection: _Connection) -> None:
        self._poll.unregister(connection.socket)
        del self._open[connection.socket.fileno()]

    def _is_over(self) -> bool:
        count = self._plan.count
        sent = bool(count) and self._sent >= count
        late = time.perf_counter() >= self._until
        return sent or late or self._broken >= _MOST_BROKEN

    def _told(self, seconds: float, *, cpu: float) -> dict[str, Any]:
        bad = sum(
            count
            for status, count in self._statuses.items()
            if status not in self._plan.good
        )
        return {
            "generator": "own",
            "requests": len(self._histogram) + self._broken,
            "errors": bad + self._broken,
            "seconds": seconds,
            "bytes": self._bytes,
            "cpu": cpu,
            "statuses": {str(key): n for key, n in sorted(self._statuses.items())},
            "p50": self._histogram.quantile(0.5),
            "p99": self._histogram.quantile(0.99),
        }


def to_text(plan: LoadPlan) -> str:
    """Write a plan for the process that carries it out."""
    return json.dumps(asdict(plan))


if __name__ == "__main__":
    told = Load(LoadPlan(**json.load(sys.stdin))).run()
    sys.stdout.write(json.dumps(told))
