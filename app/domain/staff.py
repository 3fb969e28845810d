"""How owners and moderators get in: passwords, names to sign in with, lives of links.

The rule for passwords is NIST SP 800-63B's: length counts, a short list of what
everybody tries is refused, and nothing else is asked of anybody.
"""

import unicodedata
from datetime import timedelta
from enum import StrEnum

from app.domain.addresses import check_email
from app.domain.errors import InvalidInputError
from app.domain.text import clean_line, length

SETUP_LIFE = timedelta(hours=1)
RESET_LIFE = timedelta(hours=1)
# Whoever asks again sooner is not written to again.
RESET_EVERY = timedelta(minutes=20)
INVITE_LIFE = timedelta(days=7)

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
EMAIL_LENGTH = 100
# As a session has it that began with a password, where others name a provider.
BY_PASSWORD = "password"  # noqa: S105 -- a word, no password

# What is tried first among those that are long enough.
_COMMON = frozenset(
    """
    123456789012 1234567890123 12345678901234 123456123456 112233445566 121212121212
    123123123123 987654321098 000000000000 111111111111 password1234 password12345
    passwordpassword passw0rdpassw0rd qwertyuiop12 qwertyuiop123 qwertyuiopas
    qwertyqwerty 1q2w3e4r5t6y 1qaz2wsx3edc administrator adminadminadmin
    changemechangeme letmeinletmein iloveyou1234 iloveyouiloveyou welcome12345
    abcdefghijkl abcdefghijklm abcd1234abcd correcthorsebatterystaple
    """.split()  # noqa: SIM905 -- one a line would be a page
)


class LinkPurpose(StrEnum):
    """What a link that works once is for."""

    SETUP = "setup"
    INVITE = "invite"
    RESET = "reset"


# The page that takes each link's secret, which travels in the fragment.
LINK_PAGES = {
    LinkPurpose.SETUP: "/admin/setup",
    LinkPurpose.INVITE: "/admin/invite",
    LinkPurpose.RESET: "/admin/reset",
}


def normal_password(text: str) -> str:
    """Bring a password to one form, whatever keyboard it was typed on."""
    return unicodedata.normalize("NFKC", text)


def check_password(text: str, *, email: str = "") -> str:
    """Judge a new password and give its normal form; raises InvalidInputError."""
    password = normal_password(text)
    problem = ""
    if length(password) < SHORTEST_PASSWORD:
        problem = f"A password has at least {SHORTEST_PASSWORD} characters."
    elif length(password) > LONGEST_PASSWORD:
        problem = f"A password has at most {LONGEST_PASSWORD} characters."
    elif password.lower() in _COMMON | {email.lower()} or len(set(password)) == 1:
        problem = "This password is among the first that others would try."
    if problem:
        raise InvalidInputError.of(problem, field="password", code="bad_password")
    return password


def normal_email(text: str) -> str:
    """Bring an address to the form in which it is a name to sign in with."""
    return clean_line(text).lower()


def check_login_email(text: str) -> str:
    """Judge an address to sign in with; raises InvalidInputError."""
    email = normal_email(text)
    if not check_email(email) or length(email) > EMAIL_LENGTH:
        message = "Please enter an e-mail address such as ada@blog.example."
        raise InvalidInputError.of(message, field="email", code="bad_email")
    return email
