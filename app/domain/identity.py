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
    MODERATE = "moderate"


class Reach(StrEnum):
    """How far a right goes."""

    NOTHING = "nothing"
    OWN = "own"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Actor:
    """The maker of one request on one site.

    `author_key` is what a guest *holds* (an edit token's comment, the hosted
    page's cookie), never what he typed; None for a stranger. `address_block`
    is the IPv4 address or IPv6 /64, kept in memory only. `proofs` are the ids of
    comments whose edit tokens came with the request and were found good.
    `account_id` is there for somebody who is logged in; his author key says so too,
    and `other_keys` are what he holds as a guest besides.
    """

    role: Role = Role.GUEST
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


_MAY: dict[Action, dict[Role, Reach]] = {
    Action.POST: {
        Role.GUEST: Reach.OWN,
        Role.MEMBER: Reach.OWN,
        Role.MODERATOR: Reach.OWN,
        Role.OWNER: Reach.OWN,
    },
    Action.EDIT: {
        Role.GUEST: Reach.OWN,
        Role.MEMBER: Reach.OWN,
        Role.MODERATOR: Reach.ANY,
        Role.OWNER: Reach.ANY,
    },
    Action.DELETE: {
        Role.GUEST: Reach.OWN,
        Role.MEMBER: Reach.OWN,
        Role.MODERATOR: Reach.ANY,
        Role.OWNER: Reach.ANY,
    },
    Action.MODERATE: {
        Role.GUEST: Reach.NOTHING,
        Role.MEMBER: Reach.NOTHING,
        Role.MODERATOR: Reach.ANY,
        Role.OWNER: Reach.ANY,
    },
}


def may(role: Role, action: Action, *, own: bool = False) -> bool:
    """Say whether a role may do an action, on its own thing or on anybody's."""
    reach = _MAY[action][role]
    return reach is Reach.ANY or (reach is Reach.OWN and own)
