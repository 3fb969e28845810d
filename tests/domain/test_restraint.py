"""What can be ordered about an author, and how e-mail addresses are compared."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.errors import InvalidInputError
from app.domain.moderation import Findings, HoldReason, Status, first_status
from app.domain.restraint import (
    MOST_DAYS,
    Effect,
    Kind,
    Order,
    check_order,
    fold_email,
)
from app.domain.site import SitePolicy

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def _order(kind: Kind = Kind.AUTHOR, *, days: int | None = 7, remove: int = 0) -> Order:
    return Order(
        kind=kind, effect=Effect.BAN, days=days, reason=" so ", remove_days=remove
    )


def test_order_is_cleaned() -> None:
    """An order that can be given comes back with its reason cleaned and its end."""
    checked = check_order(_order())
    assert checked.reason == "so"
    assert checked.expires_at(NOW) == NOW + timedelta(days=7)
    assert check_order(_order(days=None)).expires_at(NOW) is None


@pytest.mark.parametrize(
    "order",
    [
        _order(Kind.EMAIL, days=None),
        _order(Kind.BLOCK, days=None),
        _order(days=0),
        _order(days=MOST_DAYS + 1),
        _order(remove=-1),
        _order(remove=MOST_DAYS + 1),
    ],
)
def test_impossible_orders(order: Order) -> None:
    """An address is never kept for good, and days have their bounds."""
    with pytest.raises(InvalidInputError):
        check_order(order)


def test_emails_are_one_in_any_case() -> None:
    """Two spellings of an address are one; what is no address is none."""
    assert fold_email(" Ada@X.example ") == fold_email("ada@x.EXAMPLE") != ""
    assert fold_email("nonsense") == fold_email("") == ""


@pytest.mark.parametrize(
    ("findings", "status", "reason"),
    [
        (Findings(is_muted=True), Status.PENDING, HoldReason.MUTED),
        (Findings(is_banned=True), Status.SPAM, HoldReason.BANNED),
    ],
)
def test_restrained_are_held(
    findings: Findings, status: Status, reason: HoldReason
) -> None:
    """Who is muted waits, who is banned is spam, and the reason says so."""
    verdict = first_status(SitePolicy(), findings)
    assert verdict.status is status
    assert [each.code for each in verdict.reasons] == [reason]


def test_moderators_are_never_held() -> None:
    """A moderator's own words are published, whatever somebody ordered."""
    findings = Findings(is_banned=True, by_moderator=True)
    assert first_status(SitePolicy(), findings).status is Status.APPROVED
