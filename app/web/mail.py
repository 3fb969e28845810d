"""`/mail/`: where the links of letters lead. Opening one changes nothing.

Scanners open every link of a letter, so a GET asks and a POST acts. The token in the
path is the authority; no cookie is needed to stop mail (RFC 8058).
"""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.services import subscriptions
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
    name, value = ONE_CLICK
    # A mail program has no cookie of ours, and says nothing but these words.
    if request.form.get(name) != value:
        check_csrf()
    everything = request.form.get("everything") == "1"
    subscriptions.stop(context.container(), token, everything=everything)
    return redirect(url_for("mail.gone"), 303)


@blueprint.get("/gone")
def gone() -> str:
    """Say that it has stopped."""
    return render_template("mail_gone.html")


def _form() -> ConfirmForm:
    return ConfirmForm(formdata=None)
