"""Queries on logins, one-time codes and sessions; each token is found by its hash."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.storage.account_models import (
    AccessTokenRow,
    AccountRow,
    CodeRow,
    LoginRow,
    SessionRow,
)


class Sessions:
    """Who is logging in, and who is logged in."""

    def __init__(self, session: Session) -> None:
        """Share the unit's session."""
        self._session = session

    def add_login(self, row: LoginRow) -> None:
        """Store a login that has just begun."""
        self._session.add(row)
        self._session.flush()

    def login(self, login_id: str) -> LoginRow | None:
        """Read a login so that nobody else ends it meanwhile."""
        return self._session.get(
            LoginRow, login_id, with_for_update=True, populate_existing=True
        )

    def end_login(self, login_id: str, *, now: datetime) -> bool:
        """End a login; False when somebody else was first."""
        living = sa.and_(LoginRow.id == login_id, LoginRow.ended_at.is_(None))
        return self._done(sa.update(LoginRow).where(living).values(ended_at=now))

    def add_code(self, row: CodeRow) -> None:
        """Store a one-time code."""
        self._session.add(row)
        self._session.flush()

    def take_code(self, code_hash: str) -> CodeRow | None:
        """Read a code and burn it, whoever asks; None when it is not there."""
        row = self._session.get(CodeRow, code_hash)
        if row is None:
            return None
        self._session.expunge(row)
        burnt = self._done(sa.delete(CodeRow).where(CodeRow.hash == code_hash))
        return row if burnt else None

    def add(self, row: SessionRow) -> None:
        """Store a new session."""
        self._session.add(row)
        self._session.flush()

    def find(self, session_id: UUID) -> SessionRow | None:
        """Find a session."""
        return self._session.get(SessionRow, session_id)

    def lock(self, session_id: UUID) -> SessionRow | None:
        """Read a session so that its handle is rotated by one request at a time."""
        return self._session.get(
            SessionRow, session_id, with_for_update=True, populate_existing=True
        )

    def of_account(self, account_id: UUID) -> list[SessionRow]:
        """List an account's sessions, the newest first."""
        query = sa.select(SessionRow).where(SessionRow.account_id == account_id)
        return list(self._session.scalars(query.order_by(SessionRow.rotated_at.desc())))

    def by_cookie(
        self, token_hash: str, *, now: datetime
    ) -> tuple[SessionRow, AccountRow] | None:
        """Find a living first-party session and its account."""
        query = self._with_account().where(
            SessionRow.token_hash == token_hash,
            SessionRow.site_id.is_(None),
            SessionRow.expires_at > now,
        )
        return self._one(query)

    def by_access_token(
        self, token_hash: str, *, now: datetime
    ) -> tuple[SessionRow, AccountRow] | None:
        """Find the session that a living access token is of, and its account."""
        query = (
            self._with_account()
            .join(AccessTokenRow, AccessTokenRow.session_id == SessionRow.id)
            .where(
                AccessTokenRow.hash == token_hash,
                AccessTokenRow.expires_at > now,
                SessionRow.expires_at > now,
            )
        )
        return self._one(query)

    def add_access_token(self, row: AccessTokenRow) -> None:
        """Store an access token's hash."""
        self._session.add(row)
        self._session.flush()

    def revoke(self, session_id: UUID) -> None:
        """End a session at once, with all of its access tokens."""
        self._session.execute(sa.delete(SessionRow).where(SessionRow.id == session_id))

    def revoke_all(self, account_id: UUID, *, but: UUID | None = None) -> None:
        """End an account's sessions everywhere, with its unused codes; keep one."""
        others = sa.delete(SessionRow).where(SessionRow.account_id == account_id)
        if but is not None:
            others = others.where(SessionRow.id != but)
        self._session.execute(others)
        self._session.execute(
            sa.delete(CodeRow).where(CodeRow.account_id == account_id)
        )

    def revoke_on(self, account_id: UUID, *, site_id: int, origin: str) -> None:
        """End an account's sessions on one site and origin, and its unused codes."""
        for table in (SessionRow, CodeRow):
            self._session.execute(
                sa.delete(table).where(
                    table.account_id == account_id,
                    table.site_id == site_id,
                    table.origin == origin,
                )
            )

    def forget_old(self, now: datetime, *, logins_before: datetime) -> None:
        """Drop what has expired, and logins that nobody will come back to."""
        for table in (CodeRow, AccessTokenRow, SessionRow):
            self._session.execute(sa.delete(table).where(table.expires_at <= now))
        self._session.execute(
            sa.delete(LoginRow).where(LoginRow.expires_at <= logins_before)
        )

    @staticmethod
    def _with_account() -> sa.Select[SessionRow, AccountRow]:
        return sa.select(SessionRow, AccountRow).join(
            AccountRow, AccountRow.id == SessionRow.account_id
        )

    def _one(
        self, query: sa.Select[SessionRow, AccountRow]
    ) -> tuple[SessionRow, AccountRow] | None:
        found = self._session.execute(query).first()
        return (found[0], found[1]) if found else None

    def _done(self, statement: sa.Delete | sa.Update) -> bool:
        result = self._session.connection().execute(statement)
        return bool(result.rowcount)
