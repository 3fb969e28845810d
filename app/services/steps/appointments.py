"""The lines of the log about who may do what: invited, granted, taken back.

Whom it is about stands there as his account's id, never as his name, so that nothing
of an account that is erased is left in the log.
"""

from dataclasses import dataclass
from uuid import UUID

from app.domain.identity import Role
from app.services.container import Container
from app.services.steps import records
from app.storage.unit_of_work import Unit

INVITE, WITHDRAW, GRANT, REVOKE = "invite", "withdraw", "grant", "revoke"
OPERATOR: records.By = ("operator", "cli")
# In a subject, before an account's id.
ACCOUNT = "account:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """What was done: on which site (None is all of them), by whom, to whom."""

    site_id: int | None
    action: str
    by: records.By = OPERATOR
    role: Role | None = None
    account_id: UUID | None = None

    @property
    def subject(self) -> str:
        """Say whom it is about, and as what."""
        who = [f"{ACCOUNT}{self.account_id.hex}"] if self.account_id else []
        return " ".join([*who, *([self.role.value] if self.role else [])])


def log(unit: Unit, container: Container, *, done: Appointment) -> None:
    """Write a line on the site, or, of what is about all sites, on each."""
    now, by = container.clock(), done.by
    every = [row.id for row in unit.sites.all()] if done.site_id is None else []
    for site_id in [done.site_id] if done.site_id is not None else every:
        unit.moderation.log(
            site_id=site_id,
            id=container.new_id(now),
            subject=done.subject,
            actor=by[0],
            via=by[1],
            action=done.action,
            reasons=[],
            created_at=now,
        )
