"""E-mail and web addresses that strangers type.

A link is taken apart and put together again from parts that are known, so that what
browsers make of backslashes, tabs, a user name before the host or an odd spelling of
the scheme never matters. Whatever does not fit is no link.
"""

import ipaddress
import re
import unicodedata
from urllib.parse import quote, unquote

_EMAIL_LABEL = "[A-Za-z0-9]+(?:-+[A-Za-z0-9]+)*"
_EMAIL = re.compile(
    rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~.-]+@{_EMAIL_LABEL}(?:\.{_EMAIL_LABEL})+"
)
_EMAIL_AT_LEAST = 6

_WEB = re.compile(r"(https?)://([^/?#\\\s]+)((?:[/?#].*)?)", re.IGNORECASE | re.DOTALL)
_MAILTO = re.compile(r"mailto:([^?#]+)(?:[?#].*)?", re.IGNORECASE | re.DOTALL)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_LAST_PORT = 65_535
_NOT_IN_URLS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\\\ud800-\udfff]")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_URL_SAFE = ";/?:@&=+$,-_.!~*'()#%"

# Name servers know no underscore, but people's blogs do.
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_LABEL_LENGTH = 63
_HOST_LENGTH = 253
_ACE = "xn--"
# Letters, marks and digits make names, and so do the middle dots of Catalan and kana.
_NAME_KINDS = frozenset("LMN")
_NAME_POINTS = frozenset("-_\xb7\u30fb")

# Scripts that are written together (Unicode's "highly restrictive" level).
_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
_SCRIPT_OF = {"IDEOGRAPHIC": "CJK", "EXTENDED": "ARABIC"}
# Letters a reader takes for Latin ones; a label of nothing else is a disguise.
_LOOK_LATIN = {
    "CYRILLIC": frozenset(
        "\u0430\u0433\u0435\u043e\u043f\u0440\u0441\u0443\u0445\u044a\u044c\u0451"
        "\u0455\u0456\u0457\u0458\u0461\u0475\u04af\u04bb\u04bd\u04cf\u0501\u050d"
        "\u051b\u051d"
    ),
    "GREEK": frozenset(
        "\u03b1\u03b2\u03b3\u03b5\u03b7\u03b9\u03ba\u03bd\u03bf\u03c1\u03c3\u03c4"
        "\u03c5\u03c7\u03c9\u03ac\u03af\u03cc\u03cd\u03f2\u03f3"
    ),
    "ARMENIAN": frozenset(
        "\u0561\u0563\u0566\u0570\u0575\u0578\u057a\u057d\u0581\u0582\u0584\u0585"
    ),
}
# Phonetic letters, clicks, the dotless i: Latin, and yet not what they look like.
_ODD_LATIN = re.compile(
    r"[\u0131\u0138\u01c0-\u01c3\u0250-\u02af\u1d00-\u1dbf\ua720-\ua7ff\uab30-\uab6f]"
)
# Where such letters are what people write, and mistaken for nothing else.
_AT_HOME = {
    "LATIN": frozenset({"az", "tr"}),
    "GREEK": frozenset({"cy", "gr"}),
    "ARMENIAN": frozenset({"am"}),
    "CYRILLIC": frozenset(
        {"bg", "by", "kg", "kz", "mk", "mn", "rs", "ru", "su", "tj", "ua", "uz"}
        | {"\u0440\u0443\u0441"}
    ),
}


def check_email(text: str) -> bool:
    """Tell whether a text can be an e-mail address; no IDN, as in WordPress."""
    return len(text) >= _EMAIL_AT_LEAST and _EMAIL.fullmatch(text) is not None


def clean_url(text: str) -> str | None:
    """Bring a person's website to its normal form: "" for none, None if invalid.

    A bare host gets https. The host must look public, a name with a dot.
    """
    text = text.strip()
    if not text:
        return ""
    if not _SCHEME.match(text):
        text = f"https://{text}"
    parts = _WEB.fullmatch(text)
    if parts is None or _NOT_IN_URLS.search(text):
        return None
    host = ascii_host(parts[2].partition(":")[0]) or ""
    return web_link(text) if "." in host and not _is_ipv4(host) else None


