"""Signing in with a password, changing it, and getting in again without it.

Nothing here tells whether an address is known: the same work is done, the same
limits are counted, the same is answered.
"""

from dataclasses import dataclass

from app.domain.errors import TooManyRequestsError
from app.domain.letters import letter_id
from app.domain.limits import PASSWORDS_BY_ACCOUNT, PASSWORDS_BY_ADDRESS
from app.domain.login_errors import LinkEndedError, WrongPasswordError
from app.domain.staff import (
    BY_PASSWORD,
    RESET_EVERY,
    LinkPurpose,
    check_login_email,
    check_password,
    normal_email,
    normal_password,
)
from app.services.channels.staff import RESET
from app.services.container import Container
from app.services.steps import arrival, links, office
from app.services.steps.credentials import Credentials
from app.services.steps.throttle import spend
from app.storage.staff_models import StaffRow
from app.storage.unit_of_work import Unit

_TOO_MANY = "Too many attempts. Please wait a little, then try again."


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody signed in: his session's token, and how his browser is known again."""

    token: str
    account: str


def sign_in(
    container: Container,
    *,
    email: str,
    password: str,
    credentials: Credentials,
    known: str | None = None,
) -> Entered:
    """Sign in with a password; `known` is whose browser it has proven to be before.

    Raises WrongPasswordError and TooManyRequestsError.
    """
    name = normal_email(email)
    with container.store.read() as unit:
        row = unit.staff.by_email(name)
    _limit(container, name, row=row, known=known, block=credentials.address_block)
    stored = row.password_hash if row else None
    typed = normal_password(password)
    if not container.passwords.check(typed, stored) or row is None or stored is None:
        raise WrongPasswordError
    outdated = container.passwords.is_outdated(stored)
    renewed = container.passwords.hash(typed) if outdated else stored

    def store(unit: Unit) -> Entered:
        staff = unit.staff.find(row.account_id)
        # Somebody may have changed it while this one was being checked.
        if staff is None or staff.password_hash != stored:
            raise WrongPasswordError
        staff.password_hash = renewed
        return Entered(_begin(unit, container, staff=staff), staff.account_id.hex)

    return container.store.write(store)


def _begin(unit: Unit, container: Container, *, staff: StaffRow) -> str:
    return arrival.open_session(
        unit,
        container,
        account_id=staff.account_id,
        provider=BY_PASSWORD,
        now=container.clock(),
    )


def _limit(
    container: Container,
    name: str,
    *,
    row: StaffRow | None,
    known: str | None,
    block: str | None,
) -> None:
    """Count an attempt against its address, and against the name that was typed.

    A browser that has proven to be the owner's counts by itself, so that nobody
    keeps him out by guessing.
    """
    is_his = row is not None and known == row.account_id.hex
    who = container.tokens.login_secret(name, "known browser" if is_his else "name")
    try:
        spend(container, PASSWORDS_BY_ADDRESS, what="password:address", block=block)
        spend(container, PASSWORDS_BY_ACCOUNT, what="password:name", block=who)
    except TooManyRequestsError as error:
        raise TooManyRequestsError(_TOO_MANY, retry_after=error.retry_after) from None


def change(
    container: Container,
    credentials: Credentials,
    *,
    email: str,
    password: str,
) -> None:
    """Set one's name to sign in with and one's password; ends all other sessions.

    Raises UnauthenticatedError, NotFreshError, InvalidInputError, and ConflictError
    for a name in use.
    """
    name = check_login_email(email)
    stored = container.passwords.hash(check_password(password, email=name))

    def store(unit: Unit) -> None:
        now = container.clock()
        present = office.find_staff(unit, container, credentials=credentials)
        office.check_fresh(present, now=now)
        staff = unit.staff.find(present.account_id)
        if staff is None:
            staff = StaffRow(
                account_id=present.account_id,
                everywhere=False,
                has_keys=True,
                created_at=now,
            )
            unit.staff.add(staff)
        staff.email, staff.password_hash = name, stored
        unit.staff.end_links(LinkPurpose.RESET, account_id=present.account_id)
        unit.sessions.revoke_all(present.account_id, but=present.session_id)

    container.store.write(store)


def name_of(container: Container, credentials: Credentials) -> str | None:
    """Give the name that somebody signs in with, None if he only uses a provider.

    Raises UnauthenticatedError.
    """
    with container.store.read() as unit:
        present = office.find_staff(unit, container, credentials=credentials)
        staff = unit.staff.find(present.account_id)
        return staff.email if staff else None


def ask_reset(container: Container, *, email: str, credentials: Credentials) -> None:
    """Send a link to a new password to an address, if somebody signs in by it.

    A delivery is queued in any case, and the worker finds out for whom: so that it
    takes as long. One letter in twenty minutes. Raises TooManyRequestsError.
    """
    block = credentials.address_block
    spend(container, PASSWORDS_BY_ADDRESS, what="reset:address", block=block)
    name = normal_email(email)
    nobody = container.tokens.login_secret(name, "nobody")

    def store(unit: Unit) -> None:
        now = container.clock()
        staff = unit.staff.by_email(name)
        about = staff.account_id if staff else letter_id("nobody", nobody)
        turn = int(now.timestamp() // RESET_EVERY.total_seconds())
        unit.outbox.queue(
            id=letter_id(RESET, about, turn),
            site_id=None,
            event_id=None,
            kind=RESET,
            payload={"account": str(about)},
            not_before=now,
            created_at=now,
        )

    container.store.write(store)


def reset(container: Container, secret: str, *, password: str) -> str:
    """Take a link up and set a new password; ends every session, and begins one.

    Gives the new session's token. Raises InvalidInputError and LinkEndedError.
    """
    with container.store.read() as unit:
        row = links.look(unit, secret, purpose=LinkPurpose.RESET, now=container.clock())
        found = unit.staff.find(row.account_id) if row.account_id else None
        email = (found.email if found else None) or ""
    stored = container.passwords.hash(check_password(password, email=email))

    def store(unit: Unit) -> str:
        now = container.clock()
        row = links.take(unit, secret, purpose=LinkPurpose.RESET, now=now)
        staff = unit.staff.find(row.account_id) if row.account_id else None
        if staff is None:
            raise LinkEndedError
        staff.password_hash = stored
        unit.staff.end_links(LinkPurpose.RESET, account_id=staff.account_id)
        unit.sessions.revoke_all(staff.account_id)
        return _begin(unit, container, staff=staff)

    return container.store.write(store)
