"""`rejoinder user`: who keeps and moderates which sites."""

import click

from app.cli import token
from app.cli.common import as_sentences, opened
from app.domain.identity import Role
from app.services import staff_list
from app.services.staff_list import Part, StaffView
from app.services.steps.enrolment import Newcomer

_ROLES = click.Choice([Role.MODERATOR.value, Role.OWNER.value])


@click.group("user")
def command() -> None:
    """Add, invite and list owners and moderators, and say what they may do."""


command.add_command(token.command)


def _where(function: click.decorators.FC) -> click.decorators.FC:
    """Give a command the options that say for which site, and as what."""
    for option in reversed(
        (
            click.option("--owner-everywhere", is_flag=True, help="Owns every site."),
            click.option("--site", metavar="SLUG", help="A site to have a part in."),
            click.option(
                "--role",
                type=_ROLES,
                default=Role.MODERATOR.value,
                show_default=True,
                help="What to be on that site.",
            ),
        )
    ):
        function = option(function)
    return function


def _part(site: str | None, role: str, *, owner_everywhere: bool) -> Part | None:
    if owner_everywhere and site:
        message = "Give --owner-everywhere or --site, not both."
        raise click.UsageError(message)
    if owner_everywhere:
        return Part(None, Role.OWNER)
    return Part(site, Role(role)) if site else None


def _needed(part: Part | None) -> Part:
    if part is None:
        message = "Give --site SLUG, or --owner-everywhere."
        raise click.UsageError(message)
    return part


@command.command("add")
@click.argument("email")
@click.option("--name", help="The name that readers see; else what is before the @.")
@_where
@as_sentences
def add(
    *, email: str, name: str | None, owner_everywhere: bool, site: str | None, role: str
) -> None:
    """Make an account that signs in as EMAIL; print a link to choose its password.

    No letter is sent: hand the link over yourself. It works once, for seven days.
    """
    part = _part(site, role, owner_everywhere=owner_everywhere)
    newcomer = Newcomer(name=name or email.partition("@")[0], email=email)
    with opened() as container:
        link = staff_list.add(container, newcomer, parts=(part,) if part else ())
    click.echo(link)


@command.command("invite")
@_where
@as_sentences
def invite(*, owner_everywhere: bool, site: str | None, role: str) -> None:
    """Print a link that gives its part to whoever takes it up.

    With a password or by any way to log in; once, within seven days.
    """
    part = _needed(_part(site, role, owner_everywhere=owner_everywhere))
    with opened() as container:
        click.echo(staff_list.invite(container, part))


@command.command("grant")
@click.argument("who")
@_where
@as_sentences
def grant(*, who: str, owner_everywhere: bool, site: str | None, role: str) -> None:
    """Let WHO, by his address or id, keep or moderate a site."""
    part = _needed(_part(site, role, owner_everywhere=owner_everywhere))
    with opened() as container:
        staff_list.grant(container, who, part=part)
    click.echo("Done.")


@command.command("revoke")
@click.argument("who")
@click.option("--owner-everywhere", is_flag=True, help="No longer owns every site.")
@click.option("--site", metavar="SLUG", help="The site to have no part in.")
@as_sentences
def revoke(*, who: str, owner_everywhere: bool, site: str | None) -> None:
    """Take a part away from WHO, by his address or id."""
    part = _needed(_part(site, Role.OWNER, owner_everywhere=owner_everywhere))
    with opened() as container:
        staff_list.revoke(container, who, site=part.site)
    click.echo("Done.")


@command.command("reset")
@click.argument("who")
@as_sentences
def reset(who: str) -> None:
    """Print a link for WHO to choose a new password; it works once, for an hour."""
    with opened() as container:
        click.echo(staff_list.reset(container, who))


@command.command("list")
@as_sentences
def list_() -> None:
    """List owners and moderators with what they have a part in."""
    with opened() as container:
        found = staff_list.everybody(container)
    if not found:
        click.echo("There is nobody yet. Begin with: rejoinder init")
    for view in found:
        click.echo(f"{view.email or view.account_id.hex}\t{view.name}\t{_parts(view)}")


def _parts(view: StaffView) -> str:
    texts = (f"{part.role} of {part.site or 'every site'}" for part in view.parts)
    return ", ".join(texts) or "no part yet"
