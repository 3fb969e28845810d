"""Thread keys, page addresses, origins, and when a thread is open.

A thread's key is the embedder's stable id. By default it is the canonical path
of the page: two addresses of one page must give one key, and only the server
canonicalises, so that the rule can be changed in one place. The table of
examples is docs/threads.md.
"""

import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from posixpath import normpath
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit

from app.domain.site import SitePolicy
from app.domain.text import clean_line

KEY_LENGTH = 1_000
URL_LENGTH = 2_000
TITLE_LENGTH = 300

# What advertisers and mailers append; the page behind it is the same.
_TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "hsa_")
_TRACKING = frozenset(
    [
        "fbclid",
        "gclid",
        "gclsrc",
        "dclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "yclid",
        "twclid",
        "ttclid",
        "igshid",
        "igsh",
        "mc_cid",
        "mc_eid",
        "_ga",
        "_gl",
        "_hsenc",
        "_hsmi",
        "mkt_tok",
        "oly_anon_id",
        "oly_enc_id",
        "vero_id",
        "wickedid",
        "s_cid",
        "ref_src",
        "replytocom",
    ]
)
_INDEX = re.compile(r"(?:/index\.(?:html?|php))+$", re.IGNORECASE)
# What WHATWG parsers strip, fold or treat as a slash; refused instead.
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?\.?")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
# RFC 3986: what may stand in a path as it is, and what must never be escaped.
_PATH_SAFE = "/-._~!$&'()*+,;=:@%"
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_STANDARD_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class PageUrl:
    """A page's address taken apart; `url` has neither fragment nor userinfo."""

    url: str
    origin: str
    key: str


def parse_page_url(text: str) -> PageUrl | None:
    """Take an absolute http(s) address apart; None for anything else."""
    text = text.strip()
    parts = _split(text)
    origin = _origin(parts) if parts else None
    if parts is None or origin is None or len(text) > URL_LENGTH:
        return None
    path = _normal_escapes(parts.path) or "/"
    query = quote(parts.query, safe=_PATH_SAFE + "?", errors="replace")
    key = _canonical_path(path, query)
    url = origin + path + (f"?{query}" if query else "")
    # Escaping has made both longer than what was typed.
    if len(key) > KEY_LENGTH or len(url) > URL_LENGTH:
        return None
    return PageUrl(url, origin, key)


def thread_key(text: str) -> str:
    """Canonicalise a key as the embedder gave it; never raises, "" if none is left.

    A key that begins with a slash is a path and follows the path rules; any
    other is an id of the embedder's own and is only cleaned.
    """
    key = clean_line(text)
    if key.startswith("/"):
        path, _, query = key.split("#", 1)[0].partition("?")
        key = _canonical_path(path, query)
    return key if len(key) <= KEY_LENGTH else ""


def _canonical_path(path: str, query: str) -> str:
    # normpath resolves dots and drops the last slash, but keeps two at the start.
    path = "/" + normpath("/" + _normal_escapes(path)).lstrip("/")
    path = _INDEX.sub("", path) or "/"
    # Bytes that are no UTF-8 go through unchanged by way of surrogate escapes.
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    kept = sorted(pair for pair in pairs if not _is_tracking(pair[0]))
    return f"{path}?{urlencode(kept, errors='surrogateescape')}" if kept else path


def _normal_escapes(path: str) -> str:
    """Escape what must be, unescape what need not be, and write hex in capitals."""
    path = _LONE_PERCENT.sub("%25", path)
    path = _ESCAPE.sub(_normal_escape, path)
    return quote(path, safe=_PATH_SAFE, errors="replace")


def _normal_escape(match: re.Match[str]) -> str:
    char = chr(int(match[0][1:], 16))
    return char if _UNRESERVED.fullmatch(char) else match[0].upper()


def _is_tracking(name: str) -> bool:
    lower = name.lower()
    return lower in _TRACKING or lower.startswith(_TRACKING_PREFIXES)


def parse_origin(text: str) -> str | None:
    """Give the origin of a bare address as browsers send it, or None.

    Nothing may follow the port but one slash.
    """
    parts = _split(text.strip())
    if parts is None or parts.path not in {"", "/"} or parts.query or parts.fragment:
        return None
    return _origin(parts)


def _split(text: str) -> SplitResult | None:
    try:
        return None if _UNSAFE.search(text) else urlsplit(text)
    except ValueError:
        return None


def _origin(parts: SplitResult) -> str | None:
    try:
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _STANDARD_PORTS or not host or "@" in parts.netloc:
        return None
    ascii_host = _ascii_host(host)
    if ascii_host is None:
        return None
    shown = "" if port in {None, _STANDARD_PORTS[parts.scheme]} else f":{port}"
    return f"{parts.scheme}://{ascii_host}{shown}"


def _ascii_host(host: str) -> str | None:
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host).compressed}]"
        except ValueError:
            return None
    try:
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    return name if _HOST.fullmatch(name) else None


def is_loopback(origin: str) -> bool:
    """Tell whether an origin is on this machine, where plain http is fine."""
    host = urlsplit(origin).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def may_be_registered(origin: str) -> bool:
    """Tell whether a site may register an origin: https, or http on loopback."""
    return origin.startswith("https://") or is_loopback(origin)


def closing_time(
    policy: SitePolicy, *, created_at: datetime, closes_at: datetime | None
) -> datetime | None:
    """When a thread closes by itself: its own date, or the policy's, or never."""
    if closes_at is not None or not policy.close_after_days:
        return closes_at
    return created_at + timedelta(days=policy.close_after_days)
