"""From nothing to the first comment: a site, ways to log in, rules, two lines to copy.

Each step is a page of its own that can be left out and come back to.
"""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from app.domain.errors import ConflictError, DomainError, InvalidInputError
from app.domain.identity import Action
from app.domain.site import slug_from
from app.domain.thread import parse_page_url
from app.services import desk, setup, sites
from app.services.sites import DEMO_SLUG, SiteChange
from app.services.views import SiteView
from app.web import context
from app.web.admin.common import Standing, blueprint, page, takes
from app.web.admin.forms import PRESETS, PresetForm, SiteForm
from app.web.context import Trial
from app.web.forms import check_csrf


@blueprint.get("/sites/new")
@takes(Standing.KEEPER)
def new_site() -> Response:
    """Ask for a site's name and where its pages are."""
    return _site_page()


@blueprint.post("/sites/new")
@takes(Standing.KEEPER)
def add_site() -> Response:
    """Make a site and go on to its next step."""
    check_csrf()
    form = SiteForm()
    name = form.name.data or ""
    if not name.strip():
        # Its short name would be missing as well, and nobody has asked for that.
        message = "Please enter the site's name."
        return _site_page(InvalidInputError.of(message, field="name", code="required"))
    slug = (form.slug.data or "").strip() or slug_from(name)
    change = SiteChange(name=name, add_origins=_origins(form.origins.data or ""))
    try:
        sites.add(
            context.container(),
            slug,
            change=change,
            credentials=context.page_credentials(),
        )
    except (InvalidInputError, ConflictError) as error:
        return _site_page(error)
    return redirect(url_for(_next_step(), site=slug), 303)


def _origins(text: str) -> tuple[str, ...]:
    """Read one address a line; of a page's address its origin counts."""
    lines = (line.strip() for line in text.replace(",", "\n").splitlines())
    pages = ((line, parse_page_url(line)) for line in lines if line)
    return tuple(found.origin if found else line for line, found in pages)


def _next_step() -> str:
    """Ways to log in and mail are the service's: they are shown with its first site."""
    shown = desk.front(context.container(), context.page_credentials())
    own = [site for site in shown.sites if site.slug != DEMO_SLUG]
    return "admin.ways" if len(own) == 1 else "admin.preset"


def _site_page(error: DomainError | None = None) -> Response:
    return page("admin/site_new.html", error=error, form=SiteForm())


@blueprint.get("/setup/<site>/logins")
@takes(Action.MANAGE)
def ways(site: str) -> Response:
    """Show the ways to log in, and what to register where."""
    return page("admin/setup_ways.html", site=site, ways=context.ways().ways())


@blueprint.post("/setup/<site>/logins/<provider>")
@takes(Action.MANAGE)
def try_way(site: str, provider: str) -> Response:
    """Ask a provider now, and say what came."""
    check_csrf()
    desk.count_trial(context.container(), site, credentials=context.page_credentials())
    trial = context.ways().examine(provider)
    return page(
        "admin/setup_ways.html",
        site=site,
        ways=context.ways().ways(),
        tried=provider,
        trial=trial,
    )


@blueprint.get("/setup/<site>/mail")
@takes(Action.MANAGE)
def mail(site: str) -> Response:
    """Show whether letters leave, and how to set that."""
    return _mail_page(site)


@blueprint.post("/setup/<site>/mail")
@takes(Action.MANAGE)
def try_mail(site: str) -> Response:
    """Send a letter to oneself now, and say what came of it."""
    check_csrf()
    problem = setup.send_trial_letter(
        context.container(), site, credentials=context.page_credentials()
    )
    return _mail_page(site, trial=Trial(is_good=not problem, words=problem))


def _mail_page(site: str, trial: Trial | None = None) -> Response:
    container = context.container()
    address = setup.own_address(container, site, credentials=context.page_credentials())
    return page(
        "admin/setup_mail.html",
        site=site,
        is_on=container.mailer.is_on,
        sender=container.mailer.sender,
        address=address,
        trial=trial,
    )


@blueprint.get("/setup/<site>/rules")
@takes(Action.SET_RULES)
def preset(site: str) -> Response:
    """Ask what shall wait for a moderator."""
    view = _enter(site, Action.SET_RULES)
    return page("admin/setup_rules.html", site=site, chosen=_chosen(view))


@blueprint.post("/setup/<site>/rules")
@takes(Action.SET_RULES)
def set_preset(site: str) -> Response:
    """Set what waits, and go on."""
    check_csrf()
    view = _enter(site, Action.SET_RULES)
    rules = PRESETS.get(PresetForm().preset.data or "")
    if rules is None:
        message = "Please choose one."
        error = InvalidInputError.of(message, field="preset", code="required")
        return page(
            "admin/setup_rules.html", site=site, error=error, chosen=_chosen(view)
        )
    sites.set_(
        context.container(),
        site,
        change=SiteChange(policy=rules),
        credentials=context.page_credentials(),
    )
    return redirect(url_for("admin.snippet", site=site), 303)


def _chosen(view: SiteView) -> str:
    if view.policy.hold_all:
        return "all"
    return "first" if view.policy.hold_first else "open"


@blueprint.get("/setup/<site>/snippet")
@takes(Action.MANAGE)
def snippet(site: str) -> Response:
    """Show the two lines to copy, and a page to try them on."""
    view = _enter(site, Action.MANAGE)
    origin = min(view.origins, default="")
    return page(
        "admin/setup_snippet.html",
        site=site,
        public_url=context.container().public_url,
        origin=origin,
        try_url=url_for("pages.show", site=site, url=f"{origin}/")
        if origin
        else url_for("pages.show", site=site, thread="/"),
    )


def _enter(site: str, action: Action) -> SiteView:
    return desk.enter(
        context.container(),
        site,
        credentials=context.page_credentials(),
        action=action,
    )
