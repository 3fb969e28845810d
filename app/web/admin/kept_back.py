"""Everybody who is muted or banned: looked for, and let go again."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.domain.identity import Action
from app.services import kept_back, restraining
from app.web import context
from app.web.admin import words
from app.web.admin.common import as_uuid, blueprint, page, takes
from app.web.forms import check_csrf


@blueprint.get("/<site>/kept-back")
@takes(Action.RESTRAIN)
def restrained(site: str) -> Response:
    """List them, the latest first."""
    asked = request.args.get("q", "")
    found = kept_back.listed(
        context.container(),
        site,
        credentials=context.page_credentials(),
        words=asked,
        cursor=request.args.get("cursor") or None,
    )
    lifted = request.args.get("lifted") == "1"
    return page(
        "admin/kept_back.html",
        site=site,
        found=found,
        asked=asked,
        words=words,
        lifted=lifted,
    )


@blueprint.post("/<site>/kept-back/lift")
@takes(Action.RESTRAIN)
def let_go(site: str) -> Response:
    """End a restraint."""
    check_csrf()
    restraining.lift(
        context.container(),
        site,
        credentials=context.page_credentials(),
        restraint_id=as_uuid(request.form.get("restraint")) or UUID(int=0),
    )
    asked = request.form.get("q") or None
    return redirect(url_for("admin.restrained", site=site, q=asked, lifted=1), 303)
