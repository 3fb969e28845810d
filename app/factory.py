"""Build the Flask application."""

import hashlib
from datetime import timedelta

from flask import Flask
from flask_wtf import CSRFProtect

from app import logs, web, worker
from app.compose import build_container
from app.services.container import Container
from app.settings import Settings, from_environ, process_environ
from app.web.limits import MOST_BODY_BYTES, MOST_FORM_PARTS

COOKIE_LIFE = timedelta(days=30)


def create_app(settings: Settings, *, container: Container | None = None) -> Flask:
    """Make the application; `container` is given by tests that need their own clock."""
    app = Flask("app", static_folder="static", static_url_path="/static")
    name = "rejoinder"
    app.config.update(
        SECRET_KEY=_session_key(settings.secret_key),
        MAX_CONTENT_LENGTH=MOST_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BODY_BYTES,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        SESSION_COOKIE_NAME=f"__Host-{name}" if settings.is_secure else name,
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=COOKIE_LIFE,
        # A form may stay open for long; its own token says for how long.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        REJOINDER_SETTINGS=settings,
    )
    CSRFProtect(app)
    web.register(app, container or build_container(settings))
    return app


def create_served_app() -> Flask:
    """Make the application in a server's process, from its environment."""
    logs.configure()
    settings = from_environ(process_environ())
    container = build_container(settings)
    app = create_app(settings, container=container)
    if settings.worker == "inside":
        worker.start_inside(container)
    return app


def _session_key(secret_key: str) -> str:
    return hashlib.sha256(f"rejoinder session {secret_key}".encode()).hexdigest()
