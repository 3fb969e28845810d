"""A site's settings: its rules in plain words, name, origins, snippet, a word trial."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.domain.errors import DomainError, InvalidInputError
from app.domain.identity import Action
from app.domain.site import POLICY_GROUPS, POLICY_KEYS
from app.services import desk, sites, trying
from app.services.sites import SiteChange
from app.services.trying import Trial
from app.services.views import SiteView
from app.web import context
from app.web.admin import words
from app.web.admin.common import blueprint, page, takes
from app.web.forms import check_csrf

# What the snippet can be told, with the choices; the first is the default.
OPTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("theme", "Colours", ("auto", "light", "dark")),
    ("sort", "Order", ("oldest", "newest", "best")),
    ("loading", "Loading", ("lazy", "eager", "click")),
    ("login", "Logging in", ("popup", "redirect")),
)


@blueprint.get("/<site>/settings")
@takes(Action.SET_RULES)
def settings(site: str) -> Response:
    """Show all settings of a site."""
    return _page(site)


@blueprint.post("/<site>/settings")
@takes(Action.SET_RULES)
def save(site: str) -> Response:
    """Set name, language and rules; all of it or nothing."""
    try:
        check_csrf()
        change = SiteChange(
            name=request.form.get("name"),
            language=request.form.get("language"),
            policy=_typed(),
        )
        _set(site, change)
    except InvalidInputError as error:
        return _page(site, error=error)
    return redirect(url_for("admin.settings", site=site, saved=1), 303)


@blueprint.post("/<site>/settings/origins")
@takes(Action.MANAGE)
def origins(site: str) -> Response:
    """Register or forget an origin; wants a fresh sign-in."""
    try:
        check_csrf()
        added, removed = request.form.get("add"), request.form.get("remove")
        change = SiteChange(
            add_origins=[added] if added else (),
            remove_origins=[removed] if removed else (),
        )
        _set(site, change)
    except InvalidInputError as error:
        return _page(site, error=error)
    return redirect(url_for("admin.settings", site=site, saved=1) + "#origins", 303)


@blueprint.post("/<site>/settings/try")
@takes(Action.SET_RULES)
def try_words(site: str) -> Response:
    """Try a word list on past comments; nothing is set by it."""
    text = request.form.get("try", "")
    try:
        check_csrf()
        trial = trying.words(
            context.container(),
            site,
            credentials=context.page_credentials(),
            text=text,
        )
    except InvalidInputError as error:
        return _page(site, error=error)
    return _page(site, trial=trial, tried=text)


def _set(site: str, change: SiteChange) -> None:
    sites.set_(
        context.container(),
        site,
        change=change,
        credentials=context.page_credentials(),
    )


def _typed() -> dict[str, str]:
    """Read the keys that the form had; an empty box is a no."""
    form = request.form
    return {
        key: form.get(key, "no" if POLICY_KEYS[key].metadata["kind"] == "flag" else "")
        for key in form.getlist("has")
        if key in POLICY_KEYS
    }


def _page(
    site: str,
    *,
    error: DomainError | None = None,
    trial: Trial | None = None,
    tried: str = "",
) -> Response:
    view = desk.enter(
        context.container(),
        site,
        credentials=context.page_credentials(),
        action=Action.SET_RULES,
    )
    return page(
        "admin/settings.html",
        site=site,
        error=error,
        view=view,
        groups=POLICY_GROUPS,
        keys=POLICY_KEYS,
        values=_values(view, typed=error is not None),
        options=OPTIONS,
        chosen=_chosen(),
        trial=trial,
        tried=tried,
        words=words,
        public_url=context.settings().public_url,
    )


def _values(view: SiteView, *, typed: bool) -> dict[str, str]:
    """Give each key's value as a form has it; after an error, as it was typed."""
    shown = {key: _as_text(getattr(view.policy, key)) for key in POLICY_KEYS}
    return {**shown, **_typed()} if typed else shown


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "\n".join(value) if isinstance(value, tuple) else str(value)


def _chosen() -> dict[str, str]:
    """Give the snippet's attributes that differ from what it does by itself."""
    return {
        name: value
        for name, _, choices in OPTIONS
        if (value := request.args.get(name, "")) in choices[1:]
    }
