"""Queries on who wants mail about what."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.comment import ancestor_paths
from app.domain.moderation import Status
from app.storage.mail_models import NoticeRow, OptInRow, SubscriptionRow
from app.storage.models import CommentRow, ThreadRow
from app.storage.upsert import insert_missing


class Subscriptions:
    """Readers' subscriptions, the questions that go before them, staff's wishes."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def add(self, row: SubscriptionRow) -> None:
        """Store a subscription."""
        self._session.add(row)
        self._session.flush()

    def find(self, subscription_id: UUID) -> SubscriptionRow | None:
        """Find a subscription."""
        return self._session.get(SubscriptionRow, subscription_id)

    def remove(self, row: SubscriptionRow) -> None:
        """Forget a subscription."""
        self._session.delete(row)
        self._session.flush()

    def asked_with(self, site_id: int, comment_id: UUID) -> list[SubscriptionRow]:
        """List the unconfirmed ones that a comment brought along."""
        query = sa.select(SubscriptionRow).where(
            SubscriptionRow.site_id == site_id,
            SubscriptionRow.comment_id == comment_id,
            SubscriptionRow.confirmed_at.is_(None),
        )
        return list(self._session.scalars(query))

    def wanting(
        self, comment: CommentRow, *, above: Collection[UUID]
    ) -> list[SubscriptionRow]:
        """List the confirmed ones that a new comment is of interest to.

        `above` are the comments it answers, for those who want replies alone.
        """
        query = (
            sa.select(SubscriptionRow)
            .where(
                SubscriptionRow.site_id == comment.site_id,
                SubscriptionRow.thread_id == comment.thread_id,
                SubscriptionRow.comment_id != comment.id,
                SubscriptionRow.confirmed_at.is_not(None),
                sa.or_(
                    SubscriptionRow.scope == "thread",
                    SubscriptionRow.comment_id.in_(above),
                ),
            )
            .order_by(SubscriptionRow.created_at, SubscriptionRow.id)
        )
        return list(self._session.scalars(query))

    def above(self, comment: CommentRow, *, deepest: int) -> list[UUID]:
        """List the comments that one answers: those above it, as a rule.

        A reply to a comment of the deepest level stands beside that, so on this level
        those beside it count as well.
        """
        answered: sa.ColumnElement[bool] = CommentRow.path.in_(
            ancestor_paths(comment.path)
        )
        if comment.parent_id is not None and comment.depth >= deepest:
            answered = sa.or_(answered, CommentRow.parent_id == comment.parent_id)
        query = sa.select(CommentRow.id).where(
            CommentRow.site_id == comment.site_id,
            CommentRow.root_id == comment.root_id,
            CommentRow.id != comment.id,
            answered,
        )
        return list(self._session.scalars(query))

    def of_email(
        self, site_id: int, email: str
    ) -> list[tuple[SubscriptionRow, ThreadRow]]:
        """List an address's subscriptions on a site, the newest first."""
        return self._with_threads(
            SubscriptionRow.site_id == site_id, SubscriptionRow.email == email
        )

    def of_account(
        self, account_id: UUID, *, site_id: int | None = None
    ) -> list[tuple[SubscriptionRow, ThreadRow]]:
        """List an account's subscriptions, on one site or on all."""
        wanted = [SubscriptionRow.account_id == account_id]
        if site_id is not None:
            wanted.append(SubscriptionRow.site_id == site_id)
        return self._with_threads(*wanted)

    def _with_threads(
        self, *wanted: sa.ColumnElement[bool]
    ) -> list[tuple[SubscriptionRow, ThreadRow]]:
        query = (
            sa.select(SubscriptionRow, ThreadRow)
            .join(
                ThreadRow,
                sa.and_(
                    ThreadRow.site_id == SubscriptionRow.site_id,
                    ThreadRow.id == SubscriptionRow.thread_id,
                ),
            )
            .where(*wanted)
            .order_by(SubscriptionRow.created_at.desc(), SubscriptionRow.id)
            .limit(200)
        )
        return [(row, thread) for row, thread in self._session.execute(query)]

    def is_trusted(self, site_id: int, *, email: str, author_key: str) -> bool:
        """Tell whether who holds a key has confirmed this address here before."""
        query = sa.select(SubscriptionRow.id).where(
            SubscriptionRow.site_id == site_id,
            SubscriptionRow.email == email,
            SubscriptionRow.author_key == author_key,
            SubscriptionRow.confirmed_at.is_not(None),
        )
        return self._session.scalar(query.limit(1)) is not None

    def opt_in(self, site_id: int, email: str) -> OptInRow:
        """Read how often an address was asked, for changing; makes the row."""
        values = {"site_id": site_id, "email": email, "sent": 0}
        insert_missing(self._session, OptInRow, values=values)
        query = (
            sa.select(OptInRow)
            .where(OptInRow.site_id == site_id, OptInRow.email == email)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).one()

    def is_blocked(self, site_id: int, email: str) -> bool:
        """Tell whether an address wants to be left alone by a site."""
        row = self._session.get(OptInRow, (site_id, email))
        return row is not None and row.blocked_at is not None

    def forget_email(self, site_id: int, email: str) -> None:
        """Drop all that an address has asked for on a site."""
        self._session.execute(
            sa.delete(SubscriptionRow).where(
                SubscriptionRow.site_id == site_id, SubscriptionRow.email == email
            )
        )

    def forget_account(self, account_id: UUID) -> None:
        """Drop an account's subscriptions, and how often its addresses were asked."""
        own = sa.select(SubscriptionRow.site_id, SubscriptionRow.email).where(
            SubscriptionRow.account_id == account_id
        )
        for site_id, email in self._session.execute(own).all():
            self._session.execute(
                sa.delete(OptInRow).where(
                    OptInRow.site_id == site_id,
                    OptInRow.email == email,
                    OptInRow.blocked_at.is_(None),
                )
            )
        self._session.execute(
            sa.delete(SubscriptionRow).where(SubscriptionRow.account_id == account_id)
        )

    def forget_unconfirmed(self, before: datetime) -> int:
        """Drop what nobody said yes to; how many."""
        asked = sa.delete(SubscriptionRow).where(
            SubscriptionRow.confirmed_at.is_(None), SubscriptionRow.created_at < before
        )
        return len(list(self._session.scalars(asked.returning(SubscriptionRow.id))))

    def forget_opt_ins(self, before: datetime) -> int:
        """Drop how often addresses were asked long ago, but for a wish to be left."""
        old = sa.delete(OptInRow).where(
            OptInRow.blocked_at.is_(None), OptInRow.sent_at < before
        )
        return len(list(self._session.scalars(old.returning(OptInRow.email))))

    def notice_mode(self, account_id: UUID, site_id: int) -> str | None:
        """Tell how somebody wants to hear of a site; None where he has not said."""
        row = self._session.get(NoticeRow, (account_id, site_id))
        return row.mode if row else None

    def wanting_digests(self, mode: str) -> list[tuple[UUID, int]]:
        """List who wants to hear of which site in this way."""
        query = sa.select(NoticeRow.account_id, NoticeRow.site_id).where(
            NoticeRow.mode == mode
        )
        return [(account, site) for account, site in self._session.execute(query)]

    def waiting(self, site_id: int, *, limit: int) -> list[CommentRow]:
        """List the comments that wait, the oldest first."""
        query = (
            sa.select(CommentRow)
            .where(
                CommentRow.site_id == site_id,
                CommentRow.status == Status.PENDING,
                CommentRow.deleted_at.is_(None),
            )
            .order_by(CommentRow.created_at, CommentRow.id)
            .limit(limit)
        )
        return list(self._session.scalars(query))

    def published_since(self, site_id: int, since: datetime) -> int:
        """Count the comments that everybody sees and that were written since then."""
        query = (
            sa.select(sa.func.count())
            .select_from(CommentRow)
            .where(
                CommentRow.site_id == site_id,
                CommentRow.status == Status.APPROVED,
                CommentRow.created_at >= since,
                CommentRow.deleted_at.is_(None),
            )
        )
        return self._session.scalar(query) or 0

    def set_notice_mode(self, account_id: UUID, *, site_id: int, mode: str) -> None:
        """Remember how somebody wants to hear of a site."""
        row = NoticeRow(account_id=account_id, site_id=site_id, mode=mode)
        self._session.merge(row)
        self._session.flush()
