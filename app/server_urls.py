"""The addresses of the servers that the service itself needs, as settings name them."""

import importlib.util
import re


def database(text: str) -> str:
    """Check a database's URL, and that its driver is there; raises ValueError."""
    # Some hosts still hand out the older spelling.
    text = re.sub(r"^postgres://", "postgresql://", text)
    if not re.match(r"sqlite:///.|postgresql://", text):
        message = "is sqlite:///PATH or postgresql://…"
        raise ValueError(message)
    return _driven(text, by="psycopg", extra="postgres") if text[0] == "p" else text


def redis(text: str) -> str:
    """Check a Redis's URL, and that its driver is there; raises ValueError."""
    if not re.match(r"(rediss?|unix)://.", text):
        message = "is redis://HOST:PORT/NUMBER"
        raise ValueError(message)
    return _driven(text, by="redis", extra="redis")


def _driven(text: str, *, by: str, extra: str) -> str:
    if not importlib.util.find_spec(by):
        message = f"needs the driver: pip install 'rejoinder[{extra}]'"
        raise ValueError(message)
    return text
