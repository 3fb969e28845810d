"""Deciding by a link from a letter, and choosing which letters to get.

A link names a moderator, a verb and the version of a comment. It acts by POST alone,
while he still moderates the site and nobody has touched the comment.
"""

from dataclasses import dataclass
from uuid import UUID

from app.domain.identity import Action, Role, may
from app.domain.mail_errors import MailLinkError, StaleLinkError
from app.domain.moderation import Status, Verb, status_after
from app.domain.notices import DECISION_LIFE, Mode
from app.services.container import Container
from app.services.steps import office, writing
from app.services.steps import scope as scopes
from app.services.steps.credentials import Credentials
from app.services.tokens import MailedDecision
from app.services.views import ANONYMOUS
from app.storage.models import CommentRow, SiteRow
from app.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """What is about to be decided about which comment."""

    verb: Verb
    site: str
    site_name: str
    comment_id: UUID
    author: str
    html: str
    page: str
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """How somebody hears of a site."""

    site: str
    site_name: str
    mode: Mode


def decision(container: Container, token: str) -> DecisionView:
    """Show what a link would do; raises MailLinkError and StaleLinkError."""
    with container.store.read() as unit:
        asked, site, row = _find(unit, container, token=token)
        return _decision_view(unit, asked.verb, site=site, row=row)


def decide(container: Container, token: str) -> DecisionView:
    """Carry it out, once; raises MailLinkError, StaleLinkError, TransitionError."""

    def store(unit: Unit) -> DecisionView:
        asked, site, _ = _find(unit, container, token=token)
        scope = scopes.enter(unit, container, slug=site.slug)
        row = unit.comments.find(asked.site_id, asked.comment_id)
        if row is None:  # pragma: no cover -- it was found a moment ago
            raise MailLinkError
        thread = writing.lock(scope, row)
        _check_version(row, asked)
        by = office.by_account(asked.account_id, via="mail")
        new = status_after(asked.verb, row.status)
        writing.decide(
            scope, row, thread=thread, status=new, action=asked.verb.value, by=by
        )
        return _decision_view(unit, asked.verb, site=site, row=row)

    return container.store.write(store)


def _find(
    unit: Unit, container: Container, *, token: str
) -> tuple[MailedDecision, SiteRow, CommentRow]:
    asked = container.tokens.read_decision(token)
    if asked is None:
        raise MailLinkError
    if container.clock() >= asked.issued_at + DECISION_LIFE:
        message = "This link was good for a week. Please decide at the desk."
        raise MailLinkError(message)
    site = unit.sites.get(asked.site_id)
    role = unit.staff.role(asked.account_id, site_id=asked.site_id)
    row = unit.comments.find(asked.site_id, asked.comment_id)
    if site is None or row is None or not may(role or Role.GUEST, Action.MODERATE):
        raise MailLinkError
    _check_version(row, asked)
    return asked, site, row


def _check_version(row: CommentRow, asked: MailedDecision) -> None:
    if row.version != asked.version or row.deleted_at is not None:
        raise StaleLinkError


def _decision_view(
    unit: Unit, verb: Verb, *, site: SiteRow, row: CommentRow
) -> DecisionView:
    return DecisionView(
        verb=verb,
        site=site.slug,
        site_name=site.name,
        comment_id=row.id,
        author=row.author_name or ANONYMOUS,
        html=row.body_html,
        page=unit.threads.get(row.site_id, row.thread_id).key,
        status=row.status,
    )


def notices_by_link(container: Container, token: str) -> NoticeView:
    """Show how somebody hears of a site, by a link of his; raises MailLinkError."""
    with container.store.read() as unit:
        account_id, site = _find_notices(unit, container, token=token)
        return _notice_view(unit, account_id, site=site)


def set_by_link(container: Container, token: str, *, mode: Mode) -> NoticeView:
    """Choose how to hear of a site, by a link; raises MailLinkError."""

    def store(unit: Unit) -> NoticeView:
        account_id, site = _find_notices(unit, container, token=token)
        unit.subscriptions.set_notice_mode(account_id, site_id=site.id, mode=mode)
        return _notice_view(unit, account_id, site=site)

    return container.store.write(store)


def notices(container: Container, credentials: Credentials) -> tuple[NoticeView, ...]:
    """Show a staff member how he hears of each of his sites.

    Raises UnauthenticatedError.
    """
    with container.store.read() as unit:
        present = office.find_staff(unit, container, credentials=credentials)
        return tuple(
            _notice_view(unit, present.account_id, site=site)
            for site, _ in unit.staff.sites(present.account_id)
        )


def set_notices(
    container: Container, credentials: Credentials, *, slug: str, mode: Mode
) -> None:
    """Choose how to hear of one of one's sites.

    Raises UnauthenticatedError, SiteNotFoundError and ForbiddenError.
    """

    def store(unit: Unit) -> None:
        scope = office.enter(
            unit,
            container,
            slug=slug,
            credentials=credentials,
            action=Action.READ_QUEUE,
        )
        account_id = scope.actor.account_id
        if account_id is not None:
            site_id = scope.site.id
            unit.subscriptions.set_notice_mode(account_id, site_id=site_id, mode=mode)

    container.store.write(store)


def _find_notices(
    unit: Unit, container: Container, *, token: str
) -> tuple[UUID, SiteRow]:
    found = container.tokens.read_notices(token)
    site = unit.sites.get(found[1]) if found else None
    if found is None or site is None:
        raise MailLinkError
    if unit.staff.role(found[0], site_id=site.id) is None:
        raise MailLinkError
    return found[0], site


def _notice_view(unit: Unit, account_id: UUID, *, site: SiteRow) -> NoticeView:
    stored = unit.subscriptions.notice_mode(account_id, site.id)
    return NoticeView(site=site.slug, site_name=site.name, mode=Mode.of(stored))
