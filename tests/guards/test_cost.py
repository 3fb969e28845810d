"""What a start loads, and what an installation brings: both are kept small."""

import json
import subprocess
import sys
from importlib import metadata
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# Slow to load, and of no use to whoever reads a thread.
ON_FIRST_USE = (
    *("alembic", "mako", "authlib", "joserfc", "cryptography", "requests", "PIL"),
    *("redis", "psycopg", "email.headerregistry"),
)
# By `docs/scaling.md`: what `pip install rejoinder` brings, and with every extra.
MOST_PACKAGES = 25
MOST_WITH_EXTRAS = 60
EXTRAS = ("postgres", "redis", "social")

_READ = """
import json, sys
from app.factory import create_app
from app.services.schema import migrate
from app.settings import from_environ
settings = from_environ({"REJOINDER_DATA_DIR": sys.argv[1]})
client = create_app(settings).test_client()
answer = client.get("/api/v1/sites/blog/comments?thread=/a")
assert answer.status_code == 404, answer.status_code
print(json.dumps([name for name in sys.modules]))
"""
_SERVE = """
import json, sys
sys.modules |= dict.fromkeys(sys.argv[2:])
from app.compose import build_container
from app.factory import create_app
from app.services import sites
from app.services.schema import migrate
from app.services.sites import SiteChange
from app.settings import from_environ
settings = from_environ({"REJOINDER_DATA_DIR": sys.argv[1]})
migrate(settings.database_url)
container = build_container(settings)
sites.add(container, "blog", change=SiteChange(name="Blog"))
client = create_app(settings, container=container).test_client()
document = {"thread": {"key": "/a"}, "body": "first"}
asked = {"POST": client.post("/api/v1/sites/blog/comments", json=document).status_code}
for path in (
    "/", "/docs", "/t/blog?thread=/a", "/admin/login", "/me/login", "/embed.js",
    "/api/v1/sites/blog", "/api/v1/sites/blog/comments?thread=/a",
    "/feeds/blog.atom", "/auth/github/start",
):
    asked[path] = client.get(path).status_code
print(json.dumps(asked))
"""
_HELP = """
import contextlib, json, sys
from app.cli import main
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(sys.stderr):
    main(["--help"])
print(json.dumps([name for name in sys.modules]))
"""


def _told(program: str, *arguments: str) -> Any:
    """Run a program, and take what it prints last."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def _loaded(program: str, *arguments: str) -> set[str]:
    return set(_told(program, *arguments))


def test_a_read_loads_little(sqlite_url: str) -> None:
    """The application and its first read load none of what logins and mail need."""
    folder = sqlite_url.removeprefix("sqlite:///").rpartition("/")[0]
    loaded = _loaded(_READ, folder)
    assert {"flask", "sqlalchemy"} <= loaded
    assert sorted(loaded & set(ON_FIRST_USE)) == []


def test_help_loads_nothing() -> None:
    """`rejoinder --help` loads none of those either, nor Flask nor SQLAlchemy."""
    loaded = _loaded(_HELP)
    assert "click" in loaded
    assert sorted(loaded & {*ON_FIRST_USE, "flask", "sqlalchemy", "granian"}) == []


def test_a_core_installation_serves(sqlite_url: str) -> None:
    """Without the packages of the extras one reads, posts and comes to the desk."""
    folder = sqlite_url.removeprefix("sqlite:///").rpartition("/")[0]
    asked = _told(_SERVE, folder, *_missing_from_core())
    assert asked.pop("POST") in {201, 202}
    # A provider that is not set is not there.
    assert asked.pop("/auth/github/start") in {400, 404}
    assert set(asked.values()) == {200}, asked


def _missing_from_core() -> list[str]:
    """Name the modules of the packages that only extras bring."""
    core = {canonicalize_name(name) for name in _brought(())}
    extra = {canonicalize_name(name) for name in _brought(EXTRAS)} - core
    modules = {
        module
        for module, packages in metadata.packages_distributions().items()
        if any(canonicalize_name(package) in extra for package in packages)
    }
    assert {"authlib", "requests", "PIL", "psycopg", "certifi"} <= modules
    return sorted(modules)


def _brought(extras: tuple[str, ...]) -> set[str]:
    """Follow the requirements of what is installed, from ours on."""
    found: set[str] = set()
    waiting = [("rejoinder", extras)]
    while waiting:
        name, wanted = waiting.pop()
        for text in metadata.requires(name) or ():
            need = Requirement(text)
            marks = [{"extra": extra} for extra in ("", *wanted)]
            if need.marker and not any(need.marker.evaluate(mark) for mark in marks):
                continue
            if need.name.lower() not in found or need.extras:
                found.add(need.name.lower())
                waiting.append((need.name, tuple(need.extras)))
    return found


@pytest.mark.parametrize(
    ("extras", "most"),
    [
        ((), MOST_PACKAGES),
        (EXTRAS, MOST_WITH_EXTRAS),
    ],
)
def test_packages(extras: tuple[str, ...], most: int) -> None:
    """An installation brings no more packages than we have owned up to."""
    brought = _brought(extras)
    assert len(brought) <= most, sorted(brought)
