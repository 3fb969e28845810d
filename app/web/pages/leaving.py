"""Away from the form to log in or out, and back with what was typed in it.

The buttons of the form send the text along; it is kept, and the same POST goes on (307)
to whoever logs in or out. Nothing of the text is ever in an address.
"""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from app.services import keeping
from app.services.conversation import ThreadScreen
from app.services.keeping import Leaving, Typed
from app.services.steps.lookup import ThreadRef
from app.services.views import CommentView
from app.web import context
from app.web.forms import CommentForm
from app.web.sessions import draft_holder, keep_draft_holder

_LOGIN = "login:"
_LOGOUT = "logout"
_FIELDS = ("body", "name", "email", "url", "parent")


def destination(form: CommentForm) -> str | None:
    """Tell where the button that was pressed leads; None where it posts or changes."""
    act = form.act.data or ""
    if act == _LOGOUT:
        return url_for("me.logout")
    if act.startswith(_LOGIN):
        return url_for("signin.begin", provider=act.removeprefix(_LOGIN))
    return None


def leave(site: str, form: CommentForm, *, thread: ThreadRef, where: str) -> Response:
    """Keep what was typed, and go on."""
    leaving = Leaving(
        site=site,
        thread=thread,
        holder=keep_draft_holder(),
        address_block=context.address_block(),
    )
    typed = Typed(**{name: form[name].data or "" for name in _FIELDS})
    keeping.keep(context.container(), leaving, typed=typed)
    return redirect(where, 307)


def fill_in(form: CommentForm, screen: ThreadScreen) -> None:
    """Put back into an empty form what was typed before."""
    holder = draft_holder()
    if holder is None:
        return
    key = screen.thread.key
    typed = keeping.find(context.container(), screen.site, key=key, holder=holder)
    for name in _FIELDS if typed else ():
        form[name].data = form[name].data or getattr(typed, name)


def forget(site: str, view: CommentView) -> None:
    """Forget what was typed in a thread, since it has been posted."""
    if holder := draft_holder():
        keeping.forget(context.container(), site, key=view.thread_key, holder=holder)
