"""The desk: where owners and moderators work. Every action works without JavaScript.

Each page is a module; what they share, the shell around them included, is in
`common`. What a page takes stands above it (`common.takes`); it is judged at the door,
and by the use cases (`services.steps.office`).
"""

from app.web.admin import (
    author,
    comment,
    front,
    joining,
    kept_back,
    letters,
    log,
    outgoing,
    passwords,
    people,
    queue,
    settings,
    stats,
    threads,
    wizard,
)
from app.web.admin.common import blueprint

__all__ = [
    "author",
    "blueprint",
    "comment",
    "front",
    "joining",
    "kept_back",
    "letters",
    "log",
    "outgoing",
    "passwords",
    "people",
    "queue",
    "settings",
    "stats",
    "threads",
    "wizard",
]
