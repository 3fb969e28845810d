"""What a store announces."""

from collections.abc import Callable, Iterable


class Heard:
    """A Freshness that only listens."""

    def __init__(self) -> None:
        self.topics: list[set[str]] = []
        self.then: Callable[[], object] = lambda: None

    def announce(self, topics: Iterable[str]) -> None:
        self.topics.append(set(topics))
        self.then()

    def moment(self) -> None:
        raise AssertionError

    def close(self) -> None:
        pass
