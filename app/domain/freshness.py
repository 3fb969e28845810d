"""What an answer was made from, so that everybody can tell when it is out of date.

A topic names one thing that answers are made from. Who changes it announces the
topic once the change is stored; who keeps an answer looks for its topics.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

# For changes of which nobody knows what they touched.
EVERYTHING = "everything"


def site_topic(site_id: int) -> str:
    """Name a site: its rules, its name, its origins."""
    return f"site {site_id}"


def thread_topic(site_id: int, thread_id: UUID) -> str:
    """Name a thread and all that is in it."""
    return f"thread {site_id} {thread_id.hex}"


def key_topic(site_id: int, key: str) -> str:
    """Name a key: which thread it leads to, if any."""
    return f"key {site_id} {key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a public answer was made from.

    `threads` are the versions that were seen. An answer is not true any more at
    `closes_at`. One that is `fleeting` rests on something that has no version,
    such as a thread that is not there; it is kept for a moment only.
    """

    site_id: int
    site_version: int
    threads: Mapping[UUID, int] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
    closes_at: datetime | None = None
    fleeting: bool = False

    @property
    def topics(self) -> frozenset[str]:
        """Name all that must not change."""
        site_id = self.site_id
        return frozenset(
            (
                EVERYTHING,
                site_topic(site_id),
                *(thread_topic(site_id, thread_id) for thread_id in self.threads),
                *(key_topic(site_id, key) for key in self.keys),
            )
        )
