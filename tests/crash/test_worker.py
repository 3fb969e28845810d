"""Killed at any moment, the worker loses no letter, and doubles none under a new id."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.compose import build_container
from app.domain.comment import Draft
from app.domain.subscription import Wish
from app.services import comments, sites
from app.services.requests import PostRequest
from app.services.schema import migrate
from app.services.sites import SiteChange
from app.services.steps.lookup import ThreadRef
from app.settings import from_environ
from tests.postbox import SENDER, Postbox

pytestmark = pytest.mark.xdist_group("crash")


@pytest.fixture
def environ(tmp_path: Path, postbox: Postbox) -> dict[str, str]:
    """Give the environment of a worker with a mail server."""
    return {
        "REJOINDER_DATA_DIR": str(tmp_path),
        "REJOINDER_SECRET_KEY": "a secret that is long enough for tests",
        "REJOINDER_SMTP_URL": f"smtp://127.0.0.1:{postbox.port}",
        "REJOINDER_MAIL_FROM": SENDER,
        "REJOINDER_RATE_LIMITS": "off",
    }


@contextlib.contextmanager
def _worker(
    environ: dict[str, str], *options: str
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "worker", *options],
        env={**os.environ, **environ},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _fill(environ: dict[str, str], count: int) -> set[str]:
    """Make a site and comments whose authors want mail; their addresses."""
    settings = from_environ(environ)
    migrate(settings.database_url)
    container = build_container(settings)
    sites.add(container, "blog", change=SiteChange())
    addresses = {f"reader{number}@readers.example" for number in range(count)}
    for address in addresses:
        draft = Draft(body=address, email=address, wish=Wish.THREAD)
        thread = ThreadRef(key="/a")
        comments.post(container, PostRequest(site="blog", thread=thread, draft=draft))
    container.store.close()
    return addresses


def _let_leases_end(environ: dict[str, str]) -> None:
    """Do what waiting for five minutes would do."""
    path = Path(environ["REJOINDER_DATA_DIR"]) / "rejoinder.sqlite3"
    with contextlib.closing(sqlite3.connect(path, timeout=30)) as connection:
        connection.execute("UPDATE deliveries SET claimed_until = NULL")
        connection.execute("DELETE FROM leases")
        connection.commit()


def _hunt(
    environ: dict[str, str], postbox: Postbox, *, kills: int, letters: int
) -> None:
    addresses = _fill(environ, letters)
    for _ in range(kills):
        enough = min(len(postbox.letters) + max(letters // kills - 1, 1), letters)
        with _worker(environ) as process:
            while len(postbox.letters) < enough:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    pytest.fail(f"the worker ended: {process.wait(timeout=0.02)}")
        _let_leases_end(environ)
    with _worker(environ, "--once") as process:
        assert process.wait(timeout=120) == 0
    got = postbox.take()
    ids: dict[str, set[str]] = {}
    for letter in got:
        ids.setdefault(str(letter["To"]), set()).add(str(letter["Message-ID"]))
    assert ids.keys() == addresses
    assert [each for each in ids.values() if len(each) != 1] == []
    assert len(got) <= letters + kills


def test_kills_lose_no_letter(environ: dict[str, str], postbox: Postbox) -> None:
    """Three kills in the midst: each letter came, a second one by its first id."""
    _hunt(environ, postbox, kills=3, letters=30)


@pytest.mark.long
def test_a_hundred_kills_of_the_worker(
    environ: dict[str, str], postbox: Postbox
) -> None:
    """The same with a hundred kills and a thousand letters."""
    _hunt(environ, postbox, kills=100, letters=1_000)


def test_told_to_stop_it_ends_in_peace(
    environ: dict[str, str], postbox: Postbox
) -> None:
    """SIGTERM ends it with code 0, nothing left half done, and its turn given up."""
    _fill(environ, 5)
    with _worker(environ) as process:
        while not postbox.letters:
            with contextlib.suppress(subprocess.TimeoutExpired):
                pytest.fail(f"the worker ended: {process.wait(timeout=0.02)}")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
    path = Path(environ["REJOINDER_DATA_DIR"]) / "rejoinder.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as connection:
        taken = "SELECT count(*) FROM deliveries WHERE claimed_until IS NOT NULL"
        assert connection.execute(taken).fetchone() == (0,)
        turn = "SELECT count(*) FROM leases WHERE name = 'worker'"
        assert connection.execute(turn).fetchone() == (0,)
