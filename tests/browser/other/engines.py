"""Starts Firefox and WebKitGTK as they come from Debian."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests.browser.other.programs import NoProgramError, need, on_path
from tests.browser.other.remote import HttpDriver, Marionette, Remote

# Nothing is asked for but the pages under test; all else of Firefox stays as it comes.
PREFERENCES = """user_pref("marionette.port", 0);
user_pref("network.proxy.type", 1);
user_pref("network.proxy.http", "127.0.0.1");
user_pref("network.proxy.http_port", 9);
user_pref("network.proxy.ssl", "127.0.0.1");
user_pref("network.proxy.ssl_port", 9);
"""


def _webkit_programs() -> list[str] | None:
    """Look for the driver, the browser it drives, and a screen for it."""
    browsers = sorted(Path("/usr").glob("lib*/**/webkit2gtk-4*/MiniBrowser"))
    found = [shutil.which("WebKitWebDriver"), shutil.which("Xvfb")]
    found.append(str(browsers[-1]) if browsers else None)
    return [each for each in found if each] if all(found) else None


@contextlib.contextmanager
def _running(*command: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Run a program, and end it and all that it started."""
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **environment},
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, 15)


def _line(process: subprocess.Popen[str], pattern: str) -> str:
    """Wait for a line of a program's output; return what the pattern's group holds."""
    assert process.stdout
    for line in process.stdout:
        if found := re.search(pattern, line):
            return found[1]
    message = f"{process.args!r} ended before it was ready."
    raise NoProgramError(message)


@contextlib.contextmanager
def firefox() -> Iterator[Remote]:
    """Start Firefox with a fresh profile and no window."""
    (program,) = need(on_path("firefox-esr", "firefox"), "firefox-esr")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        Path(profile, "user.js").write_text(PREFERENCES, encoding="utf-8")
        flags = ("--headless", "--marionette", "--no-remote", "--profile", profile)
        with _running(program, *flags, HOME=profile) as process:
            port = _line(process, r"Marionette\s+INFO\s+Listening on port (\d+)")
            remote = Marionette(int(port))
            yield remote
            remote.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(url: str, process: subprocess.Popen[str]) -> None:
    """Wait until a program listens."""
    for _ in range(400):
        with contextlib.suppress(urllib.error.URLError), urllib.request.urlopen(url):  # noqa: S310 -- a driver on loopback
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    message = f"{process.args!r} does not listen."
    raise NoProgramError(message)


@contextlib.contextmanager
def webkit() -> Iterator[Remote]:
    """Start WebKitGTK's small browser on a screen that nobody sees."""
    driver, xvfb, browser = need(_webkit_programs, "webkit2gtk-driver", "xvfb")
    options = {"binary": browser, "args": ["--automation"]}
    unsafe = {"WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
    screen = ("-displayfd", "1", "-screen", "0", "1500x1000x24", "-nolisten", "tcp")
    port = _free_port()
    with (
        _running(xvfb, *screen) as display,
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home,
        _running(
            driver,
            f"--port={port}",
            HOME=home,
            DISPLAY=":" + _line(display, r"^(\d+)$"),
            GDK_BACKEND="x11",
            **(unsafe if os.geteuid() == 0 else {}),  # root has no sandbox to use
        ) as process,
    ):
        url = f"http://127.0.0.1:{port}"
        _answers(url + "/status", process)
        remote = HttpDriver(url, {"webkitgtk:browserOptions": options})
        yield remote
        remote.close()


ENGINES = {"firefox": firefox, "webkit": webkit}
