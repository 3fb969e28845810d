"""What the desk says of codes: reasons, actions, ways, in plain words."""

from app.domain.moderation import Status, Verb, reason_in_words
from app.domain.queue import Pile
from app.domain.report import LABELS, ReportReason

PILES = {
    Pile.PENDING: "Pending",
    Pile.APPROVED: "Approved",
    Pile.SPAM: "Spam",
    Pile.REJECTED: "Rejected",
    Pile.DELETED: "Deleted",
}
EMPTY = {
    Pile.PENDING: ("Nothing waits for you.", "Enjoy the quiet. Well done."),
    Pile.APPROVED: ("Nothing is published yet.", "What you approve is listed here."),
    Pile.SPAM: ("No spam.", "May it stay that way."),
    Pile.REJECTED: ("Nothing was rejected.", "What you reject is kept here."),
    Pile.DELETED: (
        "Nothing was deleted.",
        "What you delete can be brought back from here for 30 days.",
    ),
}
# The buttons of a row by its status, in their order, with the word on them.
BUTTONS: dict[Status, tuple[tuple[Verb, str], ...]] = {
    Status.PENDING: (
        (Verb.APPROVE, "Approve"),
        (Verb.REJECT, "Reject"),
        (Verb.SPAM, "Spam"),
        (Verb.DELETE, "Delete"),
    ),
    Status.APPROVED: (
        (Verb.REJECT, "Reject"),
        (Verb.SPAM, "Spam"),
        (Verb.DELETE, "Delete"),
    ),
    Status.SPAM: (
        (Verb.APPROVE, "Not spam"),
        (Verb.REJECT, "Reject"),
        (Verb.DELETE, "Delete"),
    ),
    Status.REJECTED: (
        (Verb.APPROVE, "Approve"),
        (Verb.SPAM, "Spam"),
        (Verb.DELETE, "Delete"),
    ),
}
RESTORE = ((Verb.RESTORE, "Restore"),)
# For what is published, by whether it is pinned.
PIN = {False: ((Verb.PIN, "Pin"),), True: ((Verb.UNPIN, "Unpin"),)}
BULK = {
    Pile.PENDING: BUTTONS[Status.PENDING],
    Pile.APPROVED: BUTTONS[Status.APPROVED],
    Pile.SPAM: BUTTONS[Status.SPAM],
    Pile.REJECTED: BUTTONS[Status.REJECTED],
    Pile.DELETED: RESTORE,
}
ACTIONS = {
    "post": "Posted",
    "edit": "Edited",
    "approve": "Approved",
    "reject": "Rejected",
    "spam": "Marked as spam",
    "delete": "Deleted",
    "restore": "Restored",
    "undo": "Decision taken back",
    "mute": "Author muted",
    "ban": "Author banned",
    "lift": "Restraint lifted",
    "report": "Reported",
    "settings": "Settings changed",
    "close": "Thread closed",
    "reopen": "Thread reopened",
    "rename": "Thread named",
    "move": "Thread moved",
    "merge": "Threads merged",
    "pin": "Pinned",
    "unpin": "Unpinned",
    "invite": "Somebody invited",
    "withdraw": "Invitation taken back",
    "grant": "Role given",
    "revoke": "Role taken back",
}
EFFECTS = {"mute": "Muted", "ban": "Banned"}
KINDS = {
    "author": "by who he is here",
    "email": "by the e-mail address typed",
    "block": "by the network address",
}
# What a line of the log can be taken back from, with all that was done in one go.
UNDOABLE = frozenset(
    (
        *("approve", "reject", "spam", "delete", "restore", "undo"),
        *("mute", "ban", "pin", "unpin"),
    )
)
# What each key does, as the help has it.
KEYS = (
    ("j", "Next comment"),
    ("k", "Previous comment"),
    ("a", "Approve"),
    ("u", "Reject (take it off the page)"),
    ("s", "Spam"),
    ("d", "Delete"),
    ("z", "Undo the last decision, or restore"),
    ("r", "Reply"),
    ("e, q", "Edit"),
    ("x", "Tick, or take the tick away"),
    ("Shift + x", "Tick all on this page"),
    ("Shift + a, u, s, d, z", "The same for all that are ticked"),
    ("1 to 5", "Pending, Approved, Spam, Rejected, Deleted"),
    ("?", "This help"),
)


def reason(code: str) -> str:
    """Say why in plain words."""
    return reason_in_words(code)


def report(code: str) -> str:
    """Say in plain words why a reader reported something."""
    return LABELS[ReportReason(code)] if code in set(ReportReason) else code


def action(code: str) -> str:
    """Say what was done in plain words."""
    return ACTIONS.get(code) or code.replace("_", " ").capitalize()
