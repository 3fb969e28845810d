"""From the outbox to deliveries: once each, again after failures, given up, revived."""

import dataclasses
import threading
from datetime import timedelta
from typing import Any

import pytest

from app.domain.delivery import ATTEMPTS, LONGEST_WAIT, DeliveryError, after_failure
from app.domain.letters import Letter
from app.services import outbox, subscriptions, turns
from app.services.channels.base import Job
from app.services.container import Container
from app.services.views import SiteView
from app.storage.outbox_models import DeliveryRow, OutboxRow
from app.worker import Worker
from tests.postbox import BEA, Broken, Postbox, deliver, mailer_to, wish
from tests.service import Api, MovableClock
from tests.services import acts


def _one(container: Container) -> DeliveryRow:
    (row,) = acts.stored(container, DeliveryRow)
    return row


@pytest.fixture
def asked(mail_api: Api, mailing: Container) -> dict[str, Any]:
    """Post a comment whose author wants mail; the question waits to be sent."""
    made: dict[str, Any] = wish(mail_api)
    return made


def test_failures_are_tried_again_ever_later(
    mailing: Container, postbox: Postbox, clock: MovableClock, asked: dict[str, Any]
) -> None:
    """A 4xx leaves the letter queued; it goes out when its time has come."""
    postbox.refusals["RCPT"] += ["450 Later"] * 2
    deliver(mailing)
    row = _one(mailing)
    assert (row.state, row.attempts, row.last_error) == ("queued", 1, "refused_450")
    wait = row.not_before - clock.now
    assert timedelta(seconds=22) <= wait <= timedelta(seconds=38)
    deliver(mailing)
    assert _one(mailing).attempts == 1
    clock.advance(minutes=1)
    deliver(mailing)
    clock.advance(minutes=5)
    deliver(mailing)
    assert _one(mailing).state == "done"
    assert len(postbox.take()) == 1


def test_what_is_refused_for_good_is_a_dead_letter(
    mailing: Container, postbox: Postbox, asked: dict[str, Any]
) -> None:
    """A 5xx is given up at once, is listed without an address, and can be retried."""
    postbox.refusals["RCPT"].append("550 No such person")
    deliver(mailing)
    (dead,) = outbox.dead_letters(mailing)
    assert (dead.kind, dead.site, dead.error) == ("opt_in", "blog", "refused_550")
    assert outbox.dead_letters(mailing, ["blog"]) == (dead,)
    assert turns.standing(mailing).dead == 1
    assert outbox.retry(mailing, [dead.id], sites=["blog"]) == 1
    assert outbox.retry(mailing) == 0
    deliver(mailing)
    assert outbox.dead_letters(mailing) == ()
    assert len(postbox.take()) == 1


def test_ten_attempts_and_no_more(
    mailing: Container, clock: MovableClock, asked: dict[str, Any]
) -> None:
    """A server that stays away is given up after ten attempts, two days later."""
    away = Broken(hangs=False)
    away.close()
    container = dataclasses.replace(mailing, mailer=mailer_to(away.port))
    began = clock.now
    for _ in range(ATTEMPTS):
        deliver(container)
        clock.now = max(clock.now, _one(container).not_before)
    row = _one(container)
    assert (row.state, row.attempts) == ("dead", ATTEMPTS)
    assert timedelta(days=1) < clock.now - began < timedelta(days=3)


def test_waits_grow_with_jitter() -> None:
    """Each wait is about four times the one before, and never above eight hours."""
    error = DeliveryError("timeout")
    low = [after_failure(n, error, chance=0.0).wait for n in range(1, ATTEMPTS)]
    high = [after_failure(n, error, chance=1.0).wait for n in range(1, ATTEMPTS)]
    assert low[:2] == [timedelta(seconds=22.5), timedelta(seconds=90)]
    assert all(a and b and a <= b for a, b in zip(low, high, strict=True))
    assert max(each for each in high if each) == LONGEST_WAIT
    assert after_failure(ATTEMPTS, error, chance=0.5).wait is None


class _Dies(BaseException):
    """The worker is killed."""


class _Dying:
    """A mailer whose process is killed right after a letter has left."""

    is_on = True

    def __init__(self, real: Any) -> None:
        self._real = real
        self.sender = real.sender

    def send(self, letter: Letter) -> None:
        """Hand it over, and die."""
        self._real.send(letter)
        raise _Dies

    def check(self) -> None:
        """Find nothing wrong."""


