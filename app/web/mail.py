"""`/mail/`: where the links of letters lead. Opening one changes nothing.

Scanners open every link of a letter, so a GET asks and a POST acts. The token in the
path is the authority; no cookie is needed to stop mail (RFC 8058).
"""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import InvalidInputError
from app.domain.notices import Mode
from app.services import mailed, subscriptions
from app.web import context
from app.web.forms import ConfirmForm, check_csrf

ONE_CLICK = ("List-Unsubscribe", "One-Click")

blueprint = Blueprint("mail", __name__, url_prefix="/mail")


@blueprint.after_request
def _headers(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    # The address of such a page is a secret.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@blueprint.get("/confirm/<token>")
def ask(token: str) -> str:
    """Ask whether mail is wanted."""
    question = subscriptions.question(context.container(), token)
    return render_template("mail_confirm.html", question=question, form=_form())


@blueprint.post("/confirm/<token>")
def confirm(token: str) -> Response:
    """Take the yes."""
    check_csrf()
    subscriptions.confirm(context.container(), token)
    return redirect(url_for("mail.ask", token=token), 303)


@blueprint.get("/unsubscribe/<token>")
def leave(token: str) -> str:
    """Ask whether mail is to stop."""
    wanted = subscriptions.about(context.container(), token)
    return render_template("mail_leave.html", wanted=wanted, form=_form())


@blueprint.post("/unsubscribe/<token>")
def unsubscribe(token: str) -> Response:
    """Stop it: one subscription, or all of the site."""
    if not _is_one_click():
        check_csrf()
    everything = request.form.get("everything") == "1"
    subscriptions.stop(context.container(), token, everything=everything)
    return redirect(url_for("mail.gone"), 303)


@blueprint.get("/act/<token>")
def look(token: str) -> str:
    """Ask a moderator whether he means it."""
    asked = mailed.decision(context.container(), token)
    return render_template("mail_act.html", asked=asked, done=False, form=_form())


@blueprint.post("/act/<token>")
def act(token: str) -> str:
    """Decide about a comment; the link is used up by what it does."""
    check_csrf()
    done = mailed.decide(context.container(), token)
    return render_template("mail_act.html", asked=done, done=True, form=_form())


@blueprint.get("/notices/<token>")
def notices(token: str) -> str:
    """Show a moderator how he hears of a site."""
    view = mailed.notices_by_link(context.container(), token)
    return render_template(
        "mail_notices.html", view=view, modes=list(Mode), form=_form()
    )


@blueprint.post("/notices/<token>")
def choose(token: str) -> Response:
    """Choose how to hear of a site; one click of a mail program ends its letters."""
    mode = Mode.NONE
    if not _is_one_click():
        check_csrf()
        mode = _mode(request.form.get("mode", ""))
    mailed.set_by_link(context.container(), token, mode=mode)
    return redirect(url_for("mail.notices", token=token), 303)


@blueprint.get("/gone")
def gone() -> str:
    """Say that it has stopped."""
    return render_template("mail_gone.html")


def _is_one_click() -> bool:
    """Tell whether a mail program asks, which has no cookie of ours (RFC 8058)."""
    name, value = ONE_CLICK
    return request.form.get(name) == value


def _mode(text: str) -> Mode:
    try:
        return Mode(text)
    except ValueError:
        message = "Choose one of the three."
        raise InvalidInputError.of(message, field="mode", code="bad_mode") from None


def _form() -> ConfirmForm:
    return ConfirmForm(formdata=None)
