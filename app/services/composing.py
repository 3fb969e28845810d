"""What helps while a comment is being written: the preview and the form token."""

from datetime import datetime

from app.domain.comment import check_body
from app.domain.limits import CHALLENGES_BY_ADDRESS, PREVIEWS_BY_ADDRESS
from app.services.container import Container
from app.services.steps import drafts, lookup
from app.services.steps.credentials import Credentials
from app.services.steps.throttle import spend
from app.services.tokens import FORM_TOKEN_LIFE
from app.services.views import SiteView


def preview(
    container: Container, slug: str, *, body: str, credentials: Credentials
) -> str:
    """Show how a body would look; stores nothing."""
    with container.store.read() as unit:
        site = lookup.find_site(unit, slug)
    block = credentials.address_block
    spend(container, PREVIEWS_BY_ADDRESS, what="preview", block=block)
    return drafts.render(container, check_body(site.policy, body)).html


def challenge(
    container: Container, slug: str, *, credentials: Credentials
) -> tuple[str, datetime]:
    """Make the form token that goes back with one post, and say until when."""
    with container.store.read() as unit:
        site = lookup.find_site(unit, slug)
    block = credentials.address_block
    spend(container, CHALLENGES_BY_ADDRESS, what="challenge", block=block)
    return form_token(container, site), container.clock() + FORM_TOKEN_LIFE


def form_token(container: Container, site: SiteView) -> str:
    """Make the form token of a page that is being shown; reading is never limited."""
    return container.tokens.form_token(site.id, container.clock())
