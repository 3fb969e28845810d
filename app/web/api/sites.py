"""What a form needs to know, and whether a page is registered."""

from app.domain.errors import SiteNotFoundError
from app.services import reading
from app.web import context
from app.web.api.operations import Answer, Call, operation
from app.web.api.schemas.sites import (
    CheckQuery,
    Provider,
    Registered,
    Site,
    site_out,
)
from app.web.origins import Reach


@operation(
    "GET",
    "/sites/{site}",
    summary="What a form needs to know about a site",
    reach=Reach.PUBLIC,
    answers={200: Site},
    errors=(SiteNotFoundError,),
)
def get_site(call: Call) -> Answer:
    """Show a site's rules."""
    offered = [Provider(id=each.id, label=each.label) for each in context.offers()]
    view = reading.site(call.container, call.site)
    mail = call.container.mailer.is_on
    document = site_out(view, providers=offered, mail=mail)
    return Answer(body=document, basis=reading.site_basis(view))


@operation(
    "GET",
    "/check",
    summary="Whether an origin is registered for a site",
    reach=Reach.PUBLIC,
    answers={200: Registered},
    query=CheckQuery,
)
def check(call: Call) -> Answer:
    """Answer a boolean, for the console message after a failed fetch."""
    known = reading.is_registered(
        call.container, call.query.site, origin=call.query.origin
    )
    return Answer(body=Registered(registered=known))
