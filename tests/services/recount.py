"""Whether what is stored twice agrees: counts, lists, paths, replies.

A comment's place and a thread's numbers are kept beside the rows that they are made
of, so that reading is fast. Here they are made anew.
"""

from collections import Counter

from app.domain.comment import SEGMENT
from app.services.container import Container
from app.storage.models import CommentRow
from tests.services.acts import page
from tests.storage.rows import every, miscounts


def wrong(container: Container, *, depth: int = 4) -> list[str]:
    """List all that is not as a recount has it; `depth` is the policy's."""
    rows = every(container.store, CommentRow)
    by_id = {row.id: row for row in rows}
    times = Counter(row.path for row in rows)
    found = [f"path {path.hex()} {n} times" for path, n in times.items() if n > 1]
    for row in rows:
        above = by_id[row.parent_id].path if row.parent_id is not None else b""
        expected = (above, by_id[row.root_id].path, row.depth <= depth)
        place = (row.path[:-SEGMENT], row.path[:SEGMENT], True)
        if place != expected or len(row.path) != SEGMENT * (row.depth + 1):
            found.append(f"comment {row.id} is not where its parent is")
    return found + miscounts(container.store)


def wrongly_shown(container: Container, key: str = "/a") -> list[str]:
    """List what a short thread's page shows and should not, or not in that order."""
    with container.store.read() as unit:
        site = unit.sites.find("blog")
        thread = unit.threads.find(site.id, key) if site else None
    rows = every(container.store, CommentRow)
    here = [row for row in rows if thread is not None and row.thread_id == thread.id]
    listed = sorted((row for row in here if row.is_listed), key=lambda row: row.path)
    shown = page(container, key)
    found = []
    if [view.id for view in shown.comments] != [row.id for row in listed]:
        found.append("the list is not what is listed, in reading order")
    if sum(not view.deleted for view in shown.comments) != shown.thread.count:
        found.append(f"{shown.thread.count} is not how many comments are seen")
    return found
