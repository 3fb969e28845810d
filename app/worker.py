"""The worker: a loop over the outbox, and over what is to be done every so often.

It runs in a thread of `rejoinder serve`, or as `rejoinder worker`. Of any number of
them one at a time has its turn; another takes over within a minute when it dies.
"""

import secrets
import threading
import time
from datetime import timedelta

from app.domain.errors import OverloadedError, StorageFullError
from app.logs import logger
from app.services import outbox, retention, subscriptions, turns
from app.services.channels import JOBS
from app.services.channels.base import Job
from app.services.container import Container

# How long to wait when there was nothing to do.
PAUSE_SECONDS = 1.0
_RENEW_SECONDS = 20.0

PERIODIC: tuple[Job, ...] = (
    *JOBS,
    Job(name="retention", every=timedelta(hours=1), run=retention.tidy),
    Job(name="outbox", every=timedelta(days=1), run=outbox.tidy),
    Job(name="subscriptions", every=timedelta(days=1), run=subscriptions.tidy),
)


class Worker:
    """One worker; `run` returns once it is told to stop."""

    def __init__(self, container: Container) -> None:
        """Work with a container that may be shared with the server's threads."""
        self._container = container
        self._holder = secrets.token_hex(8)
        self._stop = threading.Event()
        self._renew_at = 0.0
        self._trouble: str | None = None

    def stop(self) -> None:
        """Let `run` end after what is being delivered just now."""
        self._stop.set()

    def run(self) -> None:
        """Work until told to stop, or until the program ends."""
        while self._is_wanted():
            if not self._turn():
                self._stop.wait(PAUSE_SECONDS)
        try:
            turns.give_up(self._container, self._holder)
        except Exception:  # noqa: BLE001 -- it will be over by itself
            logger.exception("worker could not give up its turn")

    def _is_wanted(self) -> bool:
        # The interpreter waits for this thread when the main one has ended.
        return not self._stop.is_set() and threading.main_thread().is_alive()

    def _turn(self) -> bool:
        """Do what is due; tell whether there may be more."""
        try:
            if not self._has_turn():
                return False
            turns.run_due(self._container, PERIODIC)
            may_be_more = outbox.work(self._container, go_on=self._may_go_on)
        except (OverloadedError, StorageFullError) as error:
            self._note_trouble(error.code)
            return False
        except Exception:  # noqa: BLE001 -- whatever it is, it may be over soon
            logger.exception("worker stumbled")
            return False
        self._note_trouble(None)
        return may_be_more

    def _note_trouble(self, code: str | None) -> None:
        """Say once that the database is full or away: the log may be on that disk."""
        if code and code != self._trouble:
            logger.warning("worker waits for the database: %s", code)
        elif self._trouble and not code:
            logger.warning("worker goes on")
        self._trouble = code

    def _may_go_on(self) -> bool:
        return self._is_wanted() and self._has_turn()

    def _has_turn(self) -> bool:
        if time.monotonic() < self._renew_at:
            return True
        if not turns.take(self._container, self._holder):
            return False
        self._renew_at = time.monotonic() + _RENEW_SECONDS
        return True


def work_off(container: Container) -> None:
    """Do all that is due now, and no more."""
    turns.run_due(container, PERIODIC)
    while outbox.work(container, go_on=lambda: True):
        pass


def start_inside(container: Container) -> Worker:
    """Start a worker in a thread of this process, which ends with it."""
    worker = Worker(container)
    threading.Thread(target=worker.run, name="rejoinder-worker").start()
    return worker
