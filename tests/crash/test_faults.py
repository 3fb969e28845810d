"""A full disk and an order to stop, as those feel it who speak HTTP."""

import contextlib
import http.client
import signal
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.cluster import ask, until
from tests.crash.server import Poster, Server, connect

BODY = "x" * 9_000
MEGABYTES = 3

pytestmark = pytest.mark.xdist_group("crash")


def _end(server: Server) -> None:
    if server.process is not None and server.process.poll() is None:
        server.signal(signal.SIGKILL)


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """Mount a file system of three megabytes, where the system lets us."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    size = f"size={MEGABYTES}m"
    mount = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a file system")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_full_disk(tiny: Path) -> None:
    """Writes are 507 with Retry-After, reads 200; room heals it without a restart."""
    server, ballast = Server(tiny), tiny / "ballast"
    server.prepare()
    try:
        server.start()
        _fill(server, ballast)
    finally:
        _end(server)


def _fill(server: Server, ballast: Path) -> None:
    document = {"thread": {"key": "/full"}, "body": BODY}
    assert ask(server.port, "/comments", document)[0] == 201
    with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
        while file.write(b"x" * 4096):
            pass
    answers = [
        ask(server.port, "/comments", document | {"body": f"{n} {BODY}"})
        for n in range(8)
    ]
    status, headers, problem = answers[-1]
    assert {each[0] for each in answers} <= {201, 507}, answers
    assert (status, problem["code"]) == (507, "storage_full")
    assert headers["content-type"] == "application/problem+json"
    assert int(headers["retry-after"])
    for thread in ("/full", "/never"):
        assert ask(server.port, f"/comments?thread={thread}")[0] == 200
    ballast.unlink()
    after = document | {"body": "There is room again."}
    until(lambda: ask(server.port, "/comments", after)[0] == 201, seconds=10)
    page = ask(server.port, "/comments?thread=/full")[2]
    assert "There is room again." in str(page)


class Reader(threading.Thread):
    """Reads over one connection until that is closed; notes what was cut short."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port
        self.whole = 0
        self.cut: list[str] = []

    def run(self) -> None:
        """Read one answer after another."""
        with contextlib.suppress(OSError), connect(self.port) as connection:
            while True:
                try:
                    connection.request("GET", "/api/v1/sites/blog/comments?thread=/a")
                    answer = connection.getresponse()
                except (OSError, http.client.HTTPException):
                    # Not one byte came: the connection was closed between answers.
                    return
                try:
                    answer.read()
                except (OSError, http.client.HTTPException) as error:
                    self.cut.append(type(error).__name__)
                    return
                self.whole += 1


def _stop_under_load(server: Server) -> None:
    server.start()
    posters = [Poster(server.port, f"client {n}") for n in range(4)]
    readers = [Reader(server.port) for _ in range(4)]
    posting = [threading.Thread(target=each.run) for each in posters]
    for thread in (*posting, *readers):
        thread.start()
    until(lambda: sum(len(each.promised) for each in posters) >= 20, seconds=30)
    assert server.signal(signal.SIGTERM) == 0
    for thread in (*posting, *readers):
        thread.join()
    assert all(each.whole for each in readers)
    assert [each.cut for each in readers if each.cut] == []
    assert [each.broken for each in posters if each.broken] == []
    with contextlib.closing(sqlite3.connect(server.database)) as connection:
        bodies = {row[0] for row in connection.execute("SELECT body FROM comments")}
    unanswered = {body for each in posters for body, _ in each.unsure}
    # Whatever was worked on was answered as well.
    assert unanswered & bodies == set()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Give a server that is ready to be started."""
    made = Server(tmp_path)
    made.prepare()
    yield made
    _end(made)


def test_told_to_stop(server: Server) -> None:
    """Under load it ends with 0; what was begun is answered, and whole."""
    _stop_under_load(server)


@pytest.mark.long
def test_told_to_stop_often(server: Server) -> None:
    """The same, fifty times."""
    for _ in range(50):
        _stop_under_load(server)
