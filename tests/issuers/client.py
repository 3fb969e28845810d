"""A careful client in plain HTTP, to ask the issuers without any library's opinion."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import requests

from tests.issuers.driver import new_session, query_of, sign_in
from tests.issuers.running import SERVICE, Issuer

TIMEOUT = 10
AGENT = "Rejoinder tests"
VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789"
SCOPES = {
    "x": "users.read tweet.read",
    "facebook": "public_profile,email",
    "github": "read:user user:email",
}


def challenge(verifier: str) -> str:
    """Make the S256 challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def part_of(token: str, index: int) -> dict[str, Any]:
    """Read the header (0) or the claims (1) of a JWT, unchecked."""
    part = token.split(".")[index]
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=="))
    return read


@dataclass
class Client:
    """A client of one issuer; every part of what it sends can be given otherwise."""

    issuer: Issuer
    session: requests.Session = field(default_factory=new_session)

    @property
    def callback(self) -> str:
        """The address it is sent back to."""
        return f"{SERVICE}/auth/{self.issuer.name}/callback"

    def authorize_url(self, **other: str | None) -> str:
        """Make the address at which signing in begins."""
        query = {
            "response_type": "code",
            "client_id": self.issuer.client_id,
            "redirect_uri": self.callback,
            "scope": SCOPES.get(self.issuer.name, self.issuer.scope),
            "state": "a-state",
            "nonce": "a-nonce" if self.issuer.is_openid else None,
            "code_challenge": challenge(VERIFIER),
            "code_challenge_method": "S256",
        } | other
        given = {key: value for key, value in query.items() if value is not None}
        return f"{self.issuer.authorize_url}?{urlencode(given)}"

    def landing(self, account: str | None = "alice", **other: str | None) -> str:
        """Sign in; the address sent back to."""
        start = self.authorize_url(**other)
        return sign_in(
            start, callback=self.callback, session=self.session, account=account
        )

    def code(self, account: str = "alice", **other: str | None) -> str:
        """Sign in; the code."""
        return query_of(self.landing(account, **other))["code"]

    def exchange(
        self,
        code: str,
        *,
        secret: str | None = None,
        auth: str = "",
        accept: str = "application/json",
        **other: str,
    ) -> requests.Response:
        """Exchange a code, with the proof that the issuer wants or another."""
        secret = self.issuer.client_secret if secret is None else secret
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.callback,
            "code_verifier": VERIFIER,
        } | other
        headers = {"Accept": accept}
        if (auth or self.issuer.auth) == "post":
            form |= {"client_id": self.issuer.client_id, "client_secret": secret}
        else:
            pair = f"{quote(self.issuer.client_id, '')}:{quote(secret, '')}"
            encoded = base64.b64encode(pair.encode()).decode()
            headers["Authorization"] = f"Basic {encoded}"
        return self.session.post(
            self.issuer.token_url, data=form, headers=headers, timeout=TIMEOUT
        )

    def tokens(self, account: str = "alice", **other: str | None) -> dict[str, Any]:
        """Sign in and exchange the code; what the token endpoint answers."""
        answer = self.exchange(self.code(account, **other))
        assert answer.status_code == 200, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def profile_query(self, token: str) -> dict[str, str]:
        """Say what a brand wants to hear besides the token."""
        key = self.issuer.client_secret.encode()
        proof = hmac.new(key, token.encode(), hashlib.sha256).hexdigest()
        fields = "id,name,email,picture.width(200).height(200)"
        return {
            "x": {"user.fields": "profile_image_url"},
            "facebook": {"fields": fields, "appsecret_proof": proof},
        }.get(self.issuer.name, {})

    def profile(
        self,
        token: str,
        *,
        query: dict[str, str] | None = None,
        agent: str | None = AGENT,
        timeout: float = TIMEOUT,
    ) -> requests.Response:
        """Ask who the token belongs to."""
        return self.session.get(
            self.issuer.userinfo_url,
            params=self.profile_query(token) if query is None else query,
            headers={"Authorization": f"Bearer {token}", "User-Agent": agent},
            allow_redirects=False,
            timeout=timeout,
        )

    def who(self, account: str = "alice") -> dict[str, Any]:
        """Sign in and read the profile, without what X wraps around it."""
        answer = self.profile(self.tokens(account)["access_token"])
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        inner: dict[str, Any] = body.get("data", body)
        return inner

    def get(self, url: str, timeout: float = TIMEOUT) -> requests.Response:
        """Ask for something else of the issuer."""
        return self.session.get(url, allow_redirects=False, timeout=timeout)

    def discovery(self, timeout: float = TIMEOUT) -> requests.Response:
        """Ask for the discovery document."""
        place = f"{self.issuer.url}/.well-known/openid-configuration"
        return self.get(place, timeout=timeout)
