"""No process ever gives a reader what another has changed, nor another's page."""

import contextlib
import itertools
import json
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.compose import build_container
from app.domain.moderation import Verb
from app.factory import create_app
from app.services import sites
from app.services.container import Container
from app.services.sites import SiteChange
from app.settings import from_environ
from tests.crash.peer import Peer, running

PICK = st.integers(min_value=0, max_value=1_000)
KEYS = st.sampled_from(["/a", "/b"])
READS = (
    *("/comments?thread=/a", "/comments?thread=/a&sort=newest&limit=1", ""),
    *("/comments?thread=/b", "/comments?thread=/old", "/counts?thread=/a&thread=/old"),
)
NUMBERS = itertools.count()

pytestmark = pytest.mark.xdist_group("crash")


@pytest.fixture
def environ(database_url: str, tmp_path: Path) -> dict[str, str]:
    """Give what all processes of one machine have in common."""
    return {
        "REJOINDER_DATABASE_URL": database_url,
        "REJOINDER_DATA_DIR": str(tmp_path),
        "REJOINDER_SECRET_KEY": "a secret that is long enough for tests",
        "REJOINDER_RATE_LIMITS": "off",
    }


@pytest.fixture
def container(environ: dict[str, str]) -> Iterator[Container]:
    """Give what use cases need."""
    built = build_container(from_environ(environ))
    yield built
    built.store.close()


@pytest.fixture
def truth(environ: dict[str, str], container: Container) -> FlaskClient:
    """Give a client of a service that keeps nothing."""
    bare = create_app(from_environ(environ), container=container)
    inner = vars(bare.wsgi_app)["_inner"]
    bare.wsgi_app = inner  # type: ignore[method-assign]
    return bare.test_client()


@pytest.fixture
def peers(environ: dict[str, str], container: Container) -> Iterator[list[Peer]]:
    """Start two processes of one service."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(running(environ)) for _ in range(2)]


class Hunt(RuleBasedStateMachine):
    """One of several processes changes something, and all are read at once."""

    def __init__(
        self, container: Container, truth: FlaskClient, *, peers: Sequence[Peer]
    ) -> None:
        super().__init__()
        self.truth = truth
        self.peers = peers
        self.sites = [f"site-{next(NUMBERS)}" for _ in range(2)]
        rules = {"hold_words": "hold", "edit_minutes": "1000"}
        for slug in self.sites:
            sites.add(container, slug, change=SiteChange(policy=rules))
        self.made: list[tuple[str, str, str]] = []

    def _peer(self, pick: int) -> Peer:
        return self.peers[pick % len(self.peers)]

    def _path(self, slug: str, rest: str) -> str:
        return f"/api/v1/sites/{slug}{rest}"

    @rule(pick=PICK, key=KEYS, site=st.integers(0, 1), held=st.booleans())
    def post(self, pick: int, *, key: str, site: int, held: bool) -> None:
        """Write a comment."""
        slug, word = self.sites[site], "hold" if held else "say"
        document = {"thread": {"key": key}, "body": f"{word} {next(NUMBERS)}"}
        path = self._path(slug, "/comments")
        status, text = self._peer(pick).ask(
            "http", path=path, method="POST", json=document
        )
        assert status in {201, 202, 403}, text
        if status != 403:
            made = json.loads(text)
            self.made.append((slug, made["id"], made["edit_token"]))

    @precondition(lambda self: self.made)
    @rule(pick=PICK, which=PICK, method=st.sampled_from(["PATCH", "DELETE"]))
    def change(self, pick: int, *, which: int, method: str) -> None:
        """Edit one's own comment, or take it away."""
        slug, comment, token = self.made[which % len(self.made)]
        body = {"json": {"body": f"changed {next(NUMBERS)}"}}
        status, text = self._peer(pick).ask(
            "http",
            path=self._path(slug, f"/comments/{comment}"),
            method=method,
            headers={"X-Edit-Token": token},
            **(body if method == "PATCH" else {}),
        )
        assert status < 500, text

    @precondition(lambda self: self.made)
    @rule(pick=PICK, which=PICK, verb=st.sampled_from(Verb))
    def decide(self, pick: int, *, which: int, verb: Verb) -> None:
        """Decide as a moderator."""
        slug, comment, _ = self.made[which % len(self.made)]
        self._peer(pick).ask("decide", site=slug, verb=verb.value, comment=comment)

    @rule(pick=PICK, site=st.integers(0, 1), threads=st.sampled_from(["open", "known"]))
    def set(self, pick: int, *, site: int, threads: str) -> None:
        """Change a site's rules and its name."""
        change = {"name": f"Site {next(NUMBERS)}", "policy": {"threads": threads}}
        self._peer(pick).ask("set", site=self.sites[site], **change)

    @precondition(lambda self: self.made)
    @rule(pick=PICK, what=st.sampled_from(["alias", "close"]))
    def thread(self, pick: int, *, what: str) -> None:
        """Let another key lead to a thread, or close it; once each."""
        slug = self.made[0][0]
        page = json.loads(self.truth.get(self._path(slug, READS[0])).get_data())
        old = json.loads(self.truth.get(self._path(slug, READS[4])).get_data())
        if page["thread"]["count"] and old["thread"]["key"] == "/old":
            more = {"alias": "/old"} if what == "alias" else {}
            self._peer(pick).ask(what, site=slug, key="/a", **more)

    @invariant()
    def all_say_the_same(self) -> None:
        """Every process gives each reader what the database says now."""
        for slug, rest in itertools.product(self.sites, READS):
            path = self._path(slug, rest)
            answer = self.truth.get(path)
            true = (answer.status_code, answer.get_data(as_text=True))
            for place, peer in enumerate(self.peers):
                assert peer.get(path) == true, (place, path)


def _hunt(
    container: Container,
    truth: FlaskClient,
    *,
    peers: Sequence[Peer],
    chosen: settings,
) -> None:
    machine: Callable[[], Hunt] = partial(Hunt, container, truth, peers=peers)
    run_state_machine_as_test(machine, settings=chosen)  # type: ignore[arg-type]


def test_nothing_is_stale(
    container: Container, truth: FlaskClient, peers: list[Peer]
) -> None:
    """A short hunt over two processes, the same each time."""
    chosen = settings(
        max_examples=3,
        stateful_step_count=10,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    _hunt(container, truth, peers=peers, chosen=chosen)


@pytest.mark.long
def test_nothing_is_stale_for_long(
    container: Container, truth: FlaskClient, peers: list[Peer]
) -> None:
    """A long hunt, another each time."""
    chosen = settings(
        max_examples=200,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    _hunt(container, truth, peers=peers, chosen=chosen)


def test_killed_before_announcing(
    container: Container, environ: dict[str, str], truth: FlaskClient, peers: list[Peer]
) -> None:
    """A writer killed between commit and announcement hides nothing for two seconds."""
    sites.add(container, "blog", change=SiteChange())
    path, reader = "/api/v1/sites/blog/comments?thread=/a", peers[0]
    document = {"thread": {"key": "/a"}, "body": "before"}
    post = partial(
        Peer.ask, what="http", path="/api/v1/sites/blog/comments", method="POST"
    )
    assert post(peers[1], json=document)[0] == 201
    for _ in range(3):
        assert "before" in reader.get(path)[1]
    with running(environ) as writer:
        writer.ask("die_before_announcing")
        assert post(writer, json=document | {"body": "after"}) is None
    killed_at = time.monotonic()
    assert "after" in truth.get(path).get_data(as_text=True)
    while "after" not in reader.get(path)[1]:
        assert time.monotonic() - killed_at < 2
