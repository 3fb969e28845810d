"""What leaves a site for its owner's sake: what did not arrive, and webhooks."""

from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, InvalidInputError, NotFoundError
from app.domain.identity import Action
from app.domain.webhooks import KINDS, PRESETS, SELECTABLE, STANDARD, USUAL
from app.services import desk, undelivered, webhooks
from app.services.webhooks import Secret, Trial, WebhookOrder
from app.web import context
from app.web.admin import deliveries, words
from app.web.admin.common import as_uuid, blueprint, page, takes
from app.web.forms import check_csrf


@blueprint.get("/<site>/outgoing")
@takes(Action.MANAGE)
def outgoing(site: str) -> Response:
    """Show what did not arrive, and the webhooks."""
    return _page(site)


@blueprint.post("/<site>/outgoing/undelivered")
@takes(Action.MANAGE)
def undelivered_act(site: str) -> Response:
    """Try again or forget what was given up: what is ticked, or all of it."""
    check_csrf()
    acts = {"retry": undelivered.retry, "drop": undelivered.drop}
    act, _, all_of_it = request.form.get("act", "").partition(" ")
    if act not in acts:
        message = "Choose what to do."
        raise InvalidInputError.of(message, field="act", code="required")
    ticked = [found for text in request.form.getlist("id") if (found := as_uuid(text))]
    count = acts[act](
        context.container(),
        site,
        credentials=context.page_credentials(),
        ids=None if all_of_it else ticked,
    )
    return redirect(url_for("admin.outgoing", site=site, did=act, count=count), 303)


@blueprint.post("/<site>/outgoing/webhooks")
@takes(Action.MANAGE)
def add_webhook(site: str) -> Response:
    """Add a webhook, and show its secret, this once."""
    order = WebhookOrder(
        url=request.form.get("url", ""),
        preset=request.form.get("preset", STANDARD),
        events=request.form.getlist("event"),
    )
    try:
        check_csrf()
        secret = webhooks.add(
            context.container(),
            site,
            order=order,
            credentials=context.page_credentials(),
        )
    except InvalidInputError as error:
        return _page(site, error=error)
    return _page(site, secret=secret)


@blueprint.post("/<site>/outgoing/webhooks/act")
@takes(Action.MANAGE)
def act_on_webhook(site: str) -> Response:
    """Try a webhook, switch it, renew its secret, or remove it."""
    check_csrf()
    act = request.form.get("act", "")
    webhook_id = as_uuid(request.form.get("webhook")) or UUID(int=0)
    done = _act(site, act, webhook_id=webhook_id)
    if isinstance(done, Trial):
        return _page(site, tried=(webhook_id, done))
    if isinstance(done, Secret):
        return _page(site, secret=done)
    return redirect(url_for("admin.outgoing", site=site, did=act), 303)


def _act(site: str, act: str, *, webhook_id: UUID) -> Secret | Trial | None:
    container, by = context.container(), context.page_credentials()
    if act == "test":
        desk.count_trial(container, site, credentials=by)
        return webhooks.test(container, site, webhook_id=webhook_id, credentials=by)
    if act == "rotate":
        return webhooks.rotate(container, site, webhook_id=webhook_id, credentials=by)
    if act == "remove":
        webhooks.remove(container, site, webhook_id=webhook_id, credentials=by)
    elif act in {"on", "off"}:
        webhooks.set_enabled(
            container, site, webhook_id=webhook_id, enabled=act == "on", credentials=by
        )
    else:
        raise NotFoundError
    return None


def _page(
    site: str,
    *,
    error: DomainError | None = None,
    secret: Secret | None = None,
    tried: tuple[UUID, Trial] | None = None,
) -> Response:
    container, credentials = context.container(), context.page_credentials()
    typed = request.form if error else None
    return page(
        "admin/outgoing.html",
        site=site,
        error=error,
        failed=undelivered.of_site(container, site, credentials=credentials),
        hooks=webhooks.listed(container, site, credentials=credentials),
        secret=secret,
        tried=tried,
        did=deliveries.told(request.args),
        say=deliveries,
        words=words,
        kinds=KINDS,
        presets=PRESETS,
        events=SELECTABLE,
        url=typed.get("url", "") if typed else "",
        preset=typed.get("preset", STANDARD) if typed else STANDARD,
        chosen=typed.getlist("event") if typed else [each.value for each in USUAL],
    )
