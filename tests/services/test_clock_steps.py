"""The clock is set a day on or back: nothing breaks, and nobody waits for a day."""

from datetime import timedelta

import pytest

from app.services import outbox, retention, turns
from app.services.channels.base import Job
from app.services.container import Container
from app.services.views import SiteView
from tests.service import Api, MovableClock

STEPS = pytest.mark.parametrize("days", [1, -1], ids=["on", "back"])


@STEPS
def test_comments_go_on(api: Api, clock: MovableClock, days: int) -> None:
    """Posting, editing with a token from before, deleting and reading work on."""
    before = api.made("before", key="/a")
    clock.advance(days=days)
    assert api.made("after", key="/a")
    path, token = f"/comments/{before['id']}", {"X-Edit-Token": before["edit_token"]}
    edit = api.call("PATCH", path, json={"body": "edited"}, headers=token)
    # A day on, the minutes for editing are over; a day back they have not begun.
    assert edit.status_code == (403 if days > 0 else 200), edit.get_data(as_text=True)
    assert api.call("DELETE", path, headers=token).status_code in {200, 204, 403}
    assert api.listed("/a")["thread"]["count"] >= 1


def test_days_that_have_yet_to_come(
    limited: Container, site: SiteView, api: Api, clock: MovableClock
) -> None:
    """Days that were written in before the clock went back are in nobody's way."""
    api.client.application.extensions["rejoinder"] = limited
    for number in range(3):
        assert api.post(f"day {number}").status_code == 201
        clock.advance(days=1)
    clock.advance(days=-3)
    for number in range(3):
        assert api.post(f"day {number} once more").status_code == 201
        clock.advance(minutes=1)


@STEPS
def test_keys_of_idempotency(api: Api, clock: MovableClock, days: int) -> None:
    """The same key makes no error, whatever has become of it."""
    headers = {"Idempotency-Key": "0123456789abcdef0123"}
    first = api.post("once", headers=headers)
    clock.advance(days=days)
    again = api.post("once", headers=headers)
    assert first.status_code == again.status_code == 201


@STEPS
def test_limits_lock_nobody_out(
    limited: Container, site: SiteView, api: Api, clock: MovableClock, days: int
) -> None:
    """Whoever has used up his limit waits as long as its rate says, and no longer."""
    api.client.application.extensions["rejoinder"] = limited
    statuses = [api.post(f"post {n}").status_code for n in range(30)]
    assert 429 in statuses
    clock.advance(days=days)
    refused = api.post("after the step")
    if refused.status_code != 201:
        assert int(refused.headers["Retry-After"]) <= 60
        clock.advance(seconds=61)
        assert api.post("after the wait").status_code == 201


@STEPS
def test_another_worker_has_its_turn(
    container: Container, clock: MovableClock, days: int
) -> None:
    """A turn and a job that were taken before the step hold nobody up after it."""
    done: list[int] = []
    job = Job(name="test", every=timedelta(minutes=5), run=lambda _: done.append(1))
    assert turns.take(container, "one")
    turns.run_due(container, [job])
    clock.advance(days=days)
    assert turns.take(container, "two")
    assert not turns.take(container, "one")
    turns.run_due(container, [job])
    assert done == [1, 1]
    outbox.work(container, go_on=lambda: False)
    retention.tidy(container)


def test_clocks_that_differ_a_little(container: Container, clock: MovableClock) -> None:
    """A machine whose clock is half a minute behind takes nobody's turn away."""
    assert turns.take(container, "one")
    clock.advance(seconds=-30)
    assert not turns.take(container, "two")
