"""Who makes a request, and what each role may do."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What somebody is on one site."""

    GUEST = "guest"
    MEMBER = "member"
    MODERATOR = "moderator"
    OWNER = "owner"


class Action(StrEnum):
    """The verbs that need a right."""

    POST = "post"
    EDIT = "edit"
    DELETE = "delete"
    # See what waits, and why.
    READ_QUEUE = "read_queue"
    # See what waits in one thread, and why.
    READ_PENDING = "read_pending"
    # Approve, reject, spam, restore, pin.
    MODERATE = "moderate"
    READ_LOG = "read_log"
    # Close, reopen, rename, merge and move threads.
    TEND_THREADS = "tend_threads"
    # See who is behind a comment; note, mute, ban.
    RESTRAIN = "restrain"
    # The rules of the site.
    SET_RULES = "set_rules"
    # Origins, people, secrets, webhooks, export.
    MANAGE = "manage"


class Reach(StrEnum):
    """How far a right goes."""

    NOTHING = "nothing"
    OWN = "own"
    ANY = "any"


class TokenScope(StrEnum):
    """What a credential was given for; it bounds what its holder's role allows."""

    # A sign-in on our own pages, or the command line.
    FIRST_PARTY = "first_party"
    # The widget's token: a reader, whatever else he is.
    READER = "reader"
    # The widget's token of a moderator who asked for it, for minutes.
    WIDGET_MODERATE = "moderate"
    # A program's tokens.
    API_READ = "api_read"
    API_MODERATE = "api_moderate"


@dataclass(frozen=True, slots=True)
class Actor:
    """The maker of one request on one site.

    `author_key` is what a guest *holds* (an edit token's comment, the hosted
    page's cookie), never what he typed; None for a stranger. `address_block`
    is the IPv4 address or IPv6 /64, kept in memory only. `proofs` are the ids of
    comments whose edit tokens came with the request and were found good.
    `scope` bounds what the role allows. `account_id` is there for somebody who is
    logged in; his author key says so too, and `other_keys` are what he holds as a
    guest besides.
    """

    role: Role = Role.GUEST
    scope: TokenScope = TokenScope.READER
    author_key: str | None = None
    other_keys: frozenset[str] = frozenset()
    address_block: str | None = None
    proofs: frozenset[UUID] = frozenset()
    has_credential: bool = False
    account_id: UUID | None = None

    def owns(self, *, comment_id: UUID, author_key: str | None) -> bool:
        """Tell whether a comment with this id and author key is the actor's own."""
        return comment_id in self.proofs or author_key in self.author_keys

    @property
    def author_keys(self) -> frozenset[str]:
        """All keys under which the actor's own things may stand."""
        return self.other_keys | ({self.author_key} if self.author_key else set())

    def may(self, action: Action, *, own: bool = False) -> bool:
        """Say whether the actor may do an action: his role and his scope let him."""
        return may(self.role, action, own=own, scope=self.scope)


_NONE, _OWN, _ANY = Reach.NOTHING, Reach.OWN, Reach.ANY

# Rows in the order of Role: guest, member, moderator, owner.
_BY_ROLE: dict[Action, tuple[Reach, Reach, Reach, Reach]] = {
    Action.POST: (_OWN, _OWN, _OWN, _OWN),
    Action.EDIT: (_OWN, _OWN, _ANY, _ANY),
    Action.DELETE: (_OWN, _OWN, _ANY, _ANY),
    Action.READ_QUEUE: (_NONE, _NONE, _ANY, _ANY),
    Action.READ_PENDING: (_NONE, _NONE, _ANY, _ANY),
    Action.MODERATE: (_NONE, _NONE, _ANY, _ANY),
    Action.READ_LOG: (_NONE, _NONE, _ANY, _ANY),
    Action.TEND_THREADS: (_NONE, _NONE, _ANY, _ANY),
    Action.RESTRAIN: (_NONE, _NONE, _ANY, _ANY),
    Action.SET_RULES: (_NONE, _NONE, _NONE, _ANY),
    Action.MANAGE: (_NONE, _NONE, _NONE, _ANY),
}
_MAY = {
    action: dict(zip(Role, reaches, strict=True))
    for action, reaches in _BY_ROLE.items()
}

_AS_READER = {Action.POST: _OWN, Action.EDIT: _OWN, Action.DELETE: _OWN}
_PENDING = {Action.READ_PENDING: _ANY}
_READING = {**_PENDING, Action.READ_QUEUE: _ANY, Action.READ_LOG: _ANY}
_DECIDING = {Action.MODERATE: _ANY, Action.DELETE: _ANY, Action.TEND_THREADS: _ANY}
# What is not named is not allowed, whatever the role.
_WITHIN: dict[TokenScope, dict[Action, Reach]] = {
    TokenScope.FIRST_PARTY: dict.fromkeys(Action, _ANY),
    TokenScope.READER: _AS_READER,
    TokenScope.WIDGET_MODERATE: {**_AS_READER, **_PENDING, **_DECIDING},
    TokenScope.API_READ: _READING,
    TokenScope.API_MODERATE: {**_READING, **_DECIDING},
}
_ORDER = tuple(Reach)


def may(
    role: Role,
    action: Action,
    *,
    own: bool = False,
    scope: TokenScope = TokenScope.FIRST_PARTY,
) -> bool:
    """Say whether a role may do an action, on its own thing or on anybody's.

    The narrower of two reaches holds: the role's, and that of the scope for which
    the credential was given.
    """
    reaches = (_MAY[action][role], _WITHIN[scope].get(action, _NONE))
    reach = min(reaches, key=_ORDER.index)
    return reach is _ANY or (reach is _OWN and own)
