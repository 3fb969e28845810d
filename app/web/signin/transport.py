"""Authlib's way out: a requests session whose only door is our Fetcher."""

from collections.abc import Mapping
from typing import Any

import requests
from authlib.integrations.requests_client import OAuth2Session
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from app.domain.ports import Fetcher, FetchError, Outgoing


class FetcherAdapter(BaseAdapter):
    """Sends what requests would send, through a Fetcher; follows nothing."""

    def __init__(self, fetcher: Fetcher) -> None:
        """Take the only way out."""
        super().__init__()
        self._fetcher = fetcher

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # type: ignore[override] # noqa: ANN401 -- time-outs and certificates are the Fetcher's
        """Send a request; raises what requests raises."""
        body = request.body
        try:
            answer = self._fetcher.fetch(
                Outgoing(
                    url=request.url or "",
                    method=request.method or "GET",
                    headers=_as_text(request.headers),
                    body=body.encode() if isinstance(body, str) else body,
                )
            )
        except FetchError as error:
            raise requests.ConnectionError(str(error), request=request) from error
        made = requests.Response()
        made.status_code = answer.status
        made.headers = CaseInsensitiveDict(answer.headers)
        made.url = request.url or ""
        made.request = request
        made._content = answer.body  # noqa: SLF001 -- how requests' own adapters fill it
        if made.is_redirect:
            message = "a provider redirected what only it may answer"
            raise requests.TooManyRedirects(message, request=request)
        return made

    def close(self) -> None:
        """Hold nothing open."""


def _as_text(headers: Mapping[str, str | bytes]) -> dict[str, str]:
    kept = ("accept", "authorization", "content-type")
    return {
        name: value.decode("latin-1") if isinstance(value, bytes) else value
        for name, value in headers.items()
        if name.lower() in kept
    }


class QuietSession(OAuth2Session):  # type: ignore[misc] # Authlib ships no types
    """Authlib's session without the machine's proxies, passwords and cookies."""

    def __init__(self, *, fetcher: Fetcher, **options: Any) -> None:  # noqa: ANN401
        """`options` are Authlib's own."""
        super().__init__(**options)
        self.trust_env = False
        self.adapters.clear()
        for scheme in ("https://", "http://"):
            self.mount(scheme, FetcherAdapter(fetcher))
