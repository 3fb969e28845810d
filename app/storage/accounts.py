"""Queries on accounts: identities, pictures, consents, and what an account wrote."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.domain.account import Identity
from app.domain.freshness import thread_topic
from app.storage import changes
from app.storage.account_models import (
    AccountRow,
    AvatarRow,
    ConsentRow,
    DeletionRow,
    IdentityRow,
)
from app.storage.models import (
    CommentRow,
    IdempotencyRow,
    LimitRow,
    SiteRow,
    ThreadRow,
)
from app.storage.moderation_models import NoteRow, ReportRow, RestraintRow
from app.storage.upsert import insert_missing, values_of


class Accounts:
    """Accounts by id and by identity."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def find(self, account_id: UUID) -> AccountRow | None:
        """Find an account."""
        return self._session.get(AccountRow, account_id)

    def identity(self, identity: Identity) -> IdentityRow | None:
        """Find what is known of an identity."""
        return self._session.get(IdentityRow, (identity.issuer, identity.subject))

    def lock_identity(self, identity: Identity) -> IdentityRow | None:
        """Read an identity so that one login at a time goes on from it."""
        return self._session.get(
            IdentityRow,
            (identity.issuer, identity.subject),
            with_for_update=True,
            populate_existing=True,
        )

    def identities(self, account_id: UUID) -> list[IdentityRow]:
        """List an account's identities, the oldest first."""
        query = sa.select(IdentityRow).where(IdentityRow.account_id == account_id)
        return list(self._session.scalars(query.order_by(IdentityRow.created_at)))

    def issuers(self) -> list[tuple[str, str]]:
        """List every provider id with each issuer that it stood for."""
        query = sa.select(IdentityRow.provider, IdentityRow.issuer).distinct()
        return [(provider, issuer) for provider, issuer in self._session.execute(query)]

    def add(self, account: AccountRow, identity: IdentityRow | None = None) -> bool:
        """Store a new account, with its identity at a provider if it has one.

        False, and nothing is stored, where another login has just stored it.
        """
        self._session.add(account)
        self._session.flush()
        if identity is None or insert_missing(
            self._session, IdentityRow, values=values_of(identity)
        ):
            return True
        self._session.delete(account)
        self._session.flush()
        return False

    def remove(self, account: AccountRow) -> None:
        """Delete an account; what points at it goes along, but for comments."""
        self._session.delete(account)
        self._session.flush()

    def avatar(self, key: str) -> AvatarRow | None:
        """Find a picture by its public key."""
        return self._session.get(AvatarRow, key)

    def avatar_of(self, account_id: UUID) -> AvatarRow | None:
        """Find an account's picture."""
        query = sa.select(AvatarRow).where(AvatarRow.account_id == account_id)
        return self._session.scalar(query)

    def add_avatar(self, row: AvatarRow) -> None:
        """Store a picture."""
        self._session.add(row)
        self._session.flush()

    def consent(
        self, account_id: UUID, *, site_id: int, origin: str
    ) -> ConsentRow | None:
        """Find whether an account lets a site show who it is."""
        return self._session.get(ConsentRow, (account_id, site_id, origin))

    def consents(self, account_id: UUID) -> list[tuple[ConsentRow, SiteRow]]:
        """List an account's consents with their sites, the newest first."""
        query = (
            sa.select(ConsentRow, SiteRow)
            .join(SiteRow, SiteRow.id == ConsentRow.site_id)
            .where(ConsentRow.account_id == account_id)
            .order_by(ConsentRow.granted_at.desc(), ConsentRow.origin)
        )
        return [(consent, site) for consent, site in self._session.execute(query)]

    def grant(self, row: ConsentRow) -> None:
        """Store a consent, or what it was changed to."""
        # Two logins may ask at once: whoever is second changes the first one's.
        if not insert_missing(self._session, ConsentRow, values=values_of(row)):
            self._session.merge(row)
            self._session.flush()

    def revoke_consent(self, row: ConsentRow) -> None:
        """Forget a consent."""
        self._session.delete(row)
        self._session.flush()

    def comments(
        self,
        account_id: UUID,
        *,
        site_id: int | None = None,
        before: tuple[datetime, UUID] | None = None,
        limit: int,
    ) -> list[tuple[CommentRow, ThreadRow]]:
        """List what an account wrote, the newest first; deleted ones are left out."""
        query = (
            sa.select(CommentRow, ThreadRow)
            .join(
                ThreadRow,
                sa.and_(
                    ThreadRow.site_id == CommentRow.site_id,
                    ThreadRow.id == CommentRow.thread_id,
                ),
            )
            .where(
                CommentRow.account_id == account_id,
                CommentRow.deleted_at.is_(None),
            )
            .order_by(CommentRow.created_at.desc(), CommentRow.id.desc())
            .limit(limit)
        )
        if site_id is not None:
            query = query.where(CommentRow.site_id == site_id)
        if before is not None:
            place = sa.tuple_(CommentRow.created_at, CommentRow.id)
            query = query.where(place < sa.tuple_(*map(sa.literal, before)))
        return [(comment, thread) for comment, thread in self._session.execute(query)]

    def wrote(self, account_id: UUID, *, site_id: int) -> list[CommentRow]:
        """List every comment of an account on a site, deleted ones too."""
        query = (
            sa.select(CommentRow)
            .where(CommentRow.account_id == account_id, CommentRow.site_id == site_id)
            .order_by(CommentRow.thread_id, CommentRow.id)
        )
        return list(self._session.scalars(query))

    def rewrite(
        self, account_id: UUID, *, site_ids: Iterable[int], name: str, url: str
    ) -> None:
        """Put another name under what an account wrote on some sites."""
        sites = list(site_ids)
        self._session.execute(
            sa.update(CommentRow)
            .where(CommentRow.account_id == account_id, CommentRow.site_id.in_(sites))
            .values(author_name=name, author_url=url)
        )
        self._touch(account_id, sites)

    def _touch(self, account_id: UUID, site_ids: list[int]) -> None:
        wrote_here = sa.exists().where(
            CommentRow.account_id == account_id,
            CommentRow.site_id == ThreadRow.site_id,
            CommentRow.thread_id == ThreadRow.id,
        )
        touched = self._session.execute(
            sa.update(ThreadRow)
            .where(ThreadRow.site_id.in_(site_ids), wrote_here)
            .values(version=ThreadRow.version + 1)
            .returning(ThreadRow.site_id, ThreadRow.id)
            .execution_options(**changes.noted())
        )
        changes.note(self._session, (thread_topic(*row) for row in touched))

    def sites_of(self, account_id: UUID) -> list[SiteRow]:
        """List the sites where an account wrote something."""
        wrote = sa.select(CommentRow.site_id).where(CommentRow.account_id == account_id)
        query = sa.select(SiteRow).where(SiteRow.id.in_(wrote)).order_by(SiteRow.id)
        return list(self._session.scalars(query))

    def disown(self, account_id: UUID) -> None:
        """Take an account's name from all that it wrote; the text stays."""
        self._touch(account_id, [site.id for site in self.sites_of(account_id)])
        self._session.execute(
            sa.update(CommentRow)
            .where(CommentRow.account_id == account_id)
            .values(
                account_id=None,
                author_name="",
                author_email="",
                author_url="",
                author_key=None,
                address_key=None,
                author_provider=None,
                author_handle=None,
                author_avatar=None,
                author_role=None,
            )
        )

    def forget_traces(self, author_key: str) -> None:
        """Drop limits, keys, reports, restraints and notes that name an author."""
        self._session.execute(
            sa.delete(LimitRow).where(
                LimitRow.key.in_((f"post:author:{author_key}", f"report:{author_key}"))
            )
        )
        self._session.execute(
            sa.delete(ReportRow).where(ReportRow.reporter == author_key)
        )
        self._session.execute(
            sa.delete(IdempotencyRow).where(IdempotencyRow.actor == author_key)
        )
        self._session.execute(
            sa.delete(RestraintRow).where(RestraintRow.value == author_key)
        )
        self._session.execute(
            sa.delete(NoteRow).where(NoteRow.author_key == author_key)
        )

    def add_deletion(self, row: DeletionRow) -> None:
        """Remember that a provider's wish to forget somebody was fulfilled."""
        self._session.add(row)
        self._session.flush()

    def deletion(self, code: str) -> DeletionRow | None:
        """Find a fulfilled wish by its confirmation code."""
        return self._session.get(DeletionRow, code)