def web_link(text: str) -> str | None:
    """Rebuild an http or https address with its host in ASCII; None if it is none.

    A user name before the host serves only to show another host than is meant.
    """
    parts = _WEB.fullmatch(text)
    if parts is None:
        return None
    scheme, authority, rest = parts.groups()
    name, colon, port = authority.partition(":")
    host = ascii_host(name)
    if host is None or (port and not _is_port(port)):
        return None
    return f"{scheme.lower()}://{host}{colon if port else ''}{port}{_escape(rest)}"


def mail_link(text: str) -> str | None:
    """Rebuild a mailto link to one plain address, without subject or copies."""
    parts = _MAILTO.fullmatch(text)
    address = unquote(parts[1]) if parts else ""
    return f"mailto:{_escape(address)}" if check_email(address) else None


def _is_port(text: str) -> bool:
    return re.fullmatch("[0-9]{1,5}", text) is not None and int(text) <= _LAST_PORT


def _escape(text: str) -> str:
    return quote(_LONE_PERCENT.sub("%25", text), safe=_URL_SAFE, errors="ignore")


def ascii_host(host: str) -> str | None:
    """Give a host as links have it: lower case, other writing as punycode.

    None for whatever is neither a name nor a dotted IPv4 address.
    """
    labels = _fold_host(host).removesuffix(".").split(".")
    name = ".".join(_ascii_label(label) for label in labels)
    if not all(map(_LABEL.fullmatch, name.split("."))) or len(name) > _HOST_LENGTH:
        return None
    # Browsers read 127.1, 0x7f.1 and the like as addresses; only a plain one stays.
    return name if not labels[-1][0].isdigit() or _is_ipv4(name) else None


def _fold_host(host: str) -> str:
    return unicodedata.normalize("NFKC", host).lower().replace("\u3002", ".")


def _ascii_label(label: str) -> str:
    """Code a label; "" when it could not be one, or is wrongly coded already."""
    shown = _shown_label(label)
    if len(shown) > _LABEL_LENGTH or _fold_host(shown) != shown:
        return ""
    if not all(_makes_names(char) for char in shown) or shown.startswith(_ACE):
        return ""
    code = shown
    if not shown.isascii():
        code = _ACE + shown.encode("punycode").decode("ascii")
    return code if label in {shown, code} else ""


def _shown_label(label: str) -> str:
    if not label.startswith(_ACE) or len(label) > _LABEL_LENGTH:
        return label
    try:
        return label[len(_ACE) :].encode("ascii").decode("punycode")
    except ValueError:
        return label


def _makes_names(char: str) -> bool:
    return unicodedata.category(char)[0] in _NAME_KINDS or char in _NAME_POINTS


def _is_ipv4(name: str) -> bool:
    try:
        return bool(ipaddress.IPv4Address(name))
    except ValueError:
        return False


def is_suspicious_host(host: str) -> bool:
    """Tell whether a host may be taken for another, so that links show its punycode.

    So it is when one of its labels mixes scripts or consists of letters that look
    Latin, unless the top-level domain says that they are at home.
    """
    labels = [_shown_label(label) for label in _fold_host(host).split(".")]
    return any(
        _is_disguised(label, top=labels[-1]) for label in labels if not label.isascii()
    )


def _is_disguised(label: str, *, top: str) -> bool:
    scripts = {_script(char) for char in label} - {""}
    if len(scripts) > 1:
        return not any(scripts <= written for written in _TOGETHER)
    script = next(iter(scripts), "")
    if top in _AT_HOME.get(script, ()):
        return False
    if script == "LATIN":
        return _ODD_LATIN.search(label) is not None
    lookalikes = _LOOK_LATIN.get(script, frozenset())
    return _only(label, lookalikes) and (
        _only(top, lookalikes) or _script(top[:1]) != script
    )


def _only(label: str, letters: frozenset[str]) -> bool:
    return all(char in letters for char in label if char.isalpha())


def _script(char: str) -> str:
    """Name the script of a letter or digit; "" for what all scripts share."""
    if (char.isascii() and not char.isalpha()) or not char.isalnum():
        return ""
    word = unicodedata.name(char, "UNKNOWN").partition(" ")[0].partition("-")[0]
    return _SCRIPT_OF.get(word, word)
