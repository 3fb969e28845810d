"""HTTP: hooks and blueprints, in their order."""

from flask import Flask

from app.services.container import Container
from app.web import (
    admin,
    api,
    avatars,
    context,
    embed,
    feeds,
    filters,
    health,
    home,
    mail,
    me,
    origins,
    pages,
    problems,
    signin,
    snapshots,
)
from app.web.gate import Gate
from app.web.sessions import Sessions


def register(app: Flask, container: Container) -> None:
    """Put the service's surfaces on a Flask application."""
    app.extensions["rejoinder"] = container
    app.session_interface = Sessions()
    settings = context.settings_of(app)
    gate = Gate(app.wsgi_app, threads=settings.threads)
    app.wsgi_app = gate  # type: ignore[method-assign]  # as the manual of Flask says
    filters.install(app)
    context.install(app)
    # After what is done last, and before all that writes headers.
    snapshots.install(app, container=container)
    origins.install(app)
    problems.install(app)
    signin.install(app, container=container, settings=settings)
    for blueprint in (
        home.blueprint,
        pages.blueprint,
        embed.blueprint,
        avatars.blueprint,
        feeds.blueprint,
        signin.blueprint,
        me.blueprint,
        admin.blueprint,
        mail.blueprint,
        health.blueprint,
        api.blueprint,
    ):
        app.register_blueprint(blueprint)
