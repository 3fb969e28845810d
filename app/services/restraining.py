"""An author at the desk: all he wrote, notes about him, muting and banning him.

An author is named by one of his comments, never by his key, so that no address of a
page holds it.
"""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

from app.domain.errors import CommentNotFoundError, InvalidInputError
from app.domain.identity import Action
from app.domain.moderation import Status, Verb
from app.domain.restraint import (
    NOTE_LENGTH,
    Kind,
    Order,
    check_order,
    fold_email,
)
from app.domain.text import clean_body
from app.services.container import Container
from app.services.steps import deciding, history, office, parts, queued, records
from app.services.steps import restraint as rules
from app.services.steps.credentials import Credentials
from app.services.steps.dossier import Dossier, NoteView, restraint_view
from app.services.steps.parts import Cleared
from app.services.steps.scope import Scope
from app.services.views import author_view
from app.storage.models import CommentRow
from app.storage.moderation_models import NoteRow, RestraintRow
from app.storage.unit_of_work import Unit

PAGE = 50
# For so long the day's pseudonym of a comment's address can still be met again.
_BLOCK_DAYS = 1


def author(
    container: Container, slug: str, *, credentials: Credentials, comment_id: UUID
) -> Dossier:
    """Look into the author of a comment; raises CommentNotFoundError."""
    with container.store.read() as unit:
        scope = _enter(unit, container=container, slug=slug, credentials=credentials)
        row = _find(scope, comment_id)
        key = row.author_key or ""
        rows = unit.comments.of_author(scope.site.id, key, limit=PAGE + 1) or [row]
        counts = unit.queue.author_counts(scope.site.id, [key])
        held = unit.restraints.of_author(scope.site.id, key, now=scope.now)
        notes = unit.restraints.notes(scope.site.id, key)
        actors = {each.created_by for each in held}
        names = history.who(unit, actors | {each.created_by for each in notes})
        return Dossier(
            author=author_view(row),
            comment_id=row.id,
            email=row.author_email,
            counts={status: counts.get((key, status), 0) for status in Status},
            comments=queued.views(unit, [scope.site], rows=rows[:PAGE]),
            has_more=len(rows) > PAGE,
            restraints=tuple(restraint_view(each, names=names) for each in held),
            notes=tuple(
                NoteView(
                    text=each.text,
                    by=names[each.created_by],
                    created_at=each.created_at,
                )
                for each in notes
            ),
            kinds=tuple(kind for kind in Kind if _value(scope, row, kind=kind)),
        )


def restrain(
    container: Container,
    slug: str,
    *,
    credentials: Credentials,
    comment_id: UUID,
    order: Order,
) -> Cleared:
    """Mute or ban the author of a comment, and delete his last days' comments.

    All of it is one batch. Raises CommentNotFoundError and InvalidInputError.
    """
    checked = check_order(order)
    enter = partial(_enter, container=container, slug=slug, credentials=credentials)
    batch = container.new_id(container.clock())

    def store(unit: Unit) -> list[UUID]:
        scope = replace(enter(unit), batch=batch)
        row = _find(scope, comment_id)
        unit.restraints.forget(scope.now)
        _put(scope, row, order=checked)
        return _of_late(scope, row, days=checked.remove_days)

    ids = container.store.write(store)
    return parts.carry_out(
        container,
        enter,
        items=ids,
        act=lambda scope, part: deciding.attempt_all(
            scope, part, verb=Verb.DELETE, by=office.by(scope, via="desk")
        ),
        batch=batch,
    )


def _of_late(scope: Scope, row: CommentRow, *, days: int) -> list[UUID]:
    if not days or row.author_key is None:
        return []
    since = scope.now - timedelta(days=days)
    return scope.unit.comments.living_of(scope.site.id, row.author_key, since=since)


def _put(scope: Scope, row: CommentRow, *, order: Order) -> None:
    value = _value(scope, row, kind=order.kind)
    if not value:
        message = "Nothing is known by which this author could be met again that way."
        raise InvalidInputError.of(message, field="kind", code="unknown")
    by = office.by(scope, via="desk")
    scope.unit.restraints.put(
        RestraintRow(
            site_id=scope.site.id,
            id=scope.container.new_id(scope.now),
            kind=order.kind.value,
            value=value,
            effect=order.effect.value,
            reason=order.reason,
            comment_id=row.id,
            batch=scope.batch,
            created_by=by[0],
            created_at=scope.now,
            expires_at=order.expires_at(scope.now),
        )
    )
    subject = f"{order.kind.value} of comment {row.id}"
    records.log_about(scope, subject, action=order.effect.value, by=by)


def _value(scope: Scope, row: CommentRow, *, kind: Kind) -> str:
    """Give what stands for an author, "" where nothing can."""
    match kind:
        case Kind.AUTHOR:
            return row.author_key or ""
        case Kind.EMAIL:
            folded = "" if row.account_id else fold_email(row.author_email)
            return rules.lasting(scope, folded) if folded else ""
        case Kind.BLOCK:
            age = scope.now.date() - row.created_at.date()
            return (row.address_key or "") if age.days <= _BLOCK_DAYS else ""


def lift(
    container: Container, slug: str, *, credentials: Credentials, restraint_id: UUID
) -> None:
    """End a restraint; once more does nothing."""

    def store(unit: Unit) -> None:
        scope = _enter(unit, container=container, slug=slug, credentials=credentials)
        row = unit.restraints.find(scope.site.id, restraint_id)
        if row is not None:
            unit.restraints.remove(row)
            subject = f"{row.kind} of comment {row.comment_id}"
            by = office.by(scope, via="desk")
            records.log_about(scope, subject, action="lift", by=by)

    container.store.write(store)


def note(
    container: Container,
    slug: str,
    *,
    credentials: Credentials,
    comment_id: UUID,
    text: str,
) -> None:
    """Note something about the author of a comment, for moderators alone."""
    cleaned = clean_body(text).strip()
    if not cleaned or len(cleaned) > NOTE_LENGTH:
        message = f"A note has 1 to {NOTE_LENGTH:,} characters."
        raise InvalidInputError.of(message, field="text", code="bad_length")

    def store(unit: Unit) -> None:
        scope = _enter(unit, container=container, slug=slug, credentials=credentials)
        row = _find(scope, comment_id)
        unit.restraints.add_note(
            NoteRow(
                site_id=scope.site.id,
                id=container.new_id(scope.now),
                author_key=row.author_key or "",
                text=cleaned,
                created_by=office.by(scope, via="desk")[0],
                created_at=scope.now,
            )
        )

    container.store.write(store)


def _find(scope: Scope, comment_id: UUID) -> CommentRow:
    row = scope.unit.comments.find(scope.site.id, comment_id)
    if row is None or not row.author_key:
        raise CommentNotFoundError
    return row


def _enter(
    unit: Unit, *, container: Container, slug: str, credentials: Credentials
) -> Scope:
    return office.enter(
        unit,
        container,
        slug=slug,
        credentials=credentials,
        action=Action.RESTRAIN,
    )
