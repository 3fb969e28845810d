"""A site as a form needs it, and small answers about sites."""

from typing import Annotated

from msgspec import Meta, Struct

from app.services.reading import SORTS
from app.services.views import SiteView


class Provider(Struct, kw_only=True):
    """A way to log in."""

    id: str
    label: str


class Limits(Struct, kw_only=True):
    """The longest texts in code points, the deepest level, the window in seconds."""

    body: int
    name: int
    email: int
    url: int
    depth: int
    edit_window: int


class Site(Struct, kw_only=True):
    """What a form needs to know before it is shown."""

    slug: str
    name: str
    language: str
    guests_allowed: bool
    required_fields: list[str]
    providers: list[Provider]
    limits: Limits
    sorts: list[str]
    languages: list[str]
    mail: bool


class Registered(Struct, kw_only=True):
    """Whether a site and an origin belong together."""

    registered: bool


class CheckQuery(Struct, kw_only=True):
    """Which site and origin to look up."""

    site: Annotated[str, Meta(description="The site's slug.")]
    origin: Annotated[str, Meta(description="An origin, as `https://blog.example`.")]


def site_out(view: SiteView, *, providers: list[Provider], mail: bool) -> Site:
    """Show a site."""
    policy = view.policy
    return Site(
        slug=view.slug,
        name=view.name,
        language=view.language,
        guests_allowed=policy.guests,
        required_fields=list(policy.required_fields),
        providers=providers,
        limits=Limits(
            body=policy.body_length,
            name=policy.name_length,
            email=policy.email_length,
            url=policy.url_length,
            depth=policy.depth,
            edit_window=policy.edit_minutes * 60,
        ),
        sorts=list(SORTS),
        languages=["en"],
        mail=mail,
    )
