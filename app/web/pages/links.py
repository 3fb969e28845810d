"""The addresses that the hosted page links to."""

from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from flask import request, url_for

from app.services import conversation
from app.services.conversation import ScreenRequest, ThreadScreen
from app.services.steps.lookup import ThreadRef
from app.services.views import CommentView
from app.web import context

# Stands for a comment in addresses that are built once for all on a page: to build
# them one by one was a fifth of what the page costs.
_ANY = str(UUID(int=0))
_KEPT = ("thread", "url", "title", "comment", "sort", "cursor")


class Links:
    """Builds addresses for the template of one page."""

    def __init__(self, site: str, screen: ThreadScreen) -> None:
        """Link within the page of a site that is being shown."""
        self._site = site
        self._path = url_for("pages.show", site=site)
        self._screen = screen

    def here(self, **changes: str) -> str:
        """Give this page with other parameters; an empty one is left out."""
        kept = {name: request.args.get(name, "") for name in _KEPT}
        merged = {name: value for name, value in (kept | changes).items() if value}
        return f"{self._path}?{urlencode(merged)}"

    def reply(self, view: CommentView) -> str:
        """Give this page with its form below a comment."""
        return f"{self._replying}{view.id}#respond"

    def report(self, view: CommentView) -> str:
        """Lead to where a comment is reported."""
        before, after = self._reporting
        return f"{before}{view.id}{after}"

    @cached_property
    def _replying(self) -> str:
        return self.here(replytocom=_ANY).removesuffix(_ANY)

    @cached_property
    def _reporting(self) -> tuple[str, str]:
        address = url_for("pages.doubt", site=self._site, comment_id=_ANY)
        before, _, after = address.rpartition(_ANY)
        return before, after

    def thread(self, **more: str) -> str:
        """Give the whole thread."""
        return f"{self._path}?{urlencode({'thread': self._screen.thread.key, **more})}"

    def comment(self, view: CommentView) -> str:
        """Give a comment's lasting address."""
        return f"{self._path}?comment={view.id}#comment-{view.id}"

    def absolute(self, path: str) -> str:
        """Put our public address before a path."""
        return context.settings().public_url + path


def address_of(site: str, view: CommentView) -> str:
    """Lead to a comment where it can be seen: in the thread, or in its conversation."""
    page = conversation.whole(
        context.container(),
        site,
        request=ScreenRequest(
            thread=ThreadRef(key=view.thread_key),
            credentials=context.page_credentials(),
        ),
    )
    seen = view.deleted or page.find(view.id) is not None
    args = {"thread": view.thread_key} if seen else {"comment": str(view.id)}
    return f"{url_for('pages.show', site=site)}?{urlencode(args)}#comment-{view.id}"
