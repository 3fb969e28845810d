"""Signing in: the only surface that speaks with providers, and knows Authlib."""

from app.web.signin import astray, callback, facebook, moderate, start
from app.web.signin.blueprint import blueprint
from app.web.signin.registry import install

__all__ = [
    "astray",
    "blueprint",
    "callback",
    "facebook",
    "install",
    "moderate",
    "start",
]
