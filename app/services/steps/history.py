"""The moderation log as people read it: who, by which way, did what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.domain.moderation import Status
from app.storage.moderation_models import ModerationLogRow
from app.storage.unit_of_work import Unit

_KINDS = {
    "system": "the rules",
    "author": "its author",
    "operator": "the operator",
    "moderator": "a moderator",
    "owner": "an owner",
}
_ACCOUNT = "account:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the log; `batch` is there where it can be taken back."""

    id: UUID
    comment_id: UUID | None
    subject: str | None
    batch: UUID | None
    who: str
    actor: str
    via: str
    action: str
    old: Status | None
    new: Status | None
    reasons: tuple[tuple[str, str], ...]
    created_at: datetime


def lines(unit: Unit, rows: Iterable[ModerationLogRow]) -> tuple[Line, ...]:
    """Show lines with the names of who acted, as their accounts have them now."""
    found = list(rows)
    names = who(unit, {row.actor for row in found})
    return tuple(
        Line(
            id=row.id,
            comment_id=row.comment_id,
            subject=_named(unit, row.subject),
            batch=row.batch,
            who=names[row.actor],
            actor=row.actor,
            via=row.via,
            action=row.action,
            old=row.old_status,
            new=row.new_status,
            reasons=tuple((why["code"], why["evidence"]) for why in row.reasons),
            created_at=row.created_at,
        )
        for row in found
    )


def _named(unit: Unit, subject: str | None) -> str | None:
    """Put the name of the account that a subject is about in its place."""
    if subject is None or not subject.startswith(_ACCOUNT):
        return subject
    actor, _, rest = subject.partition(" ")
    return ", ".join(part for part in (_name(unit, actor), rest) if part)


def who(unit: Unit, actors: Iterable[str]) -> dict[str, str]:
    """Name actors; an account that is gone has no name left."""
    return {actor: _name(unit, actor) for actor in actors}


def _name(unit: Unit, actor: str) -> str:
    if not actor.startswith(_ACCOUNT):
        return _KINDS.get(actor, actor)
    try:
        account_id = UUID(actor.removeprefix(_ACCOUNT))
    except ValueError:
        return actor
    account = unit.accounts.find(account_id)
    return account.name if account else "somebody whose account is gone"
