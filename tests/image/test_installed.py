"""What the image runs, run here: by nobody, on files that nobody may write to."""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.server import free_port
from tests.image.installed import Installed, install, instruction

pytestmark = pytest.mark.xdist_group("image")


@pytest.fixture(scope="module")
def installed() -> Iterator[Installed]:
    """Install the wheel and what is locked, outside the checkout."""
    # Not below pytest's folder, which only its owner may enter.
    parent = Path(tempfile.mkdtemp(prefix="rejoinder-image-"))
    parent.chmod(0o755)
    folder = parent / "opt"
    folder.mkdir()
    yield install(folder)
    subprocess.run(["chmod", "-R", "u+w", parent], check=True)
    shutil.rmtree(parent)


@pytest.fixture
def server(installed: Installed) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start what the Dockerfile starts."""
    port = str(free_port())
    process = installed.start(instruction("CMD"), PORT=port)
    yield process, port
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert process.stdout is not None
    process.stdout.close()


def _check_health(installed: Installed, port: str) -> int:
    check = instruction("HEALTHCHECK")
    process = installed.start(check, PORT=port)
    process.communicate(timeout=20)
    return process.returncode


def _wait(installed: Installed, process: subprocess.Popen[str], port: str) -> None:
    for _ in range(60):
        if _check_health(installed, port) == 0:
            return
        assert process.poll() is None, process.communicate()[0]
    pytest.fail("the image's health check never passed")


def _fetch(port: str, path: str, document: object = None) -> tuple[int, bytes]:
    data = json.dumps(document).encode() if document is not None else None
    headers = {"Content-Type": "application/json"} if data else {}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", data=data, headers=headers
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        return answer.status, answer.read()


def test_image(installed: Installed, server: tuple[subprocess.Popen[str], str]) -> None:
    """It migrates, serves, keeps comments, and ends in peace; only /data changes."""
    process, port = server
    before = installed.files()
    _wait(installed, process, port)
    installed.run("rejoinder", "site", "add", "blog")
    posted = {"thread": {"key": "/a"}, "body": "Hello"}
    assert _fetch(port, "/api/v1/sites/blog/comments", posted)[0] == 201
    for path in ("/embed.js", "/docs", "/t/blog?thread=/a", "/static/rejoinder.css"):
        assert _fetch(port, path)[0] == 200
    saved = installed.run("rejoinder", "backup", "--verify")
    assert "all there" in saved
    os.kill(process.pid, signal.SIGTERM)
    assert process.wait(timeout=40) == 0
    assert installed.files() == before
    kept = {path.name for path in installed.data.iterdir()}
    expected = {"rejoinder.sqlite3", "secret_key", "backups"}
    assert expected <= kept
    assert {each for each in kept - expected if "sqlite3" not in each} == set()
    assert (installed.data / "secret_key").stat().st_mode & 0o077 == 0


def test_nobody_can_write_to_it(installed: Installed) -> None:
    """The user that runs it can change no file of the program."""
    code = "import app, pathlib; pathlib.Path(app.__file__).write_text('x = 1')"
    process = installed.start(["python", "-c", code])
    output, _ = process.communicate(timeout=20)
    assert re.search("PermissionError|Read-only", output), output
    who = installed.run("python", "-c", "import os; print(os.geteuid())")
    assert int(who) != 0


def test_health_check_fails_where_nothing_runs(installed: Installed) -> None:
    """The image's own check can tell a dead server from a living one."""
    assert _check_health(installed, str(free_port())) != 0
