"""The real server in processes of its own, to be killed."""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.services.schema import migrate

TRIES = 200
THREAD = {"key": "/crash"}


@contextlib.contextmanager
def connect(port: int) -> Iterator[http.client.HTTPConnection]:
    """Open a connection, and close it whatever happens."""
    with contextlib.closing(
        http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    ) as connection:
        yield connection


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """One site's server in its own process group; over SQLite, unless told more."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        """What the server is started with."""
        return {
            **os.environ,
            "REJOINDER_DATA_DIR": str(self.folder),
            "REJOINDER_SECRET_KEY": "a secret that is long enough for tests",
            "REJOINDER_PUBLIC_URL": f"http://localhost:{self.port}",
            "REJOINDER_RATE_LIMITS": "off",
            **self.more,
        }

    @property
    def database(self) -> Path:
        """The file that must survive."""
        return self.folder / "rejoinder.sqlite3"

    def prepare(self) -> None:
        """Migrate, and make the site; once."""
        migrate(f"sqlite:///{self.database}")
        command = [sys.executable, "-m", "app", "site", "add", "blog"]
        subprocess.run(command, env=self.environ, check=True, capture_output=True)

    def start(self) -> None:
        """Start, and wait until it answers."""
        command = [sys.executable, "-m", "app", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command,
            env=self.environ,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert any(self._answers() for _ in range(TRIES)), "the server did not start"

    def _answers(self) -> bool:
        broken = contextlib.suppress(OSError, http.client.HTTPException)
        with broken, connect(self.port) as connection:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        # Waits for the process to end, and mostly for a moment to pass.
        assert self.process is not None
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=0.1)
        return False

    def signal(self, number: signal.Signals) -> int:
        """Send a signal to the whole group, and wait for its end."""
        assert self.process is not None
        os.killpg(self.process.pid, number)
        return self.process.wait(timeout=60)


@dataclass
class Poster:
    """A client that posts until the connection breaks, and knows what was promised."""

    port: int
    name: str
    promised: dict[str, str] = field(default_factory=dict)
    unsure: list[tuple[str, str]] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)

    def run(self) -> None:
        """Post one comment after another."""
        broken = contextlib.suppress(OSError, http.client.HTTPException)
        with broken, connect(self.port) as connection:
            while True:
                body, key = f"{self.name} {uuid.uuid4()}", uuid.uuid4().hex
                self.unsure.append((body, key))
                status, answer = post(connection, body, key=key)
                if status not in {201, 202}:
                    self.broken.append(status)
                    return
                self.promised[answer["id"]] = body
                self.unsure.pop()


def post(
    connection: http.client.HTTPConnection, body: str, *, key: str
) -> tuple[int, dict[str, str]]:
    """Post a comment under an Idempotency-Key."""
    document = json.dumps({"thread": THREAD, "body": body})
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    connection.request("POST", "/api/v1/sites/blog/comments", document, headers)
    response = connection.getresponse()
    return response.status, json.loads(response.read() or b"{}")
