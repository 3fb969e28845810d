"""The end of a login from the widget: a code, or why none, and where it goes."""

from datetime import datetime

from app.domain import signin as rules
from app.domain.identity import TokenScope
from app.domain.login_errors import LoginEndedError
from app.domain.signin import Failure
from app.services.logins import HandOver
from app.services.tokens import Tokens, new_token
from app.storage.account_models import CodeRow, LoginRow
from app.storage.unit_of_work import Unit


def held(unit: Unit, login_id: str, *, secret: str, now: datetime) -> LoginRow:
    """Find a login under way by its browser's secret; raises LoginEndedError."""
    row = unit.sessions.login(login_id)
    ours = row is not None and Tokens.fits(secret, row.secret_hash)
    if row is None or not ours or row.expires_at <= now or row.ended_at:
        raise LoginEndedError
    return row


def hand_code(
    unit: Unit, row: LoginRow, *, now: datetime, scope: TokenScope | None = None
) -> HandOver:
    """End a login with a code, for a reader's session or one of a scope."""
    code = new_token()
    unit.sessions.add_code(
        CodeRow(
            hash=Tokens.hashed(code),
            account_id=row.account_id,
            provider=row.provider,
            site_id=row.site_id,
            origin=row.origin,
            challenge=row.challenge,
            scope=scope,
            expires_at=now + rules.CODE_LIFE,
        )
    )
    return end(unit, row, now=now, code=code)


def end(
    unit: Unit,
    row: LoginRow,
    *,
    now: datetime,
    code: str | None = None,
    failure: Failure | None = None,
) -> HandOver:
    """End a login, once; raises LoginEndedError."""
    site = unit.sites.get(row.site_id) if row.site_id else None
    if site is None or not unit.sessions.end_login(row.id, now=now):
        raise LoginEndedError
    return HandOver(
        site=site.slug,
        origin=row.origin or "",
        return_url=row.return_url,
        state=row.state or "",
        is_proven=row.is_proven,
        code=code,
        failure=failure,
    )
