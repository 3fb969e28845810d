"""Readers' mail: saying yes to it, and stopping it, by links that only they were sent.

A link's token is computed, serves one purpose, and stands for whoever reads the
address's mail. Looking at it changes nothing; mail scanners open every link.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.mail_errors import MailLinkError, SubscriptionNotFoundError
from app.domain.subscription import MEMORY, QUESTION_LIFE
from app.services.channels.mail import confirmed_title
from app.services.channels.readers import CONFIRM, STOP
from app.services.container import Container
from app.services.steps import presence
from app.services.steps.credentials import Credentials
from app.storage.mail_models import SubscriptionRow
from app.storage.models import SiteRow, ThreadRow
from app.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionView:
    """What somebody wants mail about; never the address it goes to."""

    id: UUID
    site: str
    site_name: str
    thread_key: str
    title: str
    page_url: str | None
    comment_id: UUID
    scope: str
    created_at: datetime
    is_confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a confirm page asks: about one subscription, and others that wait as well.

    The others come with the tokens of their own confirm pages.
    """

    wanted: SubscriptionView
    others: tuple[tuple[str, SubscriptionView], ...]


def question(container: Container, token: str) -> Question:
    """Show what a confirm link is about; raises MailLinkError."""
    with container.store.read() as unit:
        row = _find(unit, container, purpose=CONFIRM, token=token)
        waiting = [
            (other, thread)
            for other, thread in unit.subscriptions.of_email(row.site_id, row.email)
            if other.id != row.id and other.confirmed_at is None
        ]
        return Question(
            wanted=_view_of(unit, row),
            others=tuple(
                (
                    container.tokens.mailed(CONFIRM, other.id),
                    _view(unit, other, thread=thread),
                )
                for other, thread in waiting
            ),
        )


def confirm(container: Container, token: str) -> SubscriptionView:
    """Say yes: from now on there is mail. Once more does no harm."""

    def store(unit: Unit) -> SubscriptionView:
        row = _find(unit, container, purpose=CONFIRM, token=token)
        asked = unit.subscriptions.opt_in(row.site_id, row.email)
        # Whoever answers may be asked again, and has changed his mind about silence.
        asked.sent, asked.blocked_at = 0, None
        if row.confirmed_at is None:
            row.confirmed_at = container.clock()
        return _view_of(unit, row)

    return container.store.write(store)


def about(container: Container, token: str) -> SubscriptionView:
    """Show what an unsubscribe link is about; raises MailLinkError."""
    with container.store.read() as unit:
        return _view_of(unit, _find(unit, container, purpose=STOP, token=token))


def stop(container: Container, token: str, *, everything: bool = False) -> None:
    """End a subscription, or all mail from its site to its address.

    What is gone already is fine; raises MailLinkError for a forged token alone.
    """
    wanted = container.tokens.read_mailed(STOP, token)
    if wanted is None:
        raise MailLinkError

    def store(unit: Unit) -> None:
        row = unit.subscriptions.find(wanted)
        if row is None:
            return
        site_id, email = row.site_id, row.email
        # An unanswered question that is turned down shall not be asked again.
        if everything or row.confirmed_at is None:
            unit.subscriptions.opt_in(site_id, email).blocked_at = container.clock()
        if everything:
            unit.subscriptions.forget_email(site_id, email)
        else:
            unit.subscriptions.remove(row)

    container.store.write(store)


def mine(
    container: Container, credentials: Credentials
) -> tuple[SubscriptionView, ...]:
    """List one's own: on the token's site, or with our cookie everywhere.

    Raises UnauthenticatedError.
    """
    with container.store.read() as unit:
        present = presence.find(unit, credentials, now=container.clock())
        found = unit.subscriptions.of_account(
            present.account_id, site_id=present.site_id
        )
        return tuple(_view(unit, row, thread=thread) for row, thread in found)


def end(container: Container, credentials: Credentials, *, wanted: UUID) -> None:
    """End one of one's own; raises SubscriptionNotFoundError for anybody else's."""

    def store(unit: Unit) -> None:
        present = presence.find(unit, credentials, now=container.clock())
        row = unit.subscriptions.find(wanted)
        if row is None or row.account_id != present.account_id:
            raise SubscriptionNotFoundError
        if present.site_id not in {None, row.site_id}:
            raise SubscriptionNotFoundError
        unit.subscriptions.remove(row)

    container.store.write(store)


def tidy(container: Container) -> None:
    """Forget questions that nobody answered, and after a year that they were asked."""
    now = container.clock()

    def store(unit: Unit) -> None:
        unit.subscriptions.forget_unconfirmed(now - QUESTION_LIFE)
        unit.subscriptions.forget_opt_ins(now - MEMORY)

    container.store.write(store)


def _find(
    unit: Unit, container: Container, *, purpose: str, token: str
) -> SubscriptionRow:
    wanted = container.tokens.read_mailed(purpose, token)
    row = unit.subscriptions.find(wanted) if wanted else None
    if row is None:
        raise MailLinkError
    return row


def _view_of(unit: Unit, row: SubscriptionRow) -> SubscriptionView:
    return _view(unit, row, thread=unit.threads.get(row.site_id, row.thread_id))


def _view(unit: Unit, row: SubscriptionRow, *, thread: ThreadRow) -> SubscriptionView:
    site = unit.sites.get(row.site_id) or SiteRow(slug="", name="")
    return SubscriptionView(
        id=row.id,
        site=site.slug,
        site_name=site.name,
        thread_key=thread.key,
        title=confirmed_title(thread),
        page_url=thread.page_url,
        comment_id=row.comment_id,
        scope=row.scope,
        created_at=row.created_at,
        is_confirmed=row.confirmed_at is not None,
    )
