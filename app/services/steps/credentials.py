"""What comes with a request to say whose it is."""

from dataclasses import dataclass

from app.domain.identity import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What came with a request to say whose it is, unchecked.

    `bearer` is an access token, good on `origin` alone; `session_token` is the
    hosted pages' own, from their cookie; `api_token` is a program's, and taken for
    one only where programs may call.
    """

    edit_tokens: tuple[str, ...] = ()
    bearer: str | None = None
    origin: str | None = None
    session_token: str | None = None
    api_token: str | None = None
    guest_secret: str | None = None
    address_block: str | None = None
    role: Role = Role.GUEST


NOBODY = Credentials()
