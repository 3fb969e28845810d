"""Taking up a link: `/admin/setup` for the first owner, `/admin/invite` for others.

The secret stands in the address's fragment, which no server is sent; the page's
script puts it into the form, and without script it is pasted there. It is kept in
this browser's own cookie until somebody takes the link up, which a POST does, once.
"""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, InvalidInputError, TakenError
from app.domain.login_errors import LinkEndedError
from app.domain.staff import LinkPurpose
from app.services import joining, setup
from app.services.joining import Invitation
from app.services.steps.enrolment import Newcomer
from app.web import context
from app.web.admin.common import Standing, bare, blueprint, takes
from app.web.admin.forms import CodeForm, JoinForm
from app.web.admin.front import begin_session
from app.web.forms import check_csrf
from app.web.sessions import drop_link, keep_link, taken_link

_PAGE = "/<any(setup, invite):purpose>"


# Each by itself: one rule for both would yield to a site's first page, /admin/SITE/.
@blueprint.get("/setup", defaults={"purpose": "setup"})
@blueprint.get("/invite", defaults={"purpose": "invite"})
@takes(Standing.ANYBODY)
def link(purpose: str) -> Response:
    """Ask for the link's secret, or, once it is here, who somebody is."""
    return _show(LinkPurpose(purpose))


@blueprint.post("/setup", defaults={"purpose": "setup"})
@blueprint.post("/invite", defaults={"purpose": "invite"})
@takes(Standing.ANYBODY)
def open_link(purpose: str) -> Response:
    """Keep a link's secret in this browser, if it is good."""
    form, wanted = CodeForm(), LinkPurpose(purpose)
    secret = (form.code.data or "").strip().rpartition("#")[2]
    try:
        check_csrf()
        _look(wanted, secret)
    except (LinkEndedError, InvalidInputError) as error:
        return _show(wanted, error)
    keep_link(purpose, secret)
    return redirect(url_for("admin.link", purpose=purpose), 303)


@blueprint.post(f"{_PAGE}/join")
@takes(Standing.ANYBODY)
def join(purpose: str) -> Response:
    """Take the link up with a new account that has a password."""
    form = JoinForm()
    newcomer = Newcomer(
        name=form.name.data or "",
        email=form.email.data or "",
        password=form.password.data or "",
    )
    try:
        check_csrf()
        token = joining.as_newcomer(
            context.container(),
            taken_link(purpose),
            purpose=LinkPurpose(purpose),
            newcomer=newcomer,
        )
    except (InvalidInputError, TakenError) as error:
        return _show(LinkPurpose(purpose), error)
    begin_session(token)
    return _welcome(purpose)


@blueprint.post(f"{_PAGE}/accept")
@takes(Standing.ACCOUNT)
def accept(purpose: str) -> Response:
    """Take the link up with the account that is signed in."""
    check_csrf()
    joining.as_present(
        context.container(),
        taken_link(purpose),
        purpose=LinkPurpose(purpose),
        credentials=context.page_credentials(),
    )
    return _welcome(purpose)


def _look(purpose: LinkPurpose, secret: str) -> Invitation:
    return joining.look(
        context.container(),
        secret,
        purpose=purpose,
        credentials=context.page_credentials(),
    )


def _show(purpose: LinkPurpose, error: DomainError | None = None) -> Response:
    if purpose is LinkPurpose.SETUP:
        setup.check_open(context.container())
    try:
        invitation = _look(purpose, taken_link(purpose))
    except LinkEndedError:
        return bare("admin/code.html", error=error, purpose=purpose)
    return bare(
        "admin/invite.html",
        error=error,
        purpose=purpose,
        invitation=invitation,
        offers=context.offers(),
        form=JoinForm(),
    )


def _welcome(purpose: str) -> Response:
    """Go on to the first site, or to the desk."""
    drop_link(purpose)
    is_first = purpose == LinkPurpose.SETUP
    return redirect(url_for("admin.new_site" if is_first else "admin.home"), 303)
