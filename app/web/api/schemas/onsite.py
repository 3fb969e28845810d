"""A thread on the wire, for whoever moderates it where it is read."""

from msgspec import Struct

from app.services.onsite import Turn
from app.services.onsite import WaitingThread as WaitingThreadView
from app.services.steps.lookup import ThreadRef
from app.web.api.schemas.moderation import Queued, queued_out


class WaitingThread(Struct, kw_only=True):
    """Whether a thread is open, how many comments wait in it, and the first of them."""

    key: str
    open: bool
    waiting: int
    comments: list[Queued]


class ThreadName(Struct, kw_only=True, forbid_unknown_fields=True):
    """Which thread; `key` wins over `url`, and one of them is needed."""

    key: str | None = None
    url: str | None = None


class TurnIn(Struct, kw_only=True, forbid_unknown_fields=True):
    """What to do to which thread."""

    thread: ThreadName
    action: Turn

    def thread_ref(self) -> ThreadRef:
        """Give how the thread is named."""
        return ThreadRef(key=self.thread.key, url=self.thread.url)


def waiting_out(view: WaitingThreadView, *, public_url: str) -> WaitingThread:
    """Show a thread to whoever moderates it."""
    return WaitingThread(
        key=view.key,
        open=view.is_open,
        waiting=view.waiting,
        comments=[queued_out(each, public_url=public_url) for each in view.comments],
    )
