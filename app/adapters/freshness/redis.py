"""Announcements over the publish and subscribe of Redis or Valkey."""

import contextlib
from collections.abc import Iterator

import redis

from app.adapters.freshness.relay import ChannelError

_NAME = "rejoinder:freshness"
_SECONDS = 2.0


class RedisChannel:
    """A Channel to all who use the same Redis."""

    def __init__(self, url: str) -> None:
        """Connect when first needed."""
        self._client = redis.Redis.from_url(
            url,
            socket_timeout=_SECONDS,
            socket_connect_timeout=_SECONDS,
            health_check_interval=10,
        )
        self._is_closed = False

    def send(self, text: str) -> None:
        """PUBLISH."""
        try:
            self._client.publish(_NAME, text)
        except redis.RedisError as error:
            raise ChannelError(type(error).__name__) from error

    def listen(self) -> Iterator[str | None]:
        """SUBSCRIBE until the connection breaks or is closed."""
        heard = self._client.pubsub()  # type: ignore[no-untyped-call]
        try:
            heard.subscribe(_NAME)
            while not self._is_closed:
                message = heard.get_message(timeout=0.5)
                if message is None:
                    continue
                is_text = message["type"] == "message"
                yield message["data"].decode("ascii", "replace") if is_text else None
        except redis.RedisError as error:
            raise ChannelError(type(error).__name__) from error
        finally:
            with contextlib.suppress(redis.RedisError):
                heard.close()

    def close(self) -> None:
        """Stop both."""
        self._is_closed = True
        self._client.close()
