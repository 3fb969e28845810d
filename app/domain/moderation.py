"""Status, its transitions, and why a comment is held.

Status and deletion are two things: `status` says what moderators think of a
comment, `deleted_at` that it is gone. A comment is seen by everybody when it
is approved and not deleted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import TransitionError
from app.domain.site import SitePolicy


class Status(StrEnum):
    """What moderators think of a comment."""

    PENDING = "pending"
    APPROVED = "approved"
    SPAM = "spam"
    REJECTED = "rejected"


class HoldReason(StrEnum):
    """Why a comment waits for a moderator, or went to spam at once."""

    ALL_HELD = "all_held"
    FIRST_COMMENT = "first_comment"
    LINKS = "links"
    HOLD_WORD = "hold_word"
    DISALLOWED_WORD = "disallowed_word"
    HONEYPOT = "honeypot"
    TOO_FAST = "too_fast"
    MUTED = "muted"
    BANNED = "banned"
    NO_FORM_TOKEN = "no_form_token"  # noqa: S105 - a reason's name, not a secret
    REPORTED = "reported"


# What stands before the evidence, where there is any.
_IN_WORDS: Mapping[str, str] = {
    HoldReason.ALL_HELD: "Every comment waits here",
    HoldReason.FIRST_COMMENT: "Nothing of this author was approved before",
    HoldReason.LINKS: "Many links",
    HoldReason.HOLD_WORD: "Has a word that is held",
    HoldReason.DISALLOWED_WORD: "Has a word that is not allowed",
    HoldReason.HONEYPOT: "Filled in a field that people do not see",
    HoldReason.TOO_FAST: "Sent sooner than anybody types",
    HoldReason.NO_FORM_TOKEN: "Sent by a program without a form",
    HoldReason.MUTED: "This author is muted",
    HoldReason.BANNED: "This author is banned",
    HoldReason.REPORTED: "Readers reported it",
}


def reason_in_words(code: str) -> str:
    """Say why in plain words; a code that is not known is shown as it is."""
    return _IN_WORDS.get(code) or code.replace("_", " ").capitalize()


class Verb(StrEnum):
    """What a moderator can do to a comment."""

    APPROVE = "approve"
    REJECT = "reject"
    SPAM = "spam"
    DELETE = "delete"
    RESTORE = "restore"
    # These change what readers are shown of an approved comment, not its status.
    PIN = "pin"
    UNPIN = "unpin"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason with its evidence, such as the word that matched."""

    code: HoldReason
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known about a comment when its first status is decided."""

    links: int = 0
    hold_words: tuple[str, ...] = ()
    disallowed_words: tuple[str, ...] = ()
    is_first: bool = False
    honeypot_filled: bool = False
    too_fast: bool = False
    has_form_token: bool = True
    is_muted: bool = False
    is_banned: bool = False
    by_moderator: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status and the reasons that led to it."""

    status: Status
    reasons: tuple[Reason, ...] = ()


_SPAM_AT_ONCE = {
    HoldReason.HONEYPOT,
    HoldReason.DISALLOWED_WORD,
    HoldReason.BANNED,
}


def first_status(policy: SitePolicy, findings: Findings) -> Verdict:
    """Decide a new or edited comment's status; every reason that applies is named."""
    if findings.by_moderator:
        return Verdict(Status.APPROVED)
    rules = (
        (HoldReason.HONEYPOT, findings.honeypot_filled, ""),
        (
            HoldReason.DISALLOWED_WORD,
            bool(findings.disallowed_words),
            ", ".join(findings.disallowed_words),
        ),
        (HoldReason.ALL_HELD, policy.hold_all, ""),
        (HoldReason.FIRST_COMMENT, policy.hold_first and findings.is_first, ""),
        (HoldReason.LINKS, _too_many_links(policy, findings), str(findings.links)),
        (
            HoldReason.HOLD_WORD,
            bool(findings.hold_words),
            ", ".join(findings.hold_words),
        ),
        (HoldReason.MUTED, findings.is_muted, ""),
        (HoldReason.BANNED, findings.is_banned, ""),
        (HoldReason.TOO_FAST, findings.too_fast, ""),
        (
            HoldReason.NO_FORM_TOKEN,
            policy.hold_without_token and not findings.has_form_token,
            "",
        ),
    )
    reasons = tuple(Reason(code, proof) for code, applies, proof in rules if applies)
    if any(reason.code in _SPAM_AT_ONCE for reason in reasons):
        return Verdict(Status.SPAM, reasons)
    return Verdict(Status.PENDING if reasons else Status.APPROVED, reasons)


def _too_many_links(policy: SitePolicy, findings: Findings) -> bool:
    return 0 < policy.hold_links <= findings.links


def status_after_edit(old: Status, verdict: Verdict) -> Status:
    """Let an edit hold or condemn a comment, never lift a moderator's hand from it."""
    if old is Status.APPROVED or verdict.status is Status.SPAM:
        return verdict.status
    return old


_AFTER: dict[Verb, dict[Status, Status]] = {
    Verb.APPROVE: dict.fromkeys(
        (Status.PENDING, Status.SPAM, Status.REJECTED), Status.APPROVED
    ),
    Verb.REJECT: dict.fromkeys(
        (Status.PENDING, Status.APPROVED, Status.SPAM), Status.REJECTED
    ),
    Verb.SPAM: dict.fromkeys(
        (Status.PENDING, Status.APPROVED, Status.REJECTED), Status.SPAM
    ),
}


def status_after(verb: Verb, status: Status) -> Status:
    """Give the status that approve, reject or spam leads to.

    Raises TransitionError where the comment has that status already.
    """
    try:
        return _AFTER[verb][status]
    except KeyError:
        message = f"A comment that is {status} cannot be put through “{verb}”."
        raise TransitionError(message) from None


def shown_to_author(status: Status) -> Status:
    """Answer the author of spam as if it were pending, so that spam learns nothing."""
    return Status.PENDING if status is Status.SPAM else status
