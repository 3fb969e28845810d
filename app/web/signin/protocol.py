"""OAuth 2.0 and OpenID Connect by Authlib, with the holes closed that it leaves.

Measured on Authlib 1.9.9; each closing has a test that fails without it. Nothing
of a provider's but the profile outlives a login.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from authlib.integrations.flask_client import FlaskOAuth2App

from app.domain.account import Identity, Profile
from app.domain.login_errors import BadProfileError, LoginFailedError
from app.domain.ports import Fetcher
from app.logs import logger
from app.services.logins import Login
from app.web.signin.discovery import Endpoints
from app.web.signin.providers import Provider
from app.web.signin.transport import QuietSession

# Clocks differ, but not by the two minutes that Authlib allows.
LEEWAY_SECONDS = 60
_OK = 200
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What we say to one provider, and what we believe of its answers."""

    provider: Provider
    endpoints: Endpoints
    fetcher: Fetcher
    redirect_uri: str

    def authorize_url(self, login: Login) -> str:
        """Build the address that sends a reader to the provider."""
        # Some servers refuse a nonce where nothing will be signed.
        is_signed = "openid" in self.provider.brand.scope
        made = self._client().create_authorization_url(
            self.redirect_uri,
            state=login.state,
            code_verifier=login.verifier,
            **({"nonce": login.nonce} if is_signed else {}),
        )
        return str(made["url"])

    def check_issuer(self, said: str | None) -> None:
        """Compare the callback's `iss` (RFC 9207); raises LoginFailedError."""
        ours = self.endpoints.issuer
        if not ours or (said is None and not self.endpoints.sends_iss):
            return
        if said != ours:
            message = "the answer is another issuer's"
            raise LoginFailedError from ValueError(message)

    def profile(self, login: Login, *, code: str) -> Profile:
        """Redeem a code and read who it is; the provider's tokens end here.

        Raises LoginFailedError, whatever it is that went wrong: libraries and
        providers have too many ways to name them all.
        """
        try:
            return self._profile(login, code)
        except LoginFailedError:
            raise
        except Exception as error:
            # The kind alone: messages may hold tokens and addresses.
            kind = type(error).__name__
            logger.warning("a login by %s failed: %s", self.provider.id, kind)
            raise LoginFailedError from error

    def _profile(self, login: Login, code: str) -> Profile:
        client = self._client()
        token = client.fetch_access_token(
            redirect_uri=self.redirect_uri, code=code, code_verifier=login.verifier
        )
        signed = self._signed_subject(client, token, nonce=login.nonce)
        answer = self._ask(client, token)
        said = self.provider.brand.read(answer)
        if signed is not None and said.subject != signed:
            raise BadProfileError
        issuer = self.provider.identity_issuer
        return Profile(
            provider=self.provider.id,
            identity=Identity(issuer, said.subject),
            name=said.name,
            handle=said.handle,
            url=said.url,
            avatar_url=said.avatar_url,
        )

    def _signed_subject(
        self, client: FlaskOAuth2App, token: Json, *, nonce: str
    ) -> str | None:
        """Check the id token; gives its subject, None where nothing is signed."""
        issuer = self.endpoints.issuer
        if not issuer:
            return None
        if "id_token" not in token:
            # It was asked for, and without it nothing says for whom this is.
            raise BadProfileError
        issuers = [issuer, *self.provider.brand.issuers_seen]
        audience = self.provider.client_id
        claims = client.parse_id_token(
            token,
            nonce=nonce,
            claims_options={
                # Naming any option drops Authlib's own check of the issuer.
                "iss": {"essential": True, "values": issuers},
                "aud": {"essential": True, "value": audience},
            },
            leeway=LEEWAY_SECONDS,
        )
        _check_audience(claims, audience)
        subject = claims.get("sub")
        if not isinstance(subject, str) or not subject:
            raise BadProfileError
        return subject

    def _ask(self, client: FlaskOAuth2App, token: Json) -> Json:
        query = dict(self.provider.brand.userinfo_query)
        if self.provider.brand.has_secret_proof:
            query["appsecret_proof"] = self._secret_proof(str(token["access_token"]))
        answer = client.get(self.endpoints.userinfo_url, token=token, params=query)
        document = answer.json() if answer.status_code == _OK else None
        if not isinstance(document, dict):
            raise BadProfileError
        return document

    def _secret_proof(self, access_token: str) -> str:
        """Prove to the Graph API that the token is not a stolen one's alone."""
        secret = self.provider.client_secret.encode()
        return hmac.new(secret, access_token.encode(), hashlib.sha256).hexdigest()

    def _client(self) -> FlaskOAuth2App:
        """Make Authlib's client, from values that we have looked at."""
        endpoints = self.endpoints
        return _Client(
            None,
            name=self.provider.id,
            client_id=self.provider.client_id,
            client_secret=self.provider.client_secret,
            authorize_url=endpoints.authorize_url,
            access_token_url=endpoints.token_url,
            client_auth_methods=[("client_secret_basic", _encoded_basic)],
            client_kwargs={
                "fetcher": self.fetcher,
                "scope": self.provider.brand.scope,
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": endpoints.auth_method,
                # Else a token that lives for a minute is over at once.
                "leeway": 0,
            },
            issuer=endpoints.issuer,
            jwks_uri=endpoints.jwks_uri,
            id_token_signing_alg_values_supported=list(endpoints.algorithms),
        )


class _Client(FlaskOAuth2App):  # type: ignore[misc] # Authlib ships no types
    """Authlib's client, whose every request leaves through our Fetcher."""

    client_cls = QuietSession

    def _get_oauth_client(self, **metadata: object) -> QuietSession:
        # A description never becomes an option of the session.
        del metadata
        session: QuietSession = super()._get_oauth_client()
        return session


def _check_audience(claims: Json, client_id: str) -> None:
    """Accept a token that is for us, and for nobody beside us (Core 3.1.3.7)."""
    audience = claims.get("aud")
    if audience not in (client_id, [client_id]):
        raise BadProfileError


def _encoded_basic(client: QuietSession, *asked: Any) -> tuple[str, Any, str]:  # noqa: ANN401 -- Authlib's
    """Authenticate by HTTP Basic with both parts form-encoded (RFC 6749, 2.3.1)."""
    _method, uri, headers, body = asked
    pair = f"{quote(client.client_id, safe='')}:{quote(client.client_secret, safe='')}"
    headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
    return uri, headers, body
