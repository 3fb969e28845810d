"""Two servers over one PostgreSQL and one Redis are one service, whatever breaks."""

import itertools
import shutil
import signal
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from app.domain.limits import PREVIEWS_BY_ADDRESS
from tests.crash.cluster import Cluster, ask, load, running, until

pytestmark = pytest.mark.xdist_group("crash")

NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Give both servers; the schema was brought up from both sides at once."""
    short = Path(tempfile.mkdtemp(prefix="rejoinder-two-"))
    with running(tmp_path_factory.mktemp("cluster"), short / "pg") as made:
        yield made
    shutil.rmtree(short, ignore_errors=True)


def _reader() -> str:
    number = next(NUMBERS)
    return f"192.0.{number // 250}.{number % 250}"


def _post(port: int, thread: str, body: str) -> None:
    document = {"thread": {"key": thread}, "body": body}
    status, _, answer = ask(port, "/comments", document, reader=_reader())
    assert status == 201, answer


def _shows(port: int, thread: str, body: str) -> bool:
    # The newest, for a page has fifty.
    status, _, page = ask(port, f"/comments?thread={thread}&sort=newest")
    return status == 200 and body in str(page)


def _follow_each_other(cluster: Cluster, rounds: int) -> None:
    thread = f"/{uuid.uuid4()}"
    for number in range(rounds):
        writer, reader = cluster.ports[:: 1 if number % 2 else -1]
        _shows(reader, thread, "")
        _post(writer, thread, f"round {number} of it")
        assert _shows(writer, thread, f"round {number} of it")
        until(partial(_shows, reader, thread, f"round {number} of it"), seconds=2)


def _previews(cluster: Cluster, count: int, *, reader: str) -> int:
    """Ask both servers for previews, four at once; how many were let in."""

    def one(number: int) -> int:
        document = {"body": "Hello"}
        return ask(cluster.ports[number % 2], "/preview", document, reader=reader)[0]

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(one, range(count)))
    assert set(statuses) <= {200, 429}
    return statuses.count(200)


def _holder(cluster: Cluster) -> str:
    rows = cluster.postgres.ask("SELECT holder FROM leases WHERE name = 'worker'")
    return str(rows[0][0]) if rows else ""


def test_next_read_of_the_other(cluster: Cluster) -> None:
    """What was posted to one is in what the other shows within a second or two."""
    _follow_each_other(cluster, 4)


@pytest.mark.long
def test_next_read_of_the_other_for_long(cluster: Cluster) -> None:
    """The same, five hundred times."""
    _follow_each_other(cluster, 500)


def test_limits_are_shared(cluster: Cluster) -> None:
    """Both count together: as many are let in as one server would."""
    burst, interval = PREVIEWS_BY_ADDRESS.burst, PREVIEWS_BY_ADDRESS.interval
    began = time.monotonic()
    let_in = _previews(cluster, burst + 10, reader=_reader())
    refilled = (time.monotonic() - began) / interval.total_seconds()
    assert burst - 1 <= let_in <= burst + refilled + 1


def test_one_key_is_one_comment(cluster: Cluster) -> None:
    """An Idempotency-Key that both get at once makes one comment."""
    key, thread = uuid.uuid4().hex, f"/{uuid.uuid4()}"
    document = {"thread": {"key": thread}, "body": "only once"}
    reader = _reader()

    def one(port: int) -> tuple[int, str | None]:
        status, _, answer = ask(port, "/comments", document, reader=reader, key=key)
        return status, answer.get("id")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, cluster.ports * 4))
    assert {status for status, _ in answers} <= {201, 409}
    assert len({made for status, made in answers if status == 201}) == 1
    rows = cluster.postgres.ask(
        "SELECT count(*) FROM comments WHERE body = 'only once'"
    )
    assert rows == [(1,)]


def test_another_worker_takes_over(cluster: Cluster) -> None:
    """One works the outbox; when it is killed, the other does, and nothing is left."""
    until(lambda: bool(_holder(cluster)), seconds=20)
    before = _holder(cluster)
    cluster.servers[0].signal(signal.SIGKILL)
    try:
        # What waiting for a minute would do, whoever it was that had the turn.
        cluster.postgres.ask("UPDATE leases SET until = now() - interval '1 minute'")
        _post(cluster.ports[1], "/outbox", "to be heard of")
        left = "SELECT count(*) FROM outbox WHERE spread_at IS NULL"
        until(lambda: cluster.postgres.ask(left) == [(0,)], seconds=30)
        assert _holder(cluster)
        assert before
    finally:
        cluster.servers[0].start()


def _restart(cluster: Cluster) -> None:
    with load(cluster.ports) as posting:
        until(lambda: sum(len(p.promised) for p in posting) >= 20, seconds=30)
        cluster.postgres.stop()
        until(lambda: any(p.refused for p in posting), seconds=20)
        cluster.postgres.start()
        enough = [len(p.promised) + 3 for p in posting]
        together = list(zip(posting, enough, strict=True))
        until(lambda: all(len(p.promised) > n for p, n in together), seconds=10)
    refused = [each for p in posting for each in p.refused]
    assert {status for _, status, _ in refused} == {503}
    assert all(wait for _, _, wait in refused)
    rows = cluster.postgres.ask("SELECT id::text FROM comments")
    promised = {made for p in posting for made in p.promised}
    assert promised <= {row[0] for row in rows}
    _follow_each_other(cluster, 2)


def test_postgres_restarted(cluster: Cluster) -> None:
    """Ended under load it is missed with 503 alone; nothing acknowledged is lost."""
    _restart(cluster)


@pytest.mark.long
def test_postgres_restarted_often(cluster: Cluster) -> None:
    """The same, twenty times."""
    for _ in range(20):
        _restart(cluster)


@pytest.mark.parametrize("trouble", ["kill", "hang"])
def test_redis_gone(cluster: Cluster, trouble: str) -> None:
    """Without Redis both go on; limits hold within twice, freshness within seconds."""
    reader, burst = _reader(), PREVIEWS_BY_ADDRESS.burst
    first = _previews(cluster, burst, reader=reader)
    getattr(cluster.redis, trouble)()
    try:
        began = time.monotonic()
        then = _previews(cluster, 2 * burst, reader=reader)
        refilled = 2 * (time.monotonic() - began)
        # Each of the two has its own count now, and its own bucket fills.
        assert first + then <= 2 * burst + refilled + 2
        _follow_each_other(cluster, 2)
    finally:
        if trouble == "hang":
            cluster.redis.go_on()
        else:
            cluster.redis.start()
    _follow_each_other(cluster, 2)
