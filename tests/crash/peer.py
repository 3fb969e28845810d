"""A process of the service that does what it is told, a line of JSON at a time.

It is the whole application, but for the socket: what is asked of it goes through WSGI.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from app.compose import build_container
from app.domain.moderation import Verb
from app.factory import create_app
from app.services import moderation, sites, threads
from app.services.sites import SiteChange
from app.settings import from_environ


class Peer:
    """The end of whoever tells it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, what: str, **more: Any) -> Any:
        """Let it do something, and give what it says."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([what, more]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        return json.loads(line) if line else None

    def get(self, path: str) -> tuple[int, str]:
        """Read as a reader does."""
        status, body = self.ask("http", path=path)
        return status, body


@contextlib.contextmanager
def running(environ: dict[str, str]) -> Iterator[Peer]:
    """Start one, and end it."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "tests.crash.peer"]
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, env={**os.environ, **environ}, text=True
    ) as process:
        try:
            yield Peer(process)
        finally:
            process.kill()


class _Deadly:
    """A Freshness before whose first word its process is killed."""

    def announce(self, topics: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


class _Service:
    """The other end: one method for each thing that can be asked."""

    def __init__(self) -> None:
        settings = from_environ(dict(os.environ))
        self.container = build_container(settings)
        self.client = create_app(settings, container=self.container).test_client()

    def http(self, path: str, **more: Any) -> tuple[int, str]:
        answer = self.client.open(path, **more)
        return answer.status_code, answer.get_data(as_text=True)

    def set(self, site: str, **change: Any) -> None:
        sites.set_(self.container, site, change=SiteChange(**change))

    def decide(self, site: str, verb: str, comment: str) -> None:
        ids, by = [UUID(comment)], ("operator", "test")
        moderation.decide(self.container, site, verb=Verb(verb), ids=ids, by=by)

    def alias(self, site: str, alias: str, key: str) -> None:
        threads.add_alias(self.container, site, alias=alias, key=key)

    def close(self, site: str, key: str) -> None:
        threads.close(self.container, site, key=key)

    def die_before_announcing(self) -> None:
        self.container.store._freshness = _Deadly()  # type: ignore[assignment]


def main() -> None:
    """Do what comes in, line by line."""
    service = _Service()
    for line in sys.stdin:
        what, more = json.loads(line)
        said = getattr(service, what)(**more)
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
