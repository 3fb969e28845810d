"""What owners do to whole threads: close, reopen, give another key."""

from app.domain.errors import TakenError, ThreadNotFoundError
from app.services.container import Container
from app.services.steps import lookup
from app.services.steps.lookup import ThreadRef
from app.storage.models import AliasRow, ThreadRow
from app.storage.unit_of_work import Unit


def close(container: Container, slug: str, *, key: str) -> None:
    """Take no more comments in a thread; raises ThreadNotFoundError."""
    now = container.clock()

    def store(unit: Unit) -> None:
        thread = _locked(unit, slug, key=key)
        thread.closed_at = thread.closed_at or now
        unit.threads.touch(thread)

    container.store.write(store)


def reopen(container: Container, slug: str, *, key: str) -> None:
    """Take comments again, whatever the policy says of old threads."""
    now = container.clock()

    def store(unit: Unit) -> None:
        thread = _locked(unit, slug, key=key)
        thread.closed_at = None
        if thread.closes_at is not None and thread.closes_at <= now:
            thread.closes_at = None
        unit.threads.touch(thread)

    container.store.write(store)


def add_alias(container: Container, slug: str, *, alias: str, key: str) -> None:
    """Let another key lead to a thread, as after a page has moved.

    Raises ThreadNotFoundError, and TakenError when the alias is a key already.
    """
    new = lookup.name_thread(ThreadRef(key=alias)).key

    def store(unit: Unit) -> None:
        thread = _locked(unit, slug, key=key)
        row = AliasRow(site_id=thread.site_id, key=new, thread_id=thread.id)
        taken = unit.threads.find(thread.site_id, new) is not None
        if taken or not unit.threads.add_alias(row):
            raise TakenError

    container.store.write(store)


def _locked(unit: Unit, slug: str, *, key: str) -> ThreadRow:
    site = lookup.find_site(unit, slug)
    named = lookup.name_thread(ThreadRef(key=key))
    thread = unit.threads.find(site.id, named.key)
    if thread is None:
        raise ThreadNotFoundError
    return unit.threads.lock(site.id, thread.id)
