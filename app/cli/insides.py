"""Checks of `rejoinder doctor`: the database and what is in it."""

from datetime import timedelta

from app.cli.findings import Finding, Level, Patient
from app.cli.server import moved_issuers
from app.domain.errors import DomainError
from app.domain.thread import is_loopback
from app.services import health, retention, sites
from app.services.schema import is_current, may_be_shared
from app.settings import PREFIX

_SKEW = timedelta(minutes=1)


def database(patient: Patient) -> Finding:
    """Look whether the database answers and has the newest schema."""
    kind = "SQLite" if patient.settings.is_sqlite else "PostgreSQL"
    try:
        current = is_current(patient.settings.database_url)
    except DomainError as error:
        return Finding(
            Level.FAIL,
            error.detail,
            f"Look at {PREFIX}DATABASE_URL, or restore a backup.",
        )
    if not current:
        return Finding(
            Level.FAIL, f"{kind}, with an older schema or none.", "rejoinder migrate"
        )
    return Finding(Level.OK, f"{kind}, with the newest schema.")


def processes(patient: Patient) -> Finding:
    """Look whether several processes may write with this SQLite library."""
    count = patient.settings.workers
    if may_be_shared(patient.settings.database_url):
        return Finding(Level.OK, f"{count} of `rejoinder serve`.")
    sentence = "This SQLite library (below 3.51.3) can damage what two processes write."
    if count > 1:
        return Finding(
            Level.FAIL, sentence, f"Set {PREFIX}WORKERS to 1, or use PostgreSQL."
        )
    return Finding(Level.WARN, sentence, "Run nothing beside `rejoinder serve`.")


def embedding(patient: Patient) -> Finding:
    """Look whether each site can be embedded, and its pages reach us."""
    found = sites.all_sites(patient.container)
    if not found:
        return Finding(
            Level.WARN, "There is no site yet.", "rejoinder site add SLUG --origin URL"
        )
    bare = [site.slug for site in found if not site.origins]
    if bare:
        return Finding(
            Level.WARN,
            f"No page can embed {', '.join(bare)}: there is no origin.",
            f"rejoinder site set {bare[0]} --add-origin https://blog.example",
        )
    outside = [o for site in found for o in site.origins if not is_loopback(o)]
    if outside and is_loopback(patient.settings.public_url):
        return Finding(
            Level.FAIL,
            f"Pages of {outside[0]} cannot reach {patient.settings.public_url}.",
            f"Set {PREFIX}PUBLIC_URL to the address that readers use.",
        )
    return Finding(Level.OK, f"{len(found)}, each with an origin.")


def clock(patient: Patient) -> Finding:
    """Look whether the clock is behind what was written by it."""
    newest = health.newest_comment(patient.container)
    now = patient.container.clock()
    if newest is not None and newest > now + _SKEW:
        return Finding(
            Level.FAIL,
            f"It is {now:%Y-%m-%d %H:%M} UTC here, but a comment is of "
            f"{newest:%Y-%m-%d %H:%M}.",
            "Set the clock; keep it right with NTP.",
        )
    return Finding(Level.OK, f"{now:%Y-%m-%d %H:%M} UTC.")


def tidiness(patient: Patient) -> Finding:
    """Look whether what was promised to be forgotten has been."""
    if retention.is_overdue(patient.container):
        return Finding(
            Level.WARN,
            "Keys are there that should have been destroyed: nobody tidies.",
            "Run a worker, or `rejoinder tidy` every hour.",
        )
    return Finding(Level.OK, "Nothing is kept for longer than promised.")


def issuers(patient: Patient) -> Finding:
    """Look whether providers' names still mean the issuers they stood for."""
    moved = moved_issuers(patient.settings)
    if moved:
        return Finding(
            Level.FAIL,
            f"{', '.join(moved)}: this name stood for another issuer before.",
            "Give the new issuer another name.",
        )
    count = len(patient.settings.providers)
    return Finding(Level.OK, f"{count} on; what to register is below.")
