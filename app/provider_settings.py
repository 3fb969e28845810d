"""Which ways to log in the operator has switched on, from the environment.

A provider is there once it has an id and a secret. The built-in ones are known by
name; any number of OpenID Connect issuers have names that the operator gives.
"""

import importlib.util
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.domain.account import is_provider_id
from app.domain.thread import is_loopback, parse_page_url

BUILT_IN = ("wordpress", "x", "facebook", "google", "github")
# Such an issuer would share its callback path with a built-in provider's.
_RESERVED = frozenset(
    {*BUILT_IN, "twitter", "login", "consent", "moderate", "session", "me"}
)
_OIDC = re.compile(r"OIDC_([A-Z][A-Z0-9_]*?)_(ISSUER|CLIENT_ID|CLIENT_SECRET|LABEL)")
_URLS = ("AUTHORIZE_URL", "TOKEN_URL", "USERINFO_URL", "ISSUER")

TextOf = Callable[[str], str | None]

HELP = {
    "<PROVIDER>_CLIENT_ID": "Switches a provider on: `WORDPRESS`, `X`, `FACEBOOK`, "
    "`GOOGLE` or `GITHUB`. See [providers](providers.md).",
    "<PROVIDER>_CLIENT_SECRET": "The secret that goes with the id.",
    "<PROVIDER>_ISSUER": "Another issuer than Google's or WordPress.com's own.",
    "<PROVIDER>_AUTHORIZE_URL": "Another address to send readers to.",
    "<PROVIDER>_TOKEN_URL": "Another address to redeem codes at.",
    "<PROVIDER>_USERINFO_URL": "Another address to read profiles from.",
    "OIDC_<NAME>_ISSUER": "An OpenID Connect issuer of your own; `<NAME>` in lower "
    "case is its provider id.",
    "OIDC_<NAME>_CLIENT_ID": "Your id there.",
    "OIDC_<NAME>_CLIENT_SECRET": "Your secret there.",
    "OIDC_<NAME>_LABEL": "What readers see; by default the name.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """One provider that is switched on; empty texts leave the built-in values."""

    id: str
    client_id: str
    client_secret: str
    label: str = ""
    issuer: str = ""
    authorize_url: str = ""
    token_url: str = ""
    userinfo_url: str = ""

    @property
    def origins(self) -> frozenset[str]:
        """The origins that the operator wrote down himself."""
        urls = (self.issuer, self.authorize_url, self.token_url, self.userinfo_url)
        pages = (parse_page_url(url) for url in urls if url)
        return frozenset(page.origin for page in pages if page)


def read(
    names: Mapping[str, str], text_of: TextOf
) -> tuple[tuple[ProviderSettings, ...], list[str]]:
    """Read all providers; gives them and a line for each thing that is wrong.

    `names` are the variables that are set, without their prefix and `_FILE`.
    """
    found: list[ProviderSettings] = []
    problems: list[str] = []
    prefixes = {name: name.upper() for name in BUILT_IN}
    for variable in names:
        match = _OIDC.fullmatch(variable)
        if match:
            prefixes[match[1].lower()] = f"OIDC_{match[1]}"
    for provider, prefix in prefixes.items():
        made, wrong = _read_one(provider, prefix=prefix, text_of=text_of)
        problems += wrong
        found += [made] if made else []
    return tuple(found), problems


def _read_one(
    provider: str, *, prefix: str, text_of: TextOf
) -> tuple[ProviderSettings | None, list[str]]:
    keys = ("CLIENT_ID", "CLIENT_SECRET", "LABEL", *_URLS)
    texts = {key: text_of(f"{prefix}_{key}") or "" for key in keys}
    if not any(texts.values()):
        return None, []
    own = prefix.startswith("OIDC_")
    needed = ("CLIENT_ID", "CLIENT_SECRET", *(("ISSUER",) if own else ()))
    problems = [
        f"{prefix}_{key} is missing; {provider} needs it."
        for key in needed
        if not texts[key]
    ]
    if own and (provider in _RESERVED or not is_provider_id(provider)):
        problems.append(f"{prefix}: {provider!r} cannot be the name of an issuer.")
    problems += [
        f"{prefix}_{key} is an https address (http on loopback alone)."
        for key in _URLS
        if texts[key] and not _is_endpoint(texts[key])
    ]
    if not importlib.util.find_spec("authlib"):
        problems.append(
            f"{prefix}_CLIENT_ID needs the packages for logins: "
            "pip install 'rejoinder[social]'."
        )
    if problems:
        return None, problems
    made = ProviderSettings(
        id=provider, **{key.lower(): text for key, text in texts.items()}
    )
    return made, []


def _is_endpoint(text: str) -> bool:
    page = parse_page_url(text)
    if page is None or "#" in text:
        return False
    return text.startswith("https://") or is_loopback(page.origin)


def is_known(name: str) -> bool:
    """Tell whether a variable, without its prefix, is one of a provider's."""
    built_in = (f"{brand.upper()}_" for brand in BUILT_IN)
    if any(name.startswith(brand) for brand in built_in):
        return name.partition("_")[2] in {"CLIENT_ID", "CLIENT_SECRET", *_URLS}
    return _OIDC.fullmatch(name) is not None
