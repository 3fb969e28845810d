"""A login that leads nowhere says why, and shows the way back to where it began."""

from flask import request
from werkzeug.wrappers import Response

from app.domain.errors import DomainError
from app.domain.login_errors import LoginEndedError, LoginFailedError
from app.services import signin
from app.services.tokens import Tokens
from app.web import context, problems
from app.web.forms import is_own_path
from app.web.signin import cookies
from app.web.signin.blueprint import blueprint


@blueprint.errorhandler(DomainError)
def astray(error: DomainError) -> Response:
    """Show an error of a login's pages; nobody is left without a way on."""
    if isinstance(error, LoginEndedError | LoginFailedError):
        return problems.show(error, way_back=_began_at() or _form())
    return problems.show(error, way_back=_form())


def _began_at() -> str | None:
    """Find where a login of this browser began, over or not."""
    asked = (request.view_args or {}).get("login_id")
    login_id = asked or Tokens.hashed(request.args.get("state", ""))
    secret = cookies.read(login_id)
    return signin.way_back(context.container(), login_id, secret=secret)


def _form() -> str | None:
    """Read the page of ours whose form this is."""
    path = request.form.get("next", "")
    return path if is_own_path(path) else None
