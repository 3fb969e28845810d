"""Checks of `rejoinder doctor`: the address, the proxy, folders and files."""

import shutil
import stat
import tempfile
from pathlib import Path

from app.cli.findings import Finding, Level, Patient
from app.domain.delivery import DeliveryError
from app.domain.ports import FetchError, Outgoing
from app.domain.thread import is_loopback
from app.services.schema import database_folder
from app.settings import PREFIX

_MEGABYTE = 1024 * 1024
_TOO_LITTLE = 200 * _MEGABYTE
_LITTLE = 1024 * _MEGABYTE


def address(patient: Patient) -> Finding:
    """Look whether readers come by https; on this machine alone they need not."""
    url = patient.settings.public_url
    if is_loopback(url):
        if patient.settings.trusted_proxies:
            return Finding(
                Level.FAIL,
                f"{url} leads nobody from outside here, but there is a proxy.",
                f"Set {PREFIX}PUBLIC_URL to the address that readers use.",
            )
        return Finding(Level.OK, f"{url}, for this machine alone.")
    if not patient.settings.is_secure:
        return Finding(
            Level.FAIL,
            f"{url} is plain http: pages with https cannot embed it, and logins are "
            "open to be read.",
            f"Put a proxy with TLS in front; {PREFIX}PUBLIC_URL=https://…",
        )
    return Finding(Level.OK, f"{url}.")


def proxy(patient: Patient) -> Finding:
    """Look whether the proxy is known, in whose header readers' addresses come."""
    proxies = patient.settings.trusted_proxies
    if proxies:
        names = ", ".join(map(str, proxies))
        return Finding(Level.OK, f"X-Forwarded-For is believed from {names}.")
    if patient.settings.is_secure:
        return Finding(
            Level.WARN,
            "https ends at a proxy, but none is trusted: all readers share its limits.",
            f"Set {PREFIX}TRUSTED_PROXIES to the proxy's address, such as 127.0.0.1.",
        )
    return Finding(Level.OK, "None, and none is needed.")


def online(patient: Patient) -> Finding:
    """Ask whether the public address leads here, only with --online."""
    url = f"{patient.settings.public_url}/healthz"
    if patient.fetcher is None:
        return Finding(Level.OK, "Not asked; --online fetches the public address.")
    try:
        answer = patient.fetcher.fetch(Outgoing(url=url))
    except FetchError as error:
        problem = f"{url}: {error}."
    else:
        if answer.status == 200 and answer.body == b"ok\n":  # noqa: PLR2004
            return Finding(Level.OK, f"{url} answers.")
        problem = f"{url} answers {answer.status}, and not as Rejoinder does."
    return Finding(
        Level.FAIL, problem, "Look at the proxy and its target, and at the name server."
    )


def folder(patient: Patient) -> Finding:
    """Look at the folders that are written to, and the room in them."""
    database = database_folder(patient.settings.database_url)
    wanted = {patient.settings.data_dir.absolute(), *([database] if database else [])}
    there = sorted(each for each in wanted if each.is_dir())
    if database is not None and database not in there:
        return Finding(Level.FAIL, f"{database} is not there.", "Make it.")
    closed = [each for each in there if not _is_writable(each)]
    if closed:
        return Finding(
            Level.FAIL,
            f"{closed[0]} cannot be written to.",
            "Give it to the user who runs Rejoinder.",
        )
    free = min((shutil.disk_usage(each).free for each in there), default=_LITTLE)
    names = ", ".join(map(str, there)) or "No folder is needed"
    sentence = f"{names}: {free // _MEGABYTE:,} MB free."
    if free >= _LITTLE:
        return Finding(Level.OK, sentence)
    level = Level.FAIL if free < _TOO_LITTLE else Level.WARN
    return Finding(level, sentence, "Make room: a full disk stops all comments.")


def _is_writable(path: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=path):
            return True
    except OSError:
        return False


def secret(patient: Patient) -> Finding:
    """Look whether the secret key's file is for its owner alone."""
    path = patient.settings.data_dir / "secret_key"
    if not path.exists():
        return Finding(Level.OK, "From the environment.")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Finding(
            Level.FAIL,
            f"Others on this machine can read {path} (mode {mode:o}).",
            f"chmod 600 {path}",
        )
    return Finding(Level.OK, f"{path}, for its owner alone. Keep a copy elsewhere.")


def mail(patient: Patient) -> Finding:
    """Ask the operator's own mail server whether it takes us in."""
    if patient.settings.smtp_url is None:
        wanted = f"Off; {PREFIX}SMTP_URL and {PREFIX}MAIL_FROM switch it on."
        return Finding(Level.OK, wanted)
    try:
        patient.container.mailer.check()
    except DeliveryError as error:
        return Finding(
            Level.FAIL,
            f"The server does not take us in: {error.code}.",
            f"Look at {PREFIX}SMTP_URL; docs/mail.md has its form.",
        )
    return Finding(Level.OK, f"It comes from {patient.settings.mail_from}.")
