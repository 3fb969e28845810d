"""What a login's code becomes: an access token and a refresh handle, and their end."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain import signin as rules
from app.domain.errors import UnauthenticatedError
from app.domain.identity import TokenScope
from app.domain.limits import TOKENS_BY_ADDRESS
from app.services.container import Container
from app.services.steps import presence
from app.services.steps.credentials import Credentials
from app.services.steps.throttle import spend
from app.services.tokens import Tokens, new_token
from app.services.views import AccountView
from app.storage.account_models import AccessTokenRow, CodeRow, SessionRow
from app.storage.unit_of_work import Unit

_OVER = "This login is over. Please log in again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """An access token for a quarter of an hour, and the handle that gets the next.

    One with a `scope` has no handle: its holder asks the moderator again.
    """

    access_token: str
    expires_in: timedelta
    refresh_token: str | None
    scope: TokenScope
    account: AccountView


def redeem(
    container: Container, code: str, *, verifier: str, credentials: Credentials
) -> Granted:
    """Turn a one-time code into a session, on the origin it was made for.

    The code is burnt by whoever asks, so that a thief who guesses at the verifier
    has one guess. Raises UnauthenticatedError and TooManyRequestsError.
    """
    spend(container, TOKENS_BY_ADDRESS, what="token", block=credentials.address_block)
    now = container.clock()

    def store(unit: Unit) -> Granted | None:
        row = unit.sessions.take_code(Tokens.hashed(code))
        good = (
            row is not None
            and row.expires_at > now
            and row.origin == credentials.origin
            and rules.proves(verifier, row.challenge)
        )
        return _open(unit, container, code=row, now=now) if row and good else None

    # Raised outside: a code that was misused must stay burnt.
    return _or_over(container.store.write(store))


def _or_over(granted: Granted | None) -> Granted:
    if granted is None:
        raise UnauthenticatedError(_OVER)
    return granted


def _open(
    unit: Unit, container: Container, *, code: CodeRow, now: datetime
) -> Granted | None:
    session = SessionRow(
        id=container.new_id(now),
        account_id=code.account_id,
        provider=code.provider,
        site_id=code.site_id,
        origin=code.origin,
        # Of a handle that nobody has.
        token_hash=Tokens.hashed(new_token()),
        generation=0,
        scope=code.scope,
        rotated_at=now,
        signed_in_at=now,
        expires_at=now + rules.MANDATE_LIFE,
    )
    if session.scope is None:
        _rotate(container, session, now=now)
    unit.sessions.add(session)
    return _grant(unit, container, session=session, now=now)


def _rotate(container: Container, session: SessionRow, *, now: datetime) -> None:
    session.generation += 1
    handle = _handle(container, session)
    session.token_hash = Tokens.hashed(handle)
    session.rotated_at = now
    session.expires_at = now + rules.REFRESH_LIFE


def _handle(container: Container, session: SessionRow) -> str:
    return container.tokens.refresh_handle(session.id, generation=session.generation)


def _grant(
    unit: Unit, container: Container, *, session: SessionRow, now: datetime
) -> Granted | None:
    account = unit.accounts.find(session.account_id)
    if account is None:
        return None
    token = new_token()
    unit.sessions.add_access_token(
        AccessTokenRow(
            hash=Tokens.hashed(token),
            session_id=session.id,
            expires_at=now + rules.ACCESS_LIFE,
        )
    )
    return Granted(
        access_token=token,
        expires_in=rules.ACCESS_LIFE,
        refresh_token=None if session.scope else _handle(container, session),
        scope=TokenScope(session.scope or TokenScope.READER),
        account=presence.account_view(unit, presence.present_of(session, account)),
    )


def refresh(container: Container, handle: str, *, credentials: Credentials) -> Granted:
    """Give the next access token and the next handle.

    The handle before the newest one is answered with the newest again for ten
    seconds, because two tabs may ask at once. Any older one was stolen, by this
    caller or from him: the session ends for both.

    Raises UnauthenticatedError and TooManyRequestsError.
    """
    spend(container, TOKENS_BY_ADDRESS, what="token", block=credentials.address_block)
    named = container.tokens.read_refresh_handle(handle)
    if named is None:
        raise UnauthenticatedError(_OVER)
    session_id, generation = named

    def store(unit: Unit) -> Granted | None:
        now = container.clock()
        session = unit.sessions.lock(session_id)
        if session is None or session.expires_at <= now or session.scope:
            return None
        if session.origin != credentials.origin:
            return None
        age = session.generation - generation
        if age == 0:
            _rotate(container, session, now=now)
        elif age != 1 or now - session.rotated_at > rules.REFRESH_GRACE:
            unit.sessions.revoke(session_id)
            return None
        return _grant(unit, container, session=session, now=now)

    return _or_over(container.store.write(store))


def current(container: Container, credentials: Credentials) -> AccountView:
    """Say who is logged in.

    Raises UnauthenticatedError, and OriginNotAllowedError on another origin.
    """
    with container.store.read() as unit:
        present = presence.find_any(unit, credentials, now=container.clock())
        return presence.account_view(unit, present)


def end_all(container: Container, credentials: Credentials) -> None:
    """Log out everywhere, here as well; raises UnauthenticatedError."""

    def store(unit: Unit) -> None:
        present = presence.find(unit, credentials, now=container.clock())
        unit.sessions.revoke_all(present.account_id)

    container.store.write(store)


def end(container: Container, credentials: Credentials) -> None:
    """Log out: the session and all of its tokens are over at once."""

    def store(unit: Unit) -> None:
        present = presence.find_any(unit, credentials, now=container.clock())
        unit.sessions.revoke(present.session_id)

    container.store.write(store)
