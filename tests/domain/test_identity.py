"""Who may do what."""

from uuid import UUID

import pytest

from app.domain.identity import Action, Actor, Role, may

# (role, action): on one's own, on anybody's.
MAY = {
    ("guest", "post"): (True, False),
    ("guest", "edit"): (True, False),
    ("guest", "delete"): (True, False),
    ("guest", "moderate"): (False, False),
    ("member", "post"): (True, False),
    ("member", "edit"): (True, False),
    ("member", "delete"): (True, False),
    ("member", "moderate"): (False, False),
    ("moderator", "post"): (True, False),
    ("moderator", "edit"): (True, True),
    ("moderator", "delete"): (True, True),
    ("moderator", "moderate"): (True, True),
    ("owner", "post"): (True, False),
    ("owner", "edit"): (True, True),
    ("owner", "delete"): (True, True),
    ("owner", "moderate"): (True, True),
}
ONE, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_every_role_and_action_is_decided(role: Role, action: Action) -> None:
    """The table of rights says what it said when it was agreed on."""
    decided = (may(role, action, own=True), may(role, action, own=False))
    assert decided == MAY[role.value, action.value]


def test_edit_token_proves_one_comment() -> None:
    """A proof is good for the comment it belongs to and for no other."""
    actor = Actor(proofs=frozenset({ONE}))
    assert actor.owns(comment_id=ONE, author_key=None)
    assert not actor.owns(comment_id=OTHER, author_key=None)


def test_author_key_proves_all_of_an_author() -> None:
    """Who holds an author key owns whatever was written under it."""
    actor = Actor(author_key="guest:a")
    assert actor.owns(comment_id=ONE, author_key="guest:a")
    assert not actor.owns(comment_id=ONE, author_key="guest:b")


def test_nobody_owns_the_ownerless() -> None:
    """A stranger without a key does not own comments that have none either."""
    assert not Actor().owns(comment_id=ONE, author_key=None)
