"""Secrets we hand out, and how we know them again.

All keys are derived from the one secret key, each for one purpose. An edit
token is computed, not stored, so that an idempotent replay can give it again;
its hash is stored, so that raising the version ends it.
"""

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from app.domain.moderation import Verb

# How long a form may stay open; the nonce is remembered for as long.
FORM_TOKEN_LIFE = timedelta(hours=24)
# Nobody reads a form and writes a sentence faster than this.
FORM_TOKEN_YOUTH = timedelta(seconds=3)
_TOKEN = re.compile(r"([0-9a-f]{32})\.[A-Za-z0-9_-]{43}")
_HANDLE = re.compile(r"([0-9a-f]{32})\.([1-9][0-9]{0,8})\.[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class FormToken:
    """A form token that we made: when, and its nonce."""

    issued_at: datetime
    nonce: str

    @property
    def expires_at(self) -> datetime:
        """Until when the form can be sent."""
        return self.issued_at + FORM_TOKEN_LIFE


@dataclass(frozen=True, slots=True, kw_only=True)
class MailedDecision:
    """What a link in a letter would do: who decides what about which version."""

    account_id: UUID
    site_id: int
    comment_id: UUID
    version: int
    verb: Verb
    issued_at: datetime


class Tokens:
    """Make and check tokens under one secret key."""

    def __init__(self, secret_key: str) -> None:
        """Derive a key for each purpose."""
        self._edit_key = self._derive(secret_key, "edit token")
        self._handle_key = self._derive(secret_key, "refresh handle")
        self._login_key = self._derive(secret_key, "login")
        self._mail_key = self._derive(secret_key, "mailed link")
        self._restraint_key = self._derive(secret_key, "restraint")
        self._webhook_key = self._derive(secret_key, "webhook")
        self._form = URLSafeSerializer(secret_key, salt="rejoinder.form-token")
        self._decisions = URLSafeSerializer(secret_key, salt="rejoinder.decision")
        self._notices = URLSafeSerializer(secret_key, salt="rejoinder.notices")

    @staticmethod
    def _derive(secret_key: str, purpose: str) -> bytes:
        message = f"rejoinder {purpose}".encode()
        return hmac.digest(secret_key.encode(), message, "sha256")

    def edit_token(self, site_id: int, comment_id: UUID, *, version: int) -> str:
        """Compute a comment's edit token; it begins with the comment's id."""
        message = f"{site_id}:{comment_id.hex}:{version}".encode()
        return f"{comment_id.hex}.{_mac(self._edit_key, message)}"

    @staticmethod
    def comment_of(edit_token: str) -> UUID | None:
        """Tell which comment an edit token claims to be for."""
        match = _TOKEN.fullmatch(edit_token)
        return UUID(match[1]) if match else None

    @staticmethod
    def hashed(token: str) -> str:
        """Hash a token for storage; it has 256 random bits, so no salt is needed."""
        return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

    @staticmethod
    def fits(token: str, stored_hash: str | None) -> bool:
        """Compare a token with a stored hash, in constant time."""
        return hmac.compare_digest(Tokens.hashed(token), stored_hash or "")

    def refresh_handle(self, session_id: UUID, *, generation: int) -> str:
        """Compute a session's refresh handle.

        It is computed so that two tabs which ask at once are told the same.
        """
        message = f"{session_id.hex}:{generation}".encode()
        return f"{session_id.hex}.{generation}.{_mac(self._handle_key, message)}"

    def read_refresh_handle(self, handle: str) -> tuple[UUID, int] | None:
        """Tell which session and generation a handle of ours is for."""
        match = _HANDLE.fullmatch(handle)
        if match is None:
            return None
        session_id, generation = UUID(match[1]), int(match[2])
        ours = self.refresh_handle(session_id, generation=generation)
        return (session_id, generation) if hmac.compare_digest(ours, handle) else None

    def login_secret(self, state: str, purpose: str) -> str:
        """Compute what a login needs again at its end, so that nothing is stored."""
        return _mac(self._login_key, f"{purpose}:{state}".encode())

    def mailed(self, purpose: str, about: UUID) -> str:
        """Compute the secret of a link in a letter; it serves one purpose."""
        return f"{about.hex}.{_mac(self._mail_key, f'{purpose}:{about.hex}'.encode())}"

    def read_mailed(self, purpose: str, token: str) -> UUID | None:
        """Tell what a link of ours is about; None when it is forged."""
        match = _TOKEN.fullmatch(token)
        about = UUID(match[1]) if match else None
        if about is None or not hmac.compare_digest(self.mailed(purpose, about), token):
            return None
        return about

    def decision(self, decision: MailedDecision, verb: Verb) -> str:
        """Make the token of a link that decides."""
        fields = [
            decision.account_id.hex,
            decision.site_id,
            decision.comment_id.hex,
            decision.version,
            verb.value,
            int(decision.issued_at.timestamp()),
        ]
        return str(self._decisions.dumps(fields))

    def read_decision(self, token: str) -> MailedDecision | None:
        """Read it back; None when it is forged."""
        try:
            account, site_id, comment, version, verb, at = self._decisions.loads(token)
        except (BadData, ValueError, TypeError):
            return None
        return MailedDecision(
            account_id=UUID(account),
            site_id=site_id,
            comment_id=UUID(comment),
            version=version,
            verb=Verb(verb),
            issued_at=datetime.fromtimestamp(at, UTC),
        )

    def notices(self, account_id: UUID, site_id: int) -> str:
        """Make the token by which a moderator chooses his letters about a site."""
        return str(self._notices.dumps([account_id.hex, site_id]))

    def read_notices(self, token: str) -> tuple[UUID, int] | None:
        """Read it back; None when it is forged."""
        try:
            account, site_id = self._notices.loads(token)
        except (BadData, ValueError, TypeError):
            return None
        return UUID(account), site_id

    def restraint_value(self, site_id: int, text: str) -> str:
        """Compute what a site keeps of an address that it restrains."""
        message = f"{site_id}:{text}".encode()
        return hmac.digest(self._restraint_key, message, "sha256").hex()

    def webhook_secret(self, webhook_id: UUID, *, generation: int) -> bytes:
        """Compute the secret that signs what a webhook is told; none is stored."""
        message = f"{webhook_id.hex}:{generation}".encode()
        return hmac.digest(self._webhook_key, message, "sha256")

    def form_token(self, site_id: int, now: datetime) -> str:
        """Make a token for one sending of one form."""
        nonce = secrets.token_urlsafe(16)
        return str(self._form.dumps([site_id, int(now.timestamp()), nonce]))

    def read_form_token(self, token: str, site_id: int) -> FormToken | None:
        """Read a form token back; None when it is forged or another site's."""
        try:
            owner, issued, nonce = self._form.loads(token)
        except (BadData, ValueError, TypeError):
            return None
        if owner != site_id:
            return None
        return FormToken(datetime.fromtimestamp(issued, UTC), nonce)


def _mac(key: bytes, message: bytes) -> str:
    mac = hmac.digest(key, message, "sha256")
    return urlsafe_b64encode(mac).decode().rstrip("=")


def new_token() -> str:
    """Make an opaque token of 256 random bits."""
    return secrets.token_urlsafe(32)


def account_key(account_id: UUID) -> str:
    """Give the author key of an account."""
    return f"account:{account_id.hex}"


def author_key_of(guest_secret: str) -> str:
    """Turn the hosted page's guest cookie into the author key that is stored."""
    return "guest:" + Tokens.hashed(guest_secret)[:32]


def new_author_key() -> str:
    """Make an author key for a guest who holds nothing yet."""
    return "guest:" + secrets.token_hex(16)


def address_key(day_key: bytes, address_block: str) -> str:
    """Compute the day's pseudonym of an address block."""
    mac = hmac.digest(day_key, address_block.encode(), "sha256")
    return "address:" + mac.hex()[:40]
