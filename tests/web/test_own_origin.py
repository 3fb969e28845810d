"""Who is logged in on a page of our own is so in every call that the page makes."""

from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from app.domain.signin import ACCESS_LIFE
from app.services.container import Container
from app.services.tokens import Tokens, new_token
from app.storage.account_models import AccessTokenRow, SessionRow
from app.storage.unit_of_work import Unit
from tests import people
from tests.service import BLOG, PUBLIC_URL

pytestmark = pytest.mark.usefixtures("site")


def _token(container: Container, origin: str) -> str:
    """Log somebody in on the blog, from a page of an origin."""
    token, now = new_token(), container.clock()
    session = SessionRow(
        id=uuid4(),
        account_id=people.account(container),
        provider="example",
        site_id=1,
        origin=origin,
        token_hash=Tokens.hashed(new_token()),
        generation=1,
        rotated_at=now,
        signed_in_at=now,
        expires_at=now + ACCESS_LIFE,
    )
    access = AccessTokenRow(
        hash=Tokens.hashed(token), session_id=session.id, expires_at=now + ACCESS_LIFE
    )

    def store(unit: Unit) -> None:
        unit.sessions.add(session)
        unit.sessions.add_access_token(access)

    container.store.write(store)
    return token


@pytest.mark.parametrize(
    ("made_on", "sent", "status"),
    [
        (PUBLIC_URL, {"Sec-Fetch-Site": "same-origin"}, 200),
        (PUBLIC_URL, {"Origin": PUBLIC_URL}, 200),
        (PUBLIC_URL, {}, 403),
        (PUBLIC_URL, {"Sec-Fetch-Site": "same-site"}, 403),
        (PUBLIC_URL, {"Sec-Fetch-Site": "none"}, 403),
        (BLOG, {"Sec-Fetch-Site": "same-origin"}, 403),
        (BLOG, {"Sec-Fetch-Site": "same-origin", "Origin": BLOG}, 200),
    ],
)
def test_a_get_of_our_own_page(
    client: FlaskClient,
    container: Container,
    made_on: str,
    sent: dict[str, str],
    status: int,
) -> None:
    """Browsers send no Origin with it; what they send instead counts as ours."""
    headers = {"Authorization": f"Bearer {_token(container, made_on)}", **sent}
    assert client.get("/api/v1/session", headers=headers).status_code == status
