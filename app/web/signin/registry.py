"""The providers of this process: which are switched on, and which work."""

from dataclasses import dataclass
from typing import cast

from flask import Flask

from app.domain.login_errors import ProviderNotFoundError
from app.services.container import Container
from app.settings import Settings
from app.web import context
from app.web.context import Offer
from app.web.signin.discovery import Discovery
from app.web.signin.protocol import Exchange
from app.web.signin.providers import Provider, callback_url, made

_NAME = "rejoinder-signin"


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

    def exchange(self, provider: Provider) -> Exchange:
        """Begin to talk to a provider; raises ProviderUnavailableError."""
        return Exchange(
            provider=provider,
            endpoints=self.discovery.endpoints(provider),
            fetcher=self.container.fetcher,
            redirect_uri=callback_url(self.container.public_url, provider.id),
        )

    def offers(self) -> tuple[Offer, ...]:
        """List those that work, as far as we know; nothing is asked for that."""
        return tuple(
            Offer(provider.id, provider.label)
            for provider in self.providers.values()
            if not self.discovery.is_hidden(provider)
        )


def install(app: Flask, *, container: Container, settings: Settings) -> None:
    """Put the registry where the flow and the forms find it."""
    registry = Registry(
        providers={each.id: made(each) for each in settings.providers},
        discovery=Discovery(container.fetcher, container.clock),
        container=container,
    )
    app.extensions[_NAME] = registry
    app.extensions["rejoinder-offers"] = registry.offers


def registry() -> Registry:
    """Give the registry of the running application."""
    return cast("Registry", context.extension(_NAME))
