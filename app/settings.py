"""Settings from the environment: read once, checked at once, frozen.

The environment is an argument, so that tests pass a dict. Every variable is
also read from the file that `…_FILE` names, for secrets kept by the system.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from app import mail_settings, provider_settings, secret_key
from app import setting_values as texts
from app.domain.thread import is_loopback
from app.mail_settings import SmtpServer
from app.provider_settings import ProviderSettings
from app.setting_values import Network

DEFAULT_THREADS = 8
PREFIX = "REJOINDER_"


class SettingsError(Exception):
    """One or more variables have bad values; the message has a line for each."""


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
        parse=texts.database_url,
    )
    redis_url: str = _setting(
        "`redis://…`: Redis or Valkey; needed only where several machines serve.",
        "",
        parse=texts.redis_url,
    )
    secret_key: str = _setting(
        "Signs tokens; made once in the data folder when not given. "
        f"At least {secret_key.LENGTH} characters.",
        "",
        parse=secret_key.check,
    )
    public_url: str = _setting(
        "The address at which readers reach the service.",
        "http://localhost:8000",
        parse=texts.public_url,
    )
    trusted_proxies: tuple[Network, ...] = _setting(
        "Addresses or networks of proxies whose X-Forwarded-For is believed; none "
        "by default.",
        "",
        parse=texts.networks,
        empty=(),
    )
    rate_limits: bool = _setting(
        "`off` for load tests; refused unless the public URL is on loopback.",
        "on",
        parse=texts.switch,
    )
    workers: int = _setting(
        "Processes of `rejoinder serve`; SQLite is served well by one.",
        "1",
        parse=texts.whole,
    )
    threads: int = _setting(
        "Requests worked on at once in each process.",
        str(DEFAULT_THREADS),
        parse=texts.whole,
    )
    snapshot_mb: int = _setting(
        "Megabytes for finished answers in each process.", "128", parse=texts.whole
    )
    worker: str = _setting(
        "Where mail leaves from: `inside` of `rejoinder serve`, or `apart`, by "
        "`rejoinder worker`.",
        "inside",
        parse=texts.place,
    )
    smtp_url: SmtpServer | None = _setting(  # noqa: RUF009 -- it is a field()
        "The mail server: `smtps://USER:PASSWORD@HOST`, or `smtp://…` with STARTTLS; "
        "see [mail](mail.md).",
        "",
        parse=mail_settings.smtp_url,
        empty=None,
    )
    mail_from: str = _setting(
        "The address that mail comes from.", "", parse=mail_settings.address
    )
    # Read from variables whose names hold the provider's.
    providers: tuple[ProviderSettings, ...] = ()

    @property
    def is_secure(self) -> bool:
        """Tell whether readers come by https, so that cookies can be `__Host-`."""
        return self.public_url.startswith("https://")

    @property
    def provider_origins(self) -> frozenset[str]:
        """The origins of providers that the operator wrote down himself."""
        return frozenset().union(*(each.origins for each in self.providers))

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
    for spec in variables():
        name = PREFIX + spec.name.upper()
        try:
            text = _text_of(environ, name) or spec.metadata["default"]
            parse = spec.metadata["parse"]
            values[spec.name] = parse(text) if text else spec.metadata["empty"]
        except ValueError as error:
            problems.append(f"{name} {error}.")
    values["providers"], wrong = _read_providers(environ)
    problems += wrong + _cross_check(values)
    if problems:
        raise SettingsError("\n".join(problems))
    return _completed(values)


def variables() -> list[Field[Any]]:
    """List the settings that have one variable each."""
    return [spec for spec in fields(Settings) if spec.metadata]


def _read_providers(
    environ: Mapping[str, str],
) -> tuple[tuple[ProviderSettings, ...], list[str]]:
    names = {_bare(name): name for name in environ if name.startswith(PREFIX)}
    problems: list[str] = []

    def text_of(name: str) -> str | None:
        try:
            return _text_of(environ, PREFIX + name)
        except ValueError as error:
            problems.append(f"{PREFIX}{name} {error}.")
            return None

    found, wrong = provider_settings.read(names, text_of)
    return found, problems + [PREFIX + line for line in wrong]


def _bare(name: str) -> str:
    return name.removeprefix(PREFIX).removesuffix("_FILE")


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
    return [PREFIX + line for line in mail_settings.cross_check(values)]


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """List the variables that look like settings and are none: typing mistakes."""
    known = {spec.name.upper() for spec in variables()}
    return sorted(
        name
        for name in environ
        if name.startswith(PREFIX)
        and _bare(name) not in known
        and not provider_settings.is_known(_bare(name))
    )


def _completed(values: dict[str, Any]) -> Settings:
    data_dir: Path = values["data_dir"]
    if not values["database_url"]:
        values["database_url"] = f"sqlite:///{data_dir / 'rejoinder.sqlite3'}"
    if not values["secret_key"]:
        try:
            values["secret_key"] = secret_key.keep(data_dir)
        except (OSError, ValueError) as error:
            message = f"{PREFIX}SECRET_KEY: {data_dir / 'secret_key'}: {error}"
            raise SettingsError(message) from None
    return Settings(**values)
