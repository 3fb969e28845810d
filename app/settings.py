"""Settings from the environment: read once, checked at once, frozen.

The environment is an argument, so that tests pass a dict. Every variable is
also read from the file that `…_FILE` names, for secrets kept by the system.
"""

import contextlib
import importlib.util
import ipaddress
import os
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from app.domain.thread import is_loopback, parse_origin

PREFIX = "REJOINDER_"
SECRET_LENGTH = 32
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class SettingsError(Exception):
    """One or more variables have bad values; the message has a line for each."""


def _public_url(text: str) -> str:
    origin = parse_origin(text)
    if origin is None:
        message = "is an address such as https://comments.example, without a path"
        raise ValueError(message)
    return origin


def _database_url(text: str) -> str:
    # Some hosts still hand out the older spelling.
    text = re.sub(r"^postgres://", "postgresql://", text)
    if not re.match(r"sqlite:///.|postgresql://", text):
        message = "is sqlite:///PATH or postgresql://…"
        raise ValueError(message)
    if text.startswith("postgresql") and not importlib.util.find_spec("psycopg"):
        message = "needs the driver: pip install 'rejoinder[postgres]'"
        raise ValueError(message)
    return text


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(
            ipaddress.ip_network(part.strip()) for part in text.split(",") if part
        )
    except ValueError:
        message = "is a list of addresses or networks, such as 127.0.0.1, 10.0.0.0/8"
        raise ValueError(message) from None


def _switch(text: str) -> bool:
    if text.lower() in {"on", "off"}:
        return text.lower() == "on"
    message = "is on or off"
    raise ValueError(message)


def _secret(text: str) -> str:
    if len(text) < SECRET_LENGTH:
        message = f"has at least {SECRET_LENGTH} characters"
        raise ValueError(message)
    return text


def _whole(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 1_000:  # noqa: PLR2004
        return int(text)
    message = "is a whole number from 1 to 1000"
    raise ValueError(message)


def _setting(
    help_text: str, default: str, *, parse: Callable[[str], Any], empty: object = ""
) -> Any:  # noqa: ANN401 -- a dataclass field
    """Declare a setting; `empty` is its value where no text is given."""
    return field(
        metadata={"help": help_text, "default": default, "parse": parse, "empty": empty}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator decides."""

    data_dir: Path = _setting(  # noqa: RUF009 -- it is a field()
        "The folder for the SQLite file and the secret key.", "var", parse=Path
    )
    database_url: str = _setting(
        "`sqlite:///PATH` or `postgresql://…`; by default a file in the data folder.",
        "",
        parse=_database_url,
    )
    secret_key: str = _setting(
        "Signs tokens; made once in the data folder when not given. "
        f"At least {SECRET_LENGTH} characters.",
        "",
        parse=_secret,
    )
    public_url: str = _setting(
        "The address at which readers reach the service.",
        "http://localhost:8000",
        parse=_public_url,
    )
    trusted_proxies: tuple[Network, ...] = _setting(
        "Addresses or networks of proxies whose X-Forwarded-For is believed; none "
        "by default.",
        "",
        parse=_networks,
        empty=(),
    )
    rate_limits: bool = _setting(
        "`off` for load tests; refused unless the public URL is on loopback.",
        "on",
        parse=_switch,
    )
    workers: int = _setting(
        "Processes of `rejoinder serve`; SQLite is served well by one.",
        "1",
        parse=_whole,
    )
    threads: int = _setting(
        "Requests worked on at once in each process.", "8", parse=_whole
    )

    @property
    def is_secure(self) -> bool:
        """Tell whether readers come by https, so that cookies can be `__Host-`."""
        return self.public_url.startswith("https://")

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is a SQLite file."""
        return self.database_url.startswith("sqlite")


def process_environ() -> dict[str, str]:
    """Copy the process's environment; the one place that looks at it."""
    return dict(os.environ)  # noqa: TID251 -- see above


def from_environ(environ: Mapping[str, str]) -> Settings:
    """Read all settings; raises SettingsError that names every bad variable."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for spec in fields(Settings):
        name = PREFIX + spec.name.upper()
        try:
            text = _text_of(environ, name) or spec.metadata["default"]
            parse = spec.metadata["parse"]
            values[spec.name] = parse(text) if text else spec.metadata["empty"]
        except ValueError as error:
            problems.append(f"{name} {error}.")
    problems += _cross_check(values)
    if problems:
        raise SettingsError("\n".join(problems))
    return _completed(values)


def _text_of(environ: Mapping[str, str], name: str) -> str | None:
    path = environ.get(name + "_FILE")
    if path is None:
        text = environ.get(name)
        return text.strip() if text is not None else None
    try:
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        message = f"cannot be read from the file {path}"
        raise ValueError(message) from None
    if not text:
        message = f"is empty in the file {path}"
        raise ValueError(message)
    return text


def _cross_check(values: Mapping[str, Any]) -> list[str]:
    public = values.get("public_url")
    if values.get("rate_limits") is False and public and not is_loopback(public):
        return [f"{PREFIX}RATE_LIMITS is off for loopback addresses only."]
    return []


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """List the variables that look like settings and are none: typing mistakes."""
    known = {PREFIX + spec.name.upper() for spec in fields(Settings)}
    return sorted(
        name
        for name in environ
        if name.startswith(PREFIX) and name.removesuffix("_FILE") not in known
    )


def _completed(values: dict[str, Any]) -> Settings:
    data_dir: Path = values["data_dir"]
    if not values["database_url"]:
        values["database_url"] = f"sqlite:///{data_dir / 'rejoinder.sqlite3'}"
    if not values["secret_key"]:
        values["secret_key"] = _kept_secret(data_dir)
    return Settings(**values)


def _kept_secret(data_dir: Path) -> str:
    """Read the key from the data folder, or make it there once, for the owner alone."""
    path = data_dir / "secret_key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make_secret(path)
        return _secret(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        message = f"{PREFIX}SECRET_KEY: {path}: {error}"
        raise SettingsError(message) from None


def _make_secret(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(SECRET_LENGTH), encoding="ascii")
    # A hard link is made whole or not at all, so of two processes that start at
    # once one key wins and nobody reads half of it.
    with contextlib.suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