def test_killed_between_sending_and_noting(
    mailing: Container, postbox: Postbox, clock: MovableClock, asked: dict[str, Any]
) -> None:
    """It is sent again once the lease is over, under the same Message-ID."""
    dying = dataclasses.replace(mailing, mailer=_Dying(mailing.mailer))
    with pytest.raises(_Dies):
        deliver(dying)
    deliver(mailing)
    assert len(postbox.letters) == 1
    clock.advance(minutes=6)
    deliver(mailing)
    first, second = postbox.take()
    assert first["Message-ID"] == second["Message-ID"]
    assert _one(mailing).state == "done"


def test_two_workers_send_once(
    mailing: Container, postbox: Postbox, mail_api: Api
) -> None:
    """Workers at the same moment share the work, and nothing is sent twice."""
    for number in range(12):
        wish(mail_api, f"C {number}", email=f"reader{number}@readers.example")
    threads = [threading.Thread(target=deliver, args=(mailing,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [letter["Message-ID"] for letter in postbox.take()]
    assert len(ids) == len(set(ids)) == 12


def test_one_worker_has_its_turn(mailing: Container, clock: MovableClock) -> None:
    """Another gets it when the first gives it up, or has been silent for a minute."""
    assert turns.take(mailing, "one")
    assert turns.standing(mailing).works
    assert not turns.take(mailing, "two")
    clock.advance(seconds=61)
    assert turns.take(mailing, "two")
    assert not turns.take(mailing, "one")
    turns.give_up(mailing, "two")
    assert turns.take(mailing, "one")


def test_a_hung_server_delays_no_comment(
    mailing: Container, mail_api: Api, asked: dict[str, Any]
) -> None:
    """While the worker waits for SMTP, comments are stored; then it ends in peace."""
    hung = Broken(hangs=True)
    container = dataclasses.replace(mailing, mailer=mailer_to(hung.port, seconds=60))
    worker = Worker(container)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        assert hung.asked.wait(timeout=30)
        for number in range(5):
            assert mail_api.post(f"Meanwhile {number}.").status_code == 201
        assert thread.is_alive()
    finally:
        worker.stop()
        hung.close()
        thread.join(timeout=30)
    assert not thread.is_alive()
    assert not turns.standing(mailing).works


def test_a_bad_job_or_event_holds_up_no_other(
    mailing: Container,
    postbox: Postbox,
    asked: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What fails is logged, and the rest goes on."""

    def fail(container: Container) -> None:
        raise RuntimeError

    ran: list[Container] = []
    jobs = (
        Job(name="bad", every=timedelta(hours=1), run=fail),
        Job(name="good", every=timedelta(hours=1), run=ran.append),
    )
    turns.run_due(mailing, jobs)
    turns.run_due(mailing, jobs)
    assert ran == [mailing]
    with mailing.store.read() as unit:
        event = unit.outbox.waiting(1)[0]

    def spoil(unit: Any) -> None:
        row = unit.outbox._session.get(OutboxRow, (event.site_id, event.id))
        row.payload = {"comment_id": "no id"}
        row.created_at -= timedelta(days=1)

    acts.post(mailing, "Good.", email=BEA)
    mailing.store.write(spoil)
    outbox.work(mailing, go_on=lambda: True)
    waiting = [row.id for row in acts.stored(mailing, OutboxRow) if not row.spread_at]
    assert waiting == [event.id]
    assert "event not spread" in caplog.text
    assert "job failed: bad" in caplog.text


def test_what_is_done_with_is_forgotten(
    mailing: Container, postbox: Postbox, clock: MovableClock, asked: dict[str, Any]
) -> None:
    """Events, deliveries and unanswered questions are gone after a month."""
    deliver(mailing)
    clock.advance(days=31)
    outbox.tidy(mailing)
    subscriptions.tidy(mailing)
    assert acts.stored(mailing, OutboxRow) == []
    assert acts.stored(mailing, DeliveryRow) == []


def test_a_full_batch_calls_for_another(
    container: Container, site: SiteView, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker goes on at once while events queue up, else waits for more of them."""
    monkeypatch.setattr(outbox, "EVENTS_AT_ONCE", 2)
    for body in ("One.", "Two.", "Three."):
        acts.post(container, body)
    assert outbox.work(container, go_on=lambda: True)
    assert not outbox.work(container, go_on=lambda: True)
    assert all(row.spread_at for row in acts.stored(container, OutboxRow))
