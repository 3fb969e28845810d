"""Logging in, from the click to the code: the order of its steps.

begin → (the provider) → claim → arrive → (consent) → a code for the widget, or a
first-party session. A login is known by its state, which the provider carries, and
held by a secret, which its browser's cookie carries; neither is stored as it is.
"""

from app.domain import signin as rules
from app.domain.account import Profile, check_profile
from app.domain.errors import OriginNotAllowedError
from app.domain.limits import LOGINS_BY_ADDRESS
from app.domain.login_errors import LoginEndedError
from app.domain.signin import Failure, Purpose
from app.services.container import Container
from app.services.logins import (
    Entrance,
    HandOver,
    Login,
    LoginRequest,
    Outcome,
    Question,
)
from app.services.steps import arrival, avatars, handing, lookup, presence
from app.services.steps.throttle import spend
from app.services.tokens import Tokens, new_token
from app.storage.account_models import ConsentRow, LoginRow
from app.storage.unit_of_work import Unit


def begin(container: Container, request: LoginRequest) -> Login:
    """Begin a login.

    Raises SiteNotFoundError, OriginNotAllowedError and TooManyRequestsError.
    """
    spend(container, LOGINS_BY_ADDRESS, what="login", block=request.address_block)
    state, secret, now = new_token(), new_token(), container.clock()
    start = request.start
    row = LoginRow(
        id=Tokens.hashed(state),
        secret_hash=Tokens.hashed(secret),
        provider=request.provider,
        purpose=request.purpose,
        return_url=start.return_url if start else request.return_path,
        origin=start.origin if start else None,
        state=start.state if start else None,
        challenge=start.challenge if start else None,
        is_proven=start.is_proven if start else True,
        expires_at=now + rules.LOGIN_LIFE,
    )

    def store(unit: Unit) -> None:
        unit.sessions.forget_old(now, logins_before=now - rules.LOGIN_KEPT)
        if start is not None:
            site = lookup.find_site(unit, start.site)
            if start.origin not in site.origins:
                raise OriginNotAllowedError
            row.site_id = site.id
        unit.sessions.add_login(row)

    container.store.write(store)
    return _login(container, row, state=state, secret=secret)


def _login(container: Container, row: LoginRow, *, state: str, secret: str) -> Login:
    return Login(
        id=row.id,
        state=state,
        secret=secret,
        nonce=container.tokens.login_secret(state, "nonce"),
        verifier=container.tokens.login_secret(state, "verifier"),
        provider=row.provider,
        purpose=Purpose(row.purpose),
    )


def claim(container: Container, provider: str, *, state: str, secret: str) -> Login:
    """Take the provider's answer to a login, once.

    Raises LoginEndedError for a state that is unknown, late, used, another
    provider's or another browser's.
    """

    def store(unit: Unit) -> Login:
        row = handing.held(
            unit, Tokens.hashed(state), secret=secret, now=container.clock()
        )
        if row.claimed_at is not None or row.provider != provider:
            raise LoginEndedError
        row.claimed_at = container.clock()
        return _login(container, row, state=state, secret=secret)

    return container.store.write(store)


def way_back(container: Container, login_id: str, *, secret: str) -> str | None:
    """Say where a login came from, also when it is over; None to anybody else."""
    with container.store.read() as unit:
        row = unit.sessions.login(login_id)
        ours = row is not None and Tokens.fits(secret, row.secret_hash)
        return row.return_url if row is not None and ours else None


def resume(container: Container, provider: str, *, state: str, secret: str) -> Login:
    """Find a login that has not reached the provider; raises LoginEndedError."""
    with container.store.read() as unit:
        row = handing.held(
            unit, Tokens.hashed(state), secret=secret, now=container.clock()
        )
        if row.claimed_at is not None or row.provider != provider:
            raise LoginEndedError
        return _login(container, row, state=state, secret=secret)


def arrive(container: Container, login: Login, *, said: Profile) -> Outcome:
    """Take in whom the provider named: a question, a code, or a session.

    Raises BadProfileError and LoginEndedError.
    """
    profile = check_profile(said)
    picture = avatars.fetch(container, profile)

    def store(unit: Unit) -> Outcome:
        now = container.clock()
        row = handing.held(unit, login.id, secret=login.secret, now=now)
        account = arrival.find_or_make(unit, container, profile=profile, now=now)
        avatars.keep(unit, account, profile=profile, picture=picture, now=now)
        row.account_id = account.id
        if row.site_id is None:
            token = arrival.open_session(
                unit, container, account_id=account.id, provider=row.provider, now=now
            )
            unit.sessions.end_login(row.id, now=now)
            return Entrance(token=token, return_path=row.return_url)
        consent = unit.accounts.consent(
            account.id, site_id=row.site_id, origin=row.origin or ""
        )
        if consent is None and not arrival.is_at_home(unit, row, now=now):
            return _question(unit, row)
        return handing.hand_code(unit, row, now=now)

    return container.store.write(store)


def question(container: Container, login_id: str, *, secret: str) -> Question:
    """Show again what is being asked; raises LoginEndedError."""
    with container.store.read() as unit:
        row = handing.held(unit, login_id, secret=secret, now=container.clock())
        return _question(unit, row)


def _question(unit: Unit, row: LoginRow) -> Question:
    account = unit.accounts.find(row.account_id) if row.account_id else None
    site = unit.sites.get(row.site_id) if row.site_id else None
    if account is None or site is None:
        raise LoginEndedError
    return Question(
        login_id=row.id,
        site_name=site.name,
        origin=row.origin or "",
        name=account.name,
        avatar=account.avatar,
        handle=presence.handles(unit, account.id).get(row.provider),
    )


def consent(
    container: Container, login_id: str, *, secret: str, shows_handle: bool
) -> HandOver:
    """Let the site show who it is, and go on; raises LoginEndedError."""

    def store(unit: Unit) -> HandOver:
        now = container.clock()
        row = handing.held(unit, login_id, secret=secret, now=now)
        if row.account_id is None or row.site_id is None:
            raise LoginEndedError
        unit.accounts.grant(
            ConsentRow(
                account_id=row.account_id,
                site_id=row.site_id,
                origin=row.origin,
                shows_handle=shows_handle,
                granted_at=now,
            )
        )
        return handing.hand_code(unit, row, now=now)

    return container.store.write(store)


def give_up(
    container: Container, login_id: str, *, secret: str, failure: Failure
) -> HandOver | None:
    """End a login without anybody logged in; None where no widget waits for it.

    Raises LoginEndedError.
    """

    def store(unit: Unit) -> HandOver | None:
        now = container.clock()
        row = handing.held(unit, login_id, secret=secret, now=now)
        if row.site_id is None:
            unit.sessions.end_login(row.id, now=now)
            return None
        return handing.end(unit, row, now=now, failure=failure)

    return container.store.write(store)
