"""Boards of several machines, kept in step over a channel.

What is announced here is marked on our own board at once, and sent on by a thread,
so that nobody who writes waits for the network. What others send is marked when it
comes. A word that is lost costs nothing but time: whoever keeps answers asks the
database once a second anyhow.
"""

import contextlib
import queue
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from app.adapters.freshness.board import SLOTS, Board, BoardMoment, slots_of
from app.logs import logger

# More than a change ever touches; then simply all is marked.
_MOST_SLOTS = 500
_MOST_WAITING = 10_000
_RETRY_SECONDS = 1.0
_NOTHING = "-"
_CLOSE_SECONDS = 1.0


class ChannelError(Exception):
    """The channel is broken; its message is for the log."""


class Channel(Protocol):
    """Carries short texts to all who listen. Both raise ChannelError."""

    def send(self, text: str) -> None:
        """Tell everybody."""
        ...

    def listen(self) -> Iterator[str | None]:
        """Hear what is told from now on; None says that listening has begun."""
        ...

    def close(self) -> None:
        """Let go of connections; `listen` ends."""
        ...


class Relay:
    """The Freshness of several machines."""

    def __init__(self, board: Board, channel: Channel) -> None:
        """Connect nothing yet: a command that only reads needs no thread."""
        self._board = board
        self._channel = channel
        # Told apart from others by this, we do not mark again what we have sent.
        self._own = secrets.token_hex(8)
        self._waiting: queue.Queue[str | None] = queue.Queue(_MOST_WAITING)
        self._closed = threading.Event()
        self._has_listened = False
        self._starting = threading.Lock()
        self._threads: dict[str, threading.Thread] = {}

    def announce(self, topics: Iterable[str]) -> None:
        """Mark our board, and leave the word for the thread that sends."""
        slots = slots_of(topics)
        self._board.mark(slots)
        told = slots if len(slots) <= _MOST_SLOTS else []
        self._leave(f"{self._own} {' '.join(map(str, told))}")

    def moment(self) -> BoardMoment:
        """Copy our board; whoever asks for that keeps answers, so we listen."""
        self._start("listen", self._listen)
        return self._board.moment()

    def close(self) -> None:
        """Send what waits, for a second at most, and stop."""
        if "listen" in self._threads:
            # It waits for a word, so let it have one.
            self._leave(f"{self._own} {_NOTHING}")
        self._closed.set()
        self._leave(None)
        for thread in self._threads.values():
            thread.join(_CLOSE_SECONDS)
        self._channel.close()
        self._board.close()

    def _leave(self, text: str | None) -> None:
        """Leave a word for the thread that sends; None is the last one."""
        self._start("send", self._send)
        with contextlib.suppress(queue.Full):
            self._waiting.put_nowait(text)

    def _start(self, name: str, work: Callable[[], None]) -> None:
        if name in self._threads or self._closed.is_set():
            return
        with self._starting:
            if name not in self._threads:
                thread = threading.Thread(
                    target=work, name=f"freshness {name}", daemon=True
                )
                self._threads[name] = thread
                thread.start()

    def _send(self) -> None:
        while (text := self._waiting.get()) is not None:
            try:
                self._channel.send(text)
            except ChannelError as error:
                self._warn("sent", error)

    def _listen(self) -> None:
        while not self._closed.is_set():
            try:
                for text in self._channel.listen():
                    self._hear(text)
                    if self._closed.is_set():
                        return
            except ChannelError as error:
                self._warn("heard", error)
            self._closed.wait(_RETRY_SECONDS)

    def _hear(self, text: str | None) -> None:
        if text is None:
            # Nobody knows what was missed since we last listened.
            if self._has_listened:
                self._board.mark(range(1, SLOTS))
            self._has_listened = True
            return
        sender, _, slots = text.partition(" ")
        if sender != self._own and not slots:
            # It was too much to say.
            self._board.mark(range(1, SLOTS))
        elif sender != self._own:
            numbers = (int(each) for each in slots.split() if each.isdecimal())
            self._board.mark([each for each in numbers if 0 < each < SLOTS])

    def _warn(self, what: str, error: ChannelError) -> None:
        if not self._closed.is_set():
            logger.warning(
                "what changed cannot be %s: %s; machines follow each other after "
                "a second",
                what,
                error,
            )
