"""Who is muted or banned on a site, and what moderators noted about authors."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.restraint import Kind
from app.storage.found import columns
from app.storage.models import CommentRow
from app.storage.moderation_models import NoteRow, RestraintRow
from app.storage.statements import Query, Slots

# Everything below is of one site; a kind and a value name a person, more or less.
Pair = tuple[str, str]


def _lasts(now: datetime | sa.BindParameter[datetime]) -> sa.ColumnElement[bool]:
    return sa.or_(RestraintRow.expires_at.is_(None), RestraintRow.expires_at > now)


_BEGAN = sa.and_(
    CommentRow.site_id == RestraintRow.site_id,
    CommentRow.id == RestraintRow.comment_id,
)


class Meeting(NamedTuple):
    """A restraint that meets somebody; fields are RestraintRow's."""

    id: UUID
    kind: str
    value: str
    effect: str


# The lasting value of a block, two days' pseudonyms of it, an author and an e-mail.
_VALUES = Slots(name="value", count=5, type_=RestraintRow.value.type)
_KINDS = Slots(name="kind", count=len(Kind), type_=RestraintRow.kind.type)
_MEETING = Query(
    sa.select(*columns(RestraintRow, Meeting._fields)).where(
        RestraintRow.site_id == sa.bindparam("site"),
        RestraintRow.kind.in_(_KINDS.all),
        RestraintRow.value.in_(_VALUES.all),
        _lasts(sa.bindparam("now", type_=RestraintRow.expires_at.type)),
    ),
    Meeting._make,
)


class Restraints:
    """Restraints by whom they meet; notes by author."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def meeting(
        self, site_id: int, pairs: Iterable[Pair], *, now: datetime
    ) -> list[Meeting]:
        """List what meets somebody at a moment; raises ValueError for over five."""
        wanted = set(pairs)
        if not wanted:
            return []
        asked = {
            "site": site_id,
            "now": now,
            **_KINDS.fill({kind for kind, _ in wanted}),
            **_VALUES.fill({value for _, value in wanted}),
        }
        found = _MEETING.all(self._session, asked)
        return [row for row in found if (row.kind, row.value) in wanted]

    def put_under(self, site_id: int, restraint_id: UUID, *, value: str) -> None:
        """Let another value stand for whom one meets."""
        row = self.find(site_id, restraint_id)
        if row is not None:
            row.value = value

    def of_author(
        self, site_id: int, author_key: str, *, now: datetime
    ) -> list[RestraintRow]:
        """List what was ordered because of an author, the newest first."""
        wrote = sa.select(CommentRow.id).where(
            CommentRow.site_id == site_id, CommentRow.author_key == author_key
        )
        query = (
            sa.select(RestraintRow)
            .where(
                RestraintRow.site_id == site_id,
                sa.or_(
                    RestraintRow.value == author_key,
                    RestraintRow.comment_id.in_(wrote),
                ),
                _lasts(now),
            )
            .order_by(RestraintRow.created_at.desc())
        )
        return list(self._session.scalars(query))

    def page(
        self,
        site_id: int,
        *,
        words: Iterable[str],
        after: tuple[datetime, UUID] | None,
        now: datetime,
        limit: int,
    ) -> list[tuple[RestraintRow, str | None]]:
        """List what lasts, the newest first, with the author's name where it began.

        Each of `words` must stand in that name or in the reason.
        """
        query = (
            sa.select(RestraintRow, CommentRow.author_name)
            .outerjoin(CommentRow, _BEGAN)
            .where(RestraintRow.site_id == site_id, _lasts(now))
        )
        for word in words:
            there = (CommentRow.author_name, RestraintRow.reason)
            query = query.where(
                sa.or_(*(each.icontains(word, autoescape=True) for each in there))
            )
        order = (RestraintRow.created_at, RestraintRow.id)
        if after is not None:
            place = sa.tuple_(
                sa.literal(after[0], RestraintRow.created_at.type),
                sa.literal(after[1], RestraintRow.id.type),
            )
            query = query.where(sa.tuple_(*order) < place)
        query = query.order_by(*(column.desc() for column in order)).limit(limit)
        return [(row, name) for row, name in self._session.execute(query)]

    def find(self, site_id: int, restraint_id: UUID) -> RestraintRow | None:
        """Find one by its id."""
        return self._session.get(RestraintRow, (site_id, restraint_id))

    def put(self, row: RestraintRow) -> None:
        """Store one in place of an older one for the same person."""
        old = sa.delete(RestraintRow).where(
            RestraintRow.site_id == row.site_id,
            RestraintRow.kind == row.kind,
            RestraintRow.value == row.value,
        )
        self._session.execute(old)
        self._session.add(row)
        self._session.flush()

    def remove(self, row: RestraintRow) -> None:
        """End one."""
        self._session.delete(row)
        self._session.flush()

    def of_batch(self, site_id: int, batch: UUID) -> list[RestraintRow]:
        """List those that began in one go with something else."""
        query = sa.select(RestraintRow).where(
            RestraintRow.site_id == site_id, RestraintRow.batch == batch
        )
        return list(self._session.scalars(query))

    def forget(self, before: datetime) -> None:
        """Drop those that are over."""
        gone = sa.delete(RestraintRow).where(RestraintRow.expires_at <= before)
        self._session.execute(gone)

    def add_note(self, row: NoteRow) -> None:
        """Keep a note."""
        self._session.add(row)
        self._session.flush()

    def notes(self, site_id: int, author_key: str) -> list[NoteRow]:
        """List the notes about an author, the newest first."""
        query = (
            sa.select(NoteRow)
            .where(NoteRow.site_id == site_id, NoteRow.author_key == author_key)
            .order_by(NoteRow.created_at.desc(), NoteRow.id.desc())
        )
        return list(self._session.scalars(query))
