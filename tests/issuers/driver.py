"""Somebody without a browser who signs in: follows redirects, answers the login page.

`sign_in` begins at an issuer or at a service that sends on to one, and stops before
the callback: what it gives is the address that the issuer sends the person back to.
"""

from urllib.parse import parse_qsl, urljoin, urlsplit

import requests

TIMEOUT = 10
HOPS = 10


class LostError(AssertionError):
    """The way did not lead to the callback; the message says where it ended."""


def new_session() -> requests.Session:
    """Give an empty cookie jar, which is a person's browser."""
    session = requests.Session()
    session.trust_env = False  # no proxy stands before loopback
    return session


def sign_in(
    start: str,
    *,
    callback: str,
    session: requests.Session,
    account: str | None = "alice",
) -> str:
    """Go from `start` until sent to an address that begins with `callback`.

    A login page is answered with `account`, or with Deny where that is None. To follow
    the callback as well, get the address with the same session.
    """
    answer = session.get(start, allow_redirects=False, timeout=TIMEOUT)
    for _ in range(HOPS):
        place = answer.headers.get("Location")
        if place:
            place = urljoin(answer.url, place)
            if place.startswith(callback):
                return place
            answer = session.get(place, allow_redirects=False, timeout=TIMEOUT)
        elif answer.ok and "/sign-in/" in urlsplit(answer.url).path:
            form = {"account": account or "", "answer": "continue"}
            form |= {} if account else {"answer": "deny"}
            answer = session.post(
                answer.url, data=form, allow_redirects=False, timeout=TIMEOUT
            )
        else:
            break
    message = f"{answer.status_code} at {answer.url}: {answer.text[:400]}"
    raise LostError(message)


def query_of(url: str) -> dict[str, str]:
    """Read the parameters of an address."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
