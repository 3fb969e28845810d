"""The table of providers: whatever differs between them is a column here.

The flow is one, in `app.web.signin.protocol`. An OpenID Connect issuer tells its
addresses itself; of the others they stand here, and each can be set otherwise.
"""

from dataclasses import dataclass, field

from app.domain.thread import parse_page_url
from app.provider_settings import ProviderSettings
from app.web.signin import profiles
from app.web.signin.profiles import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """What is known of a kind of provider before anybody set it up.

    `issuer` is where OpenID Connect discovery begins; without one the three
    addresses are fixed. `register_at` and `cost` are for people.
    """

    label: str
    scope: str
    read: Reader
    issuer: str = ""
    home: str = ""
    authorize_url: str = ""
    token_url: str = ""
    userinfo_url: str = ""
    auth_method: str = "client_secret_post"
    userinfo_query: tuple[tuple[str, str], ...] = ()
    issuers_seen: tuple[str, ...] = ()
    has_secret_proof: bool = False
    register_at: str = ""
    cost: str = "nothing"


_GRAPH = "https://graph.facebook.com/v26.0"
BRANDS: dict[str, Brand] = {
    "wordpress": Brand(
        label="WordPress.com",
        scope="openid profile",
        read=profiles.oidc,
        issuer="https://public-api.wordpress.com",
        register_at="https://developer.wordpress.com/apps/",
    ),
    "x": Brand(
        label="X",
        # Both are needed to ask who somebody is.
        scope="users.read tweet.read",
        read=profiles.x,
        home="https://x.com",
        authorize_url="https://x.com/i/oauth2/authorize",
        token_url="https://api.x.com/2/oauth2/token",  # noqa: S106 -- an address
        userinfo_url="https://api.x.com/2/users/me",
        auth_method="client_secret_basic",
        userinfo_query=(("user.fields", "name,username,profile_image_url"),),
        register_at="https://developer.x.com/",
        cost="about a cent for each login, since X bills each profile that is read",
    ),
    "facebook": Brand(
        label="Facebook",
        scope="public_profile",
        read=profiles.facebook,
        home="https://www.facebook.com",
        authorize_url="https://www.facebook.com/v26.0/dialog/oauth",
        token_url=f"{_GRAPH}/oauth/access_token",
        userinfo_url=f"{_GRAPH}/me",
        userinfo_query=(("fields", "id,name,picture.width(200).height(200)"),),
        has_secret_proof=True,
        register_at="https://developers.facebook.com/apps/",
    ),
    "google": Brand(
        label="Google",
        scope="openid profile",
        read=profiles.google,
        issuer="https://accounts.google.com",
        issuers_seen=("accounts.google.com",),
        register_at="https://console.cloud.google.com/apis/credentials",
    ),
    "github": Brand(
        label="GitHub",
        scope="read:user",
        read=profiles.github,
        home="https://github.com",
        authorize_url="https://github.com/login/oauth/authorize",
        token_url="https://github.com/login/oauth/access_token",  # noqa: S106
        userinfo_url="https://api.github.com/user",
        register_at="https://github.com/settings/developers",
    ),
}
OWN_ISSUER = Brand(label="", scope="openid profile", read=profiles.oidc)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider that the operator has switched on."""

    id: str
    label: str
    brand: Brand
    client_id: str
    client_secret: str = field(repr=False)
    issuer: str
    authorize_url: str
    token_url: str
    userinfo_url: str

    @property
    def identity_issuer(self) -> str:
        """The issuer's URL that identities are stored under."""
        if self.issuer:
            return self.issuer
        named = parse_page_url(self.userinfo_url)
        moved = self.userinfo_url != self.brand.userinfo_url
        return named.origin if named and moved else self.brand.home


def made(settings: ProviderSettings) -> Provider:
    """Put together what is built in and what the operator has set."""
    brand = BRANDS.get(settings.id, OWN_ISSUER)
    endpoints = (settings.authorize_url, settings.token_url, settings.userinfo_url)
    # Whoever gives all three addresses has another issuer in mind than the brand's;
    # without its name nothing that it signed can be checked, and nothing is.
    issuer = settings.issuer or ("" if all(endpoints) else brand.issuer)
    return Provider(
        id=settings.id,
        label=settings.label or brand.label or settings.id.replace("_", " ").title(),
        brand=brand,
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        issuer=issuer.rstrip("/") if settings.id in BRANDS else issuer,
        authorize_url=settings.authorize_url or brand.authorize_url,
        token_url=settings.token_url or brand.token_url,
        userinfo_url=settings.userinfo_url or brand.userinfo_url,
    )


def callback_url(public_url: str, provider_id: str) -> str:
    """Give the address to register with a provider, each its own (RFC 9700, 4.4.2)."""
    return f"{public_url}/auth/{provider_id}/callback"
