"""A process that answers for weeks does not grow."""

import json
import signal
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.cli.bench.processes import tree
from tests.crash.server import Server, connect

CLIENTS = 4
GROWTH = 1.05
SITE = "/api/v1/sites/blog"
Request = tuple[str, str, bytes | None]

pytestmark = pytest.mark.xdist_group("crash")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Give a server that may keep one megabyte of answers."""
    made = Server(tmp_path, more={"REJOINDER_SNAPSHOT_MB": "1"})
    made.prepare()
    made.start()
    yield made
    if made.process is not None and made.process.poll() is None:
        made.signal(signal.SIGKILL)


def _requests(numbers: range) -> Iterator[Request]:
    """Give what readers ask for: mostly what is kept, and some of all else.

    The addresses go round a circle that is longer than what fits into memory.
    """
    for number in numbers:
        thread = f"/{number % 3_000}"
        match number % 20:
            case 0:
                yield "GET", f"/t/blog?thread={thread}", None
            case 1:
                yield "GET", f"{SITE}/comments?thread={thread}&limit=7", None
            case 2:
                yield "GET", f"{SITE}/counts?thread={thread}&thread=/a", None
            case 3:
                yield "GET", f"/nothing{thread}", None
            case 4:
                yield "POST", f"{SITE}/comments", b'{"body": ""}'
            case 5 if number % 400 == 5:
                document = {"thread": {"key": "/a"}, "body": f"number {number}"}
                yield "POST", f"{SITE}/comments", json.dumps(document).encode()
            case _:
                yield "GET", f"{SITE}/comments?thread=/a", None


def _ask(server: Server, *, numbers: range) -> None:
    """Send requests over a few connections; nothing may break."""

    def client(mine: Iterable[Request]) -> set[int]:
        seen = set()
        with connect(server.port) as connection:
            for method, path, body in mine:
                headers = {"Content-Type": "application/json"} if body else {}
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                answer.read()
                seen.add(answer.status)
        return seen

    shares = [_requests(numbers[client::CLIENTS]) for client in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        seen = set().union(*pool.map(client, shares))
    assert {200, 201, 404, 422} <= seen
    assert not seen & {500, 502, 503}


def _memory(server: Server) -> int:
    """Add up what the server's processes hold alone, in kB."""
    assert server.process is not None
    found = 0
    for pid in tree(server.process.pid):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
        found += sum(int(line.split()[1]) for line in lines if line[:5] == "Anony")
    return found


def _check(server: Server, *, warm: int, times: int) -> None:
    _ask(server, numbers=range(warm))
    before = _memory(server)
    _ask(server, numbers=range(warm, warm + times))
    after = _memory(server)
    assert before > 0, "memory is read from /proc, as Linux has it"
    assert after <= GROWTH * before, f"{before} kB, then {after} kB"


def test_memory_stays(server: Server) -> None:
    """After a few thousand requests some thousand more take no more memory."""
    _check(server, warm=6_000, times=6_000)


@pytest.mark.long
def test_memory_stays_for_long(server: Server) -> None:
    """A hundred thousand requests of all kinds add no more than a twentieth."""
    _check(server, warm=10_000, times=100_000)
