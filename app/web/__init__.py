"""HTTP: hooks and blueprints, in their order."""

from flask import Flask

from app.services.container import Container
from app.web import (
    admin,
    api,
    avatars,
    context,
    embed,
    filters,
    health,
    home,
    mail,
    me,
    origins,
    pages,
    problems,
    signin,
)


def register(app: Flask, container: Container) -> None:
    """Put the service's surfaces on a Flask application."""
    app.extensions["rejoinder"] = container
    filters.install(app)
    context.install(app)
    origins.install(app)
    problems.install(app)
    settings = context.settings_of(app)
    signin.install(app, container=container, settings=settings)
    for blueprint in (
        home.blueprint,
        pages.blueprint,
        embed.blueprint,
        avatars.blueprint,
        signin.blueprint,
        me.blueprint,
        admin.blueprint,
        mail.blueprint,
        health.blueprint,
        api.blueprint,
    ):
        app.register_blueprint(blueprint)
