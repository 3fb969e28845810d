"""`rejoinder site`: add, list and set the spaces that pages embed."""

import dataclasses

import click

from app.cli import webhook
from app.cli.common import as_sentences, opened
from app.domain.errors import InvalidInputError
from app.services import sites
from app.services.sites import SiteChange, SiteState


@click.group("site")
def command() -> None:
    """Add, list and set sites."""


def _options(function: click.decorators.FC) -> click.decorators.FC:
    """Give a command the options that add and set have in common."""
    for option in reversed(
        (
            click.option("--name", help="The name that readers see."),
            click.option("--language", help="The language of the hosted page."),
            click.option(
                "--add-origin",
                "--origin",
                "add_origins",
                multiple=True,
                metavar="ORIGIN",
                help="An origin whose pages embed the site, as https://blog.example.",
            ),
            click.option(
                "--policy",
                "policy",
                multiple=True,
                metavar="KEY=VALUE",
                help="A rule; docs/policy.md has them all.",
            ),
        )
    ):
        function = option(function)
    return function


@command.command("add")
@click.argument("slug")
@_options
@as_sentences
def add(
    *,
    slug: str,
    name: str | None,
    language: str | None,
    add_origins: tuple[str, ...],
    policy: tuple[str, ...],
) -> None:
    """Add a site called SLUG."""
    change = SiteChange(
        name=name, language=language, policy=_pairs(policy), add_origins=add_origins
    )
    with opened() as container:
        state = sites.add(container, slug, change=change)
        _show(state)
    click.echo("Put this into your pages:\n")
    click.echo(snippet(container.public_url, slug))


@command.command("set")
@click.argument("slug")
@_options
@click.option(
    "--remove-origin", "remove_origins", multiple=True, help="An origin to forget."
)
@as_sentences
def set_(
    *,
    slug: str,
    name: str | None,
    language: str | None,
    add_origins: tuple[str, ...],
    remove_origins: tuple[str, ...],
    policy: tuple[str, ...],
) -> None:
    """Set a site's name, origins and rules; without options, show them."""
    change = SiteChange(
        name=name,
        language=language,
        policy=_pairs(policy),
        add_origins=add_origins,
        remove_origins=remove_origins,
    )
    with opened() as container:
        _show(sites.set_(container, slug, change=change))


@command.command("list")
@as_sentences
def list_() -> None:
    """List all sites with their origins."""
    with opened() as container:
        found = sites.all_sites(container)
    if not found:
        click.echo("There is no site yet. Make one: rejoinder site add SLUG")
    for site in found:
        origins = ", ".join(sorted(site.origins)) or "no origin yet"
        click.echo(f"{site.slug}\t{site.name}\t{origins}")


command.add_command(webhook.command)


def snippet(public_url: str, slug: str) -> str:
    """Write the two lines that a page needs."""
    return (
        f'<script type="module" async src="{public_url}/embed.js"></script>\n'
        f'<rejoinder-thread site="{slug}"></rejoinder-thread>'
    )


def _pairs(texts: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals:
            message = f"{text!r} is not KEY=VALUE."
            raise InvalidInputError.of(message, field="policy", code="bad_policy")
        pairs[key.strip()] = value
    return pairs


def _show(state: SiteState) -> None:
    site = state.site
    click.echo(f"{site.slug}: {site.name} ({site.language})")
    for origin in sorted(site.origins):
        click.echo(f"  origin {origin}")
    for spec in dataclasses.fields(site.policy):
        value = getattr(site.policy, spec.name)
        if value != spec.default:
            click.echo(f"  policy {spec.name}={_text(value)}")
    for origin in state.shared_origins:
        click.echo(
            f"Warning: {origin} belongs to another site as well; pages of one origin "
            "can act for both.",
            err=True,
        )


def _text(value: object) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value).lower()
