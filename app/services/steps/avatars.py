"""An account's picture: fetched by us, encoded by us, served by us.

So no reader's browser asks a third party, and a provider's address that expires
does no harm. Whatever goes wrong, initials are shown.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from app.domain.account import Profile
from app.domain.ports import FetchError, Outgoing, PictureError
from app.services.container import Container
from app.services.tokens import new_token
from app.storage.account_models import AccountRow, AvatarRow
from app.storage.unit_of_work import Unit

MOST_BYTES = 1024 * 1024
# A login waits for it, so not for long.
SECONDS = 2.5
_OK = 200


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be stored, and what tells its source from another."""

    image: bytes
    source: str


def fetch(container: Container, profile: Profile) -> Picture | None:
    """Fetch the picture that a profile names, unless it is the one we have."""
    if profile.avatar_url is None:
        return None
    source = hashlib.sha256(profile.avatar_url.encode()).hexdigest()
    with container.store.read() as unit:
        known = unit.accounts.identity(profile.identity)
        if known is not None and known.avatar_source == source:
            return None
    try:
        answer = container.fetcher.fetch(
            Outgoing(url=profile.avatar_url, most_bytes=MOST_BYTES, seconds=SECONDS)
        )
        if answer.status != _OK:
            return None
        return Picture(container.pictures.encode(answer.body), source)
    except (FetchError, PictureError):
        return None


def keep(
    unit: Unit,
    account: AccountRow,
    *,
    profile: Profile,
    picture: Picture | None,
    now: datetime,
) -> None:
    """Store a new picture under the account's lasting key."""
    if picture is None:
        return
    known = unit.accounts.identity(profile.identity)
    if known is not None:
        known.avatar_source = picture.source
    row = unit.accounts.avatar_of(account.id)
    if row is not None:
        row.image, row.stored_at = picture.image, now
        return
    account.avatar = new_token()
    unit.accounts.add_avatar(
        AvatarRow(
            key=account.avatar,
            account_id=account.id,
            image=picture.image,
            stored_at=now,
        )
    )
