"""Killed at any moment, the server loses nothing it has acknowledged."""

import signal
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.server import Poster, Server, connect, post

POSTERS = 6
ENOUGH = 20

pytestmark = pytest.mark.xdist_group("crash")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Give a server that is ready to be started."""
    made = Server(tmp_path)
    made.prepare()
    yield made
    if made.process is not None and made.process.poll() is None:
        made.signal(signal.SIGKILL)


def _load(server: Server, number: signal.Signals) -> tuple[list[Poster], int]:
    """Post from several clients, end the server in the midst of it; its exit code."""
    posters = [Poster(server.port, f"client {each}") for each in range(POSTERS)]
    threads = [threading.Thread(target=poster.run) for poster in posters]
    for thread in threads:
        thread.start()
    while sum(len(poster.promised) for poster in posters) < ENOUGH:
        assert any(thread.is_alive() for thread in threads), "nobody could post"
        threads[0].join(timeout=0.02)
    code = server.signal(number)
    for thread in threads:
        thread.join()
    return posters, code


def _stored(server: Server) -> dict[str, str]:
    with sqlite3.connect(server.database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = connection.execute("SELECT id, body FROM comments").fetchall()
        events = connection.execute(
            "SELECT json_extract(payload, '$.comment_id') FROM outbox"
        ).fetchall()
    connection.close()
    assert sorted(row[0] for row in rows) == sorted(
        e[0].replace("-", "") for e in events
    )
    assert len({row[1] for row in rows}) == len(rows), "something was stored twice"
    return dict(rows)


def _send_again(server: Server, posters: list[Poster]) -> None:
    """Ask again for what was never answered, under the same key."""
    unsure = [(poster, *each) for poster in posters for each in poster.unsure]
    with connect(server.port) as connection:
        for poster, body, key in unsure:
            status, answer = post(connection, body, key=key)
            assert status == 201
            poster.promised[answer["id"]] = body


def _hunt(server: Server, rounds: int) -> None:
    promised: dict[str, str] = {}
    for _ in range(rounds):
        server.start()
        posters, _ = _load(server, signal.SIGKILL)
        server.start()
        _send_again(server, posters)
        server.signal(signal.SIGTERM)
        for poster in posters:
            promised |= poster.promised
        stored = _stored(server)
        expected = {key.replace("-", ""): body for key, body in promised.items()}
        assert stored == expected


def test_kill_loses_and_doubles_nothing(server: Server) -> None:
    """Five kills under load: every acknowledged post is there, once, with its event."""
    _hunt(server, rounds=5)


@pytest.mark.long
def test_a_hundred_kills(server: Server) -> None:
    """The same, a hundred times."""
    _hunt(server, rounds=100)


def test_stop_breaks_no_answer(server: Server) -> None:
    """Told to stop, the server answers what it has begun, and ends well."""
    server.start()
    posters, code = _load(server, signal.SIGTERM)
    assert code == 0
    assert [status for poster in posters for status in poster.broken] == []
    promised = {key for poster in posters for key in poster.promised}
    assert {key.replace("-", "") for key in promised} <= _stored(server).keys()
