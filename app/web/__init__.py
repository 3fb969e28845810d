"""HTTP: hooks and blueprints, in their order."""

from flask import Flask

from app.services.container import Container
from app.web import (
    api,
    context,
    embed,
    filters,
    health,
    home,
    origins,
    pages,
    problems,
)


def register(app: Flask, container: Container) -> None:
    """Put the service's surfaces on a Flask application."""
    app.extensions["rejoinder"] = container
    filters.install(app)
    context.install(app)
    origins.install(app)
    problems.install(app)
    for blueprint in (
        home.blueprint,
        pages.blueprint,
        embed.blueprint,
        health.blueprint,
        api.blueprint,
    ):
        app.register_blueprint(blueprint)
