"""Drives a browser by WebDriver, over the two lines that need nothing but Python.

WebKitGTK's driver speaks WebDriver over HTTP. Firefox has the same commands built in
under the name Marionette, over a socket of its own, so it needs no driver program,
which Debian does not have. Playwright speaks to neither of these two builds.
"""

import json
import socket
import urllib.error
import urllib.request
from typing import Any, Protocol

PATIENCE = 60

Device = dict[str, Any]


class RemoteError(RuntimeError):
    """The browser refused a command."""


class Remote(Protocol):
    """A browser with one window, which does what it is told."""

    def goto(self, address: str) -> None:
        """Load a page, and wait until it has loaded."""

    def run(self, script: str, *args: object) -> Any:
        """Run a function's body in the page; its last argument takes the answer."""

    def act(self, device: Device) -> None:
        """Move and press mouse or keys, as the standard's actions say."""

    def resize(self, width: int, height: int) -> None:
        """Make the window so big."""

    def cookies(self) -> list[dict[str, Any]]:
        """List the cookies that the page's server would be sent."""


class Marionette:
    """Firefox, by its own socket: a length, a colon, and a list as JSON."""

    def __init__(self, port: int) -> None:
        """Connect, and begin a session."""
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._stream = self._socket.makefile("rb")
        self._receive()  # the greeting
        self._last = 0
        timeouts = {"script": PATIENCE * 1000, "pageLoad": PATIENCE * 1000}
        wanted = {"capabilities": {"alwaysMatch": {"timeouts": timeouts}}}
        self._call("NewSession", wanted)

    def _receive(self) -> Any:
        length = b""
        while (byte := self._stream.read(1)) != b":":
            if not byte:
                message = "Firefox hung up."
                raise RemoteError(message)
            length += byte
        return json.loads(self._stream.read(int(length)))

    def _call(self, command: str, values: dict[str, Any]) -> Any:
        self._last += 1
        sent = json.dumps([0, self._last, f"WebDriver:{command}", values])
        self._socket.sendall(f"{len(sent)}:{sent}".encode())
        _, _, error, answer = self._receive()
        if error:
            message = f"{error['error']}: {error['message']}"
            raise RemoteError(message)
        return answer.get("value") if isinstance(answer, dict) else answer

    def goto(self, address: str) -> None:
        """Load a page."""
        self._call("Navigate", {"url": address})

    def run(self, script: str, *args: object) -> Any:
        """Run a script in the page."""
        return self._call("ExecuteAsyncScript", {"script": script, "args": args})

    def act(self, device: Device) -> None:
        """Move and press."""
        self._call("PerformActions", {"actions": [device]})

    def resize(self, width: int, height: int) -> None:
        """Make the window so big."""
        self._call("SetWindowRect", {"width": width, "height": height})

    def cookies(self) -> list[dict[str, Any]]:
        """List the page's cookies."""
        found: list[dict[str, Any]] = self._call("GetCookies", {})
        return found

    def close(self) -> None:
        """Hang up; the process is ended by whoever began it."""
        self._stream.close()
        self._socket.close()


class HttpDriver:
    """A browser behind a driver program that speaks WebDriver over HTTP."""

    def __init__(self, url: str, capabilities: dict[str, Any]) -> None:
        """Begin a session."""
        timeouts = {"script": PATIENCE * 1000, "pageLoad": PATIENCE * 1000}
        wanted = {"alwaysMatch": {**capabilities, "timeouts": timeouts}}
        self._session = f"{url}/session"
        answer = self._call("POST", "", {"capabilities": wanted})
        self._session += f"/{answer['sessionId']}"

    def _call(self, method: str, path: str, values: dict[str, Any]) -> Any:
        request = urllib.request.Request(  # noqa: S310 -- a driver on loopback
            self._session + path,
            json.dumps(values).encode() if method == "POST" else None,
            {"Content-Type": "application/json"},
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE * 2) as answer:  # noqa: S310 -- a driver on loopback
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            problem = json.load(error)["value"]
            message = f"{problem['error']}: {problem['message']}"
            raise RemoteError(message) from error

    def goto(self, address: str) -> None:
        """Load a page."""
        self._call("POST", "/url", {"url": address})

    def run(self, script: str, *args: object) -> Any:
        """Run a script in the page."""
        return self._call("POST", "/execute/async", {"script": script, "args": args})

    def act(self, device: Device) -> None:
        """Move and press."""
        self._call("POST", "/actions", {"actions": [device]})

    def resize(self, width: int, height: int) -> None:
        """Make the window so big."""
        self._call("POST", "/window/rect", {"width": width, "height": height})

    def cookies(self) -> list[dict[str, Any]]:
        """List the page's cookies."""
        found: list[dict[str, Any]] = self._call("GET", "/cookie", {})
        return found

    def close(self) -> None:
        """End the session, which closes the browser."""
        self._call("DELETE", "", {})
