"""The providers of this process: which are switched on, and which work."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import Flask

from app.domain.login_errors import ProviderNotFoundError
from app.domain.ports import FetchError, Outgoing
from app.services.container import Container
from app.settings import Settings
from app.web import context
from app.web.context import Offer, Trial, Way
from app.web.signin.discovery import Discovery, Endpoints
from app.web.signin.providers import BRANDS, Brand, Provider, callback_url, made

if TYPE_CHECKING:
    from app.web.signin.protocol import Exchange

_NAME = "rejoinder-signin"
# A server that says 500 or more is there, and does not work.
_BROKEN = 500


@dataclass(frozen=True, slots=True)
class Registry:
    """All providers by id, in the order in which readers see them."""

    providers: dict[str, Provider]
    discovery: Discovery
    container: Container

    def find(self, provider_id: str) -> Provider:
        """Find a provider; raises ProviderNotFoundError."""
        provider = self.providers.get(provider_id)
        if provider is None:
            raise ProviderNotFoundError
        return provider

    def exchange(self, provider: Provider) -> "Exchange":
        """Begin to talk to a provider; raises ProviderUnavailableError."""
        # Authlib is slow to load, and readers come before logins.
        from app.web.signin.protocol import Exchange  # noqa: PLC0415

        return Exchange(
            provider=provider,
            endpoints=self.discovery.endpoints(provider),
            fetcher=self.container.fetcher,
            redirect_uri=callback_url(self.container.public_url, provider.id),
        )

    def ways(self) -> tuple[Way, ...]:
        """List all kinds of provider, those that are on first."""
        on = tuple(
            self._way(provider.id, provider.label, brand=provider.brand)
            for provider in self.providers.values()
        )
        off = tuple(
            self._way(name, brand.label, brand=brand)
            for name, brand in BRANDS.items()
            if name not in self.providers
        )
        return on + off

    def _way(self, name: str, label: str, *, brand: Brand) -> Way:
        return Way(
            id=name,
            label=label,
            is_on=name in self.providers,
            callback_url=callback_url(self.container.public_url, name),
            register_at=brand.register_at,
            cost=brand.cost,
        )

    def examine(self, provider_id: str) -> Trial:
        """Ask a provider now, whatever was known; raises ProviderNotFoundError."""
        provider = self.find(provider_id)
        try:
            if provider.issuer:
                found = self.discovery.describe(provider)
                return Trial(
                    is_good=True, words=f"Its description is good. {_leads(found)}"
                )
            found = self.discovery.endpoints(provider)
            asked = Outgoing(url=found.authorize_url)
            status = self.container.fetcher.fetch(asked).status
        except (FetchError, ValueError, TypeError, RecursionError) as error:
            return Trial(is_good=False, words=f"It is not usable: {error}.")
        words = f"It answers ({status}). {_leads(found)}"
        return Trial(is_good=status < _BROKEN, words=words)

    def offers(self) -> tuple[Offer, ...]:
        """List those that work, as far as we know; nothing is asked for that."""
        return tuple(
            Offer(provider.id, provider.label)
            for provider in self.providers.values()
            if not self.discovery.is_hidden(provider)
        )


def _leads(found: Endpoints) -> str:
    return f"Logins go to {found.authorize_url}"


def install(app: Flask, *, container: Container, settings: Settings) -> None:
    """Put the registry where the flow and the forms find it."""
    registry = Registry(
        providers={each.id: made(each) for each in settings.providers},
        discovery=Discovery(container.fetcher, container.clock),
        container=container,
    )
    app.extensions[_NAME] = registry
    app.extensions["rejoinder-offers"] = registry.offers
    app.extensions["rejoinder-ways"] = registry


def registry() -> Registry:
    """Give the registry of the running application."""
    return cast("Registry", context.extension(_NAME))
