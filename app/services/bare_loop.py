"""Posts without the service: the bound that `rejoinder bench` shows beside them."""

from collections.abc import Generator, Sequence
from time import perf_counter
from uuid import UUID

from app.domain.comment import Draft, segment
from app.domain.errors import ThreadNotFoundError
from app.domain.moderation import Status
from app.services import filling
from app.services.container import Container
from app.services.steps.lookup import find_site
from app.storage.bare_loop import BareLoop
from app.storage.compiling import Values


def run(
    container: Container, database_url: str, *, key: str, drafts: Sequence[Draft]
) -> Generator[float, None, None]:
    """Render and store drafts in a thread for as long as the caller goes on.

    Yields how many seconds each took. Rows and durability are those of a post.
    """
    with container.store.read() as unit:
        site_id = find_site(unit, filling.SLUG).id
        thread = unit.threads.find(site_id, key)
    if thread is None:
        raise ThreadNotFoundError
    loop = BareLoop(database_url)
    number = 0
    try:
        while True:
            begun = perf_counter()
            draft = drafts[number % len(drafts)]
            _post(container, loop, place=(site_id, thread.id), draft=draft)
            number += 1
            yield perf_counter() - begun
    finally:
        loop.close()


def _post(
    container: Container, loop: BareLoop, *, place: tuple[int, UUID], draft: Draft
) -> None:
    now = container.clock()
    comment_id = container.new_id(now)
    site_id, thread_id = place
    comment = {
        "site_id": site_id,
        "id": comment_id,
        "thread_id": thread_id,
        "parent_id": None,
        "root_id": comment_id,
        "depth": 0,
        "path": segment(now, comment_id),
        "reply_count": 0,
        "created_at": now,
        **filling.text_values(container, draft),
    }
    loop.store(comment, event=_event(container, comment), log=_log(container, comment))


def _event(container: Container, comment: Values) -> Values:
    return {
        "site_id": comment["site_id"],
        "id": container.new_id(comment["created_at"]),
        "kind": "CommentPosted",
        "payload": {"comment_id": str(comment["id"]), "status": "approved"},
        "created_at": comment["created_at"],
    }


def _log(container: Container, comment: Values) -> Values:
    return {
        "site_id": comment["site_id"],
        "id": container.new_id(comment["created_at"]),
        "comment_id": comment["id"],
        "actor": "system",
        "via": "rules",
        "action": "post",
        "old_status": None,
        "new_status": Status.APPROVED,
        "reasons": [],
        "created_at": comment["created_at"],
    }
