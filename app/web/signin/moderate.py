"""A moderator is asked, on a page of ours, whether a page may moderate in his name.

It begins and ends like a login from the widget, but that nobody else is asked who is
there: whoever is signed in on our own pages is.
"""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.signin import Purpose
from app.services import lending, signin
from app.services.logins import LoginRequest
from app.web import context
from app.web.forms import MandateForm, check_csrf
from app.web.signin import cookies
from app.web.signin.blueprint import blueprint
from app.web.signin.ending import show_hand_over
from app.web.signin.start import proven_start

# In the place of a provider's id; none may be called so.
_NAME = "moderate"
_DECLINED = "You are not moderating."
_GRANTED = "You are moderating"


@blueprint.get("/moderate/start")
def start_moderating() -> Response:
    """Lead to the question, once the page has proven itself."""
    login = signin.begin(
        context.container(),
        LoginRequest(
            provider=_NAME,
            purpose=Purpose.MODERATE,
            start=proven_start(),
            address_block=context.address_block(),
        ),
    )
    response = redirect(url_for("signin.ask_moderator", login_id=login.id), 302)
    cookies.keep(response, login.id, secret=login.secret)
    return response


@blueprint.get("/moderate/<login_id>")
def ask_moderator(login_id: str) -> Response:
    """Ask, or lead whoever is not signed in to the way in and back."""
    errand = lending.ask(
        context.container(),
        login_id,
        secret=cookies.read(login_id),
        credentials=context.page_credentials(),
    )
    here = url_for("signin.ask_moderator", login_id=login_id)
    if errand.name is None:
        return redirect(url_for("admin.login", next=here), 303)
    page = render_template(
        "moderate.html", errand=errand, here=here, form=MandateForm(formdata=None)
    )
    return Response(page, content_type="text/html; charset=utf-8")


@blueprint.post("/moderate/<login_id>")
def answer_moderator(login_id: str) -> Response:
    """Go home with a code, or without one."""
    secret = cookies.read(login_id)
    check_csrf()
    container = context.container()
    if MandateForm().decline.data:
        ended = lending.decline(container, login_id, secret=secret)
        return show_hand_over(ended, sentence=_DECLINED)
    ended = lending.lend(
        container, login_id, secret=secret, credentials=context.page_credentials()
    )
    return show_hand_over(ended, heading=_GRANTED)
