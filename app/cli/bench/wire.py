"""Requests as they go over the wire, and one answer fetched to look at."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import click

from app.cli.bench.bare import Finished

TIMEOUT = 30.0
# The server that sends the bytes again adds its own; the length counts with the body.
_OF_THE_SERVER = frozenset(
    {"server", "date", "connection", "keep-alive", "transfer-encoding"}
)
Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Target:
    """A server that is loaded; `pid` is known where its processor time can be read."""

    host: str
    port: int
    base: str = ""
    pid: int | None = None

    def get(self, path: str, headers: Headers) -> str:
        """Write a GET."""
        return self._head("GET", path, headers=headers) + "\r\n"

    def post(self, path: str, document: Any, *, headers: Headers) -> str:  # noqa: ANN401 -- whatever is JSON
        """Write a POST of JSON; its body is ASCII, so that a character is a byte."""
        body = json.dumps(document)
        more = {
            **headers,
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
        }
        return self._head("POST", path, headers=more) + "\r\n" + body

    def _head(self, method: str, path: str, *, headers: Headers) -> str:
        lines = [f"{method} {self.base}{path} HTTP/1.1", f"Host: {self.netloc}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join(lines) + "\r\n"

    @property
    def netloc(self) -> str:
        """Write host and port as in an address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    def fetch(self, path: str, headers: Headers) -> Finished:
        """Ask once; whatever cannot be reached ends the command."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=TIMEOUT)
        try:
            connection.request("GET", self.base + path, headers=dict(headers))
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            message = f"http://{self.netloc}{path} does not answer: {error}"
            raise click.ClickException(message) from None
        finally:
            connection.close()
        kept = [
            (name, value)
            for name, value in answer.getheaders()
            if name.lower() not in _OF_THE_SERVER
        ]
        return Finished(f"{answer.status} {answer.reason}", kept, body)


def target_of(url: str, *, pid: int | None) -> Target:
    """Take the address of another server apart; raises BadParameter."""
    parts = urlsplit(url)
    try:
        port = parts.port or 80
    except ValueError:
        port = 0
    if parts.scheme != "http" or not parts.hostname or not port:
        message = "is an address such as http://127.0.0.1:8080 (http alone)"
        raise click.BadParameter(message, param_hint="--against")
    return Target(parts.hostname, port, base=parts.path.rstrip("/"), pid=pid)


def etag_of(answer: Finished) -> str | None:
    """Give the mark by which an answer is known again."""
    found = [value for name, value in answer.headers if name.lower() == "etag"]
    return found[0] if found else None
