"""How the texts of settings are read; each says in words what it wants instead.

A ValueError's message goes on where the variable's name ends: "… is on or off".
"""

import importlib.util
import ipaddress
import re

from app.domain.thread import parse_origin

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def public_url(text: str) -> str:
    """Read the address at which readers come."""
    origin = parse_origin(text)
    if origin is None:
        message = "is an address such as https://comments.example, without a path"
        raise ValueError(message)
    return origin


def database_url(text: str) -> str:
    """Read the URL of SQLite or PostgreSQL."""
    # Some hosts still hand out the older spelling.
    text = re.sub(r"^postgres://", "postgresql://", text)
    if not re.match(r"sqlite:///.|postgresql://", text):
        message = "is sqlite:///PATH or postgresql://…"
        raise ValueError(message)
    if text.startswith("postgresql") and not importlib.util.find_spec("psycopg"):
        message = "needs the driver: pip install 'rejoinder[postgres]'"
        raise ValueError(message)
    return text


def redis_url(text: str) -> str:
    """Read the URL of Redis or Valkey."""
    if not re.match(r"(redis|rediss|unix)://.", text):
        message = "is redis://HOST:PORT/NUMBER, rediss:// or unix://"
        raise ValueError(message)
    if not importlib.util.find_spec("redis"):
        message = "needs the driver: pip install 'rejoinder[redis]'"
        raise ValueError(message)
    return text


def networks(text: str) -> tuple[Network, ...]:
    """Read a list of addresses and networks."""
    try:
        return tuple(
            ipaddress.ip_network(part.strip()) for part in text.split(",") if part
        )
    except ValueError:
        message = "is a list of addresses or networks, such as 127.0.0.1, 10.0.0.0/8"
        raise ValueError(message) from None


def switch(text: str) -> bool:
    """Read on or off."""
    if text.lower() in {"on", "off"}:
        return text.lower() == "on"
    message = "is on or off"
    raise ValueError(message)


def whole(text: str) -> int:
    """Read a whole number that fits a count of things."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 1_000:  # noqa: PLR2004
        return int(text)
    message = "is a whole number from 1 to 1000"
    raise ValueError(message)


def place(text: str) -> str:
    """Read where the worker runs."""
    if text in {"inside", "apart"}:
        return text
    message = "is inside or apart"
    raise ValueError(message)
