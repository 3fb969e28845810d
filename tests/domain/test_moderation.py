"""The first status, what moderators may do, and what an edit may not undo."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import TransitionError
from app.domain.moderation import (
    Findings,
    HoldReason,
    Reason,
    Status,
    Verb,
    Verdict,
    first_status,
    shown_to_author,
    status_after,
    status_after_edit,
)
from app.domain.site import SitePolicy

PENDING, APPROVED, SPAM, REJECTED = (
    Status.PENDING,
    Status.APPROVED,
    Status.SPAM,
    Status.REJECTED,
)
# reason: policy, findings, evidence, status.
ALONE = {
    HoldReason.ALL_HELD: (SitePolicy(hold_all=True), Findings(), "", PENDING),
    HoldReason.FIRST_COMMENT: (
        SitePolicy(hold_first=True),
        Findings(is_first=True),
        "",
        PENDING,
    ),
    HoldReason.LINKS: (SitePolicy(), Findings(links=2), "2", PENDING),
    HoldReason.HOLD_WORD: (
        SitePolicy(),
        Findings(hold_words=("one", "two")),
        "one, two",
        PENDING,
    ),
    HoldReason.DISALLOWED_WORD: (
        SitePolicy(),
        Findings(disallowed_words=("casino",)),
        "casino",
        SPAM,
    ),
    HoldReason.HONEYPOT: (SitePolicy(), Findings(honeypot_filled=True), "", SPAM),
    HoldReason.TOO_FAST: (SitePolicy(), Findings(too_fast=True), "", PENDING),
    HoldReason.MUTED: (SitePolicy(), Findings(is_muted=True), "", PENDING),
    HoldReason.BANNED: (SitePolicy(), Findings(is_banned=True), "", SPAM),
    HoldReason.NO_FORM_TOKEN: (
        SitePolicy(hold_without_token=True),
        Findings(has_form_token=False),
        "",
        PENDING,
    ),
}
EVERYTHING = Findings(
    links=9,
    hold_words=("a",),
    disallowed_words=("b",),
    is_first=True,
    honeypot_filled=True,
    too_fast=True,
    is_muted=True,
    is_banned=True,
    has_form_token=False,
)
# Readers give this one, long after the first status was decided.
AT_FIRST = tuple(set(HoldReason) - {HoldReason.REPORTED})
STRICT = SitePolicy(hold_all=True, hold_first=True, hold_without_token=True)
AFTER = {
    (Verb.APPROVE, PENDING): APPROVED,
    (Verb.APPROVE, SPAM): APPROVED,
    (Verb.APPROVE, REJECTED): APPROVED,
    (Verb.REJECT, PENDING): REJECTED,
    (Verb.REJECT, APPROVED): REJECTED,
    (Verb.REJECT, SPAM): REJECTED,
    (Verb.SPAM, PENDING): SPAM,
    (Verb.SPAM, APPROVED): SPAM,
    (Verb.SPAM, REJECTED): SPAM,
}


@pytest.mark.parametrize("code", sorted(AT_FIRST))
def test_each_reason_stands_alone(code: HoldReason) -> None:
    """Every hold reason is enough by itself, and is recorded with its evidence."""
    policy, findings, evidence, status = ALONE[code]
    verdict = Verdict(status, (Reason(code, evidence),))
    assert first_status(policy, findings) == verdict


def test_nothing_found_is_approved() -> None:
    """A comment against which nothing speaks is seen at once."""
    assert first_status(SitePolicy(), Findings()) == Verdict(APPROVED)


@pytest.mark.parametrize(
    "findings",
    [Findings(links=1), Findings(is_first=True), Findings(has_form_token=False)],
)
def test_rules_that_are_off_hold_nothing(findings: Findings) -> None:
    """First-timers, single links and missing form tokens pass where no rule is set."""
    assert first_status(SitePolicy(), findings).status is APPROVED


def test_links_rule_can_be_switched_off() -> None:
    """With `hold_links` 0 any number of links passes; with 1 the first one waits."""
    assert first_status(SitePolicy(hold_links=0), Findings(links=99)).reasons == ()
    assert first_status(SitePolicy(hold_links=1), Findings(links=1)).status is PENDING
    assert first_status(SitePolicy(hold_links=1), Findings()).status is APPROVED


def test_all_reasons_are_named() -> None:
    """A comment that breaks every rule says so, once for each, and is spam."""
    verdict = first_status(STRICT, EVERYTHING)
    assert sorted(reason.code for reason in verdict.reasons) == sorted(AT_FIRST)
    assert verdict.status is SPAM


def test_moderators_wait_for_nobody() -> None:
    """What a moderator writes is approved, whatever the rules say."""
    by_moderator = Findings(links=9, honeypot_filled=True, by_moderator=True)
    assert first_status(STRICT, by_moderator) == Verdict(APPROVED)


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("verb", [Verb.APPROVE, Verb.REJECT, Verb.SPAM])
def test_verbs_lead_where_they_say(verb: Verb, status: Status) -> None:
    """Each verb gives its own status, and refuses a comment that has it already."""
    expected = AFTER.get((verb, status))
    if expected is None:
        with pytest.raises(TransitionError) as caught:
            status_after(verb, status)
        assert caught.value.code == "bad_transition"
    else:
        assert status_after(verb, status) is expected


@given(st.sampled_from(Status), st.sampled_from(Status))
def test_edit_never_lifts_a_hand(old: Status, found: Status) -> None:
    """An edit makes nothing visible that was not visible before."""
    new = status_after_edit(old, Verdict(found))
    assert (new is APPROVED) == (old is APPROVED and found is APPROVED)


@pytest.mark.parametrize(
    ("old", "found", "new"),
    [
        (APPROVED, APPROVED, APPROVED),
        (APPROVED, PENDING, PENDING),
        (APPROVED, SPAM, SPAM),
        (PENDING, APPROVED, PENDING),
        (PENDING, SPAM, SPAM),
        (SPAM, APPROVED, SPAM),
        (SPAM, PENDING, SPAM),
        (REJECTED, APPROVED, REJECTED),
        (REJECTED, PENDING, REJECTED),
    ],
)
def test_edit_can_hold(old: Status, found: Status, new: Status) -> None:
    """An edit can hold what was approved, and condemn what waited."""
    assert status_after_edit(old, Verdict(found)) is new


@pytest.mark.parametrize("status", Status)
def test_spam_is_told_that_it_waits(status: Status) -> None:
    """The author of spam is told `pending`; everybody else hears the truth."""
    told = PENDING if status is SPAM else status
    assert shown_to_author(status) is told
