"""One answer as bytes: its encodings, its headers, and 304.

An encoding is made when somebody first asks for it, and kept; what nobody asks for
is not, since mostly that is the bare and by far the biggest one. The ETag is weak:
it is the same for all encodings, hence for everybody.
"""

import gzip
import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import brotli
from flask import Response

# Measured on pages of 5 to 60 kB: higher levels cost several times the time for a
# few percent. See docs/adr/0010-freshness.md.
_BROTLI_QUALITY = 5
_GZIP_LEVEL = 5
# What fits into one packet gains nothing.
_LEAST_BYTES = 1_000
# Headers, keys and the objects around them.
_OVERHEAD = 3_000

Headers = list[tuple[str, str]]


class _Encoding(NamedTuple):
    encode: Callable[[bytes], bytes]
    decode: Callable[[bytes], bytes]


def _brotli(bare: bytes) -> bytes:
    made: bytes = brotli.compress(bare, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY)
    return made


def _gzip(bare: bytes) -> bytes:
    return gzip.compress(bare, _GZIP_LEVEL, mtime=0)


# "" is none; the better one comes first among the others.
_ENCODINGS = {
    "": _Encoding(bytes, bytes),
    "br": _Encoding(_brotli, brotli.decompress),
    "gzip": _Encoding(_gzip, gzip.decompress),
}


class Reply(NamedTuple):
    """What goes to WSGI, but for the request's id."""

    status: str
    code: int
    headers: Headers
    body: bytes


class Request(NamedTuple):
    """All that an answer may depend on, besides path and query."""

    accepted: str
    known: str | None

    @classmethod
    def of(cls, environ: dict[str, Any]) -> "Request":
        """Take it from WSGI."""
        return cls(
            environ.get("HTTP_ACCEPT_ENCODING", ""),
            environ.get("HTTP_IF_NONE_MATCH"),
        )


class Finished:
    """An answer with status 200."""

    __slots__ = ("_etag", "_is_long", "_kind", "_lasting", "_same", "replies", "route")

    def __init__(
        self, plain: bytes, *, kind: str, headers: Headers, route: str
    ) -> None:
        """`headers` are those that say nothing of the body's form."""
        digest = hashlib.sha256(plain).hexdigest()[:32]
        self.route = route
        self._is_long = len(plain) > _LEAST_BYTES
        self._kind = kind
        self._etag = f'W/"{digest}"'
        self._lasting = [
            *headers,
            ("Vary", "Accept-Encoding"),
            ("ETag", self._etag),
        ]
        self._same = Reply("304 NOT MODIFIED", 304, self._lasting, b"")
        self.replies = {"": self._form("", plain)}

    @classmethod
    def of(cls, response: Response, *, route: str) -> "Finished":
        """Take what the slow path has made, headers and all."""
        kind = response.headers.pop("Content-Type")
        response.headers.pop("Content-Length", None)
        return cls(
            response.get_data(), kind=kind, headers=[*response.headers], route=route
        )

    @property
    def size(self) -> int:
        """About how many bytes of memory this takes."""
        return _OVERHEAD + sum(len(each.body) for each in [*self.replies.values()])

    def settle(self) -> None:
        """Forget the bare bytes, which nobody has asked for, once there are others."""
        if len(self.replies) > 1:
            del self.replies[""]

    @property
    def is_loose(self) -> bool:
        """Tell whether `pack` would spare memory."""
        return self._is_long and "" in self.replies

    def pack(self) -> None:
        """Keep the answer compressed only.

        Whoever asks for the bare bytes has them unpacked: on a page of a hundred
        comments that takes a fifteenth of what making it takes.
        """
        if len(self.replies) == 1:
            self._encoded("gzip")
        self.settle()

    def reply(self, asked: Request) -> Reply:
        """Answer one GET; to a HEAD go the same headers without the body."""
        if asked.known is not None and _knows(asked.known, self._etag):
            return self._same
        encoding = _choose(asked.accepted) if self._is_long else ""
        return self.replies.get(encoding) or self._encoded(encoding)

    def _encoded(self, encoding: str) -> Reply:
        have, reply = next(iter([*self.replies.items()]))
        bare = _ENCODINGS[have].decode(reply.body)
        made = self._form(encoding, _ENCODINGS[encoding].encode(bare))
        self.replies[encoding] = made
        return made

    def _form(self, encoding: str, body: bytes) -> Reply:
        headers = [*self._lasting, ("Content-Type", self._kind)]
        if encoding:
            headers.append(("Content-Encoding", encoding))
        headers.append(("Content-Length", str(len(body))))
        return Reply("200 OK", 200, headers, body)


@lru_cache(maxsize=256)
def _choose(accepted: str) -> str:
    """Choose among the encodings that a reader takes; "" is none."""
    weights = {}
    for part in accepted.lower().split(","):
        name, *parameters = (each.strip() for each in part.split(";"))
        weights[name] = not any(_is_zero(each) for each in parameters)
    for ours in [*_ENCODINGS][1:]:
        if weights.get(ours, weights.get("*", False)):
            return ours
    return ""


def _is_zero(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return name.strip() == "q" and value.strip().rstrip("0") in {"", "0."}


def _knows(tags: str, etag: str) -> bool:
    """Compare If-None-Match, weakly as RFC 9110 wants it."""
    if tags == etag:
        return True
    bare = etag.removeprefix("W/")
    given = (tag.strip().removeprefix("W/") for tag in tags.split(","))
    return any(tag in {bare, "*"} for tag in given)
