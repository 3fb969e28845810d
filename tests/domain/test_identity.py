"""Who may do what."""

from uuid import UUID

import pytest

from app.domain.identity import Action, Actor, Role, TokenScope, may

ONE, OTHER = UUID(int=1), UUID(int=2)
# By action and role: how far the right goes.
MAY = {
    "post": ("own", "own", "own", "own"),
    "edit": ("own", "own", "any", "any"),
    "delete": ("own", "own", "any", "any"),
    "read_queue": ("nothing", "nothing", "any", "any"),
    "read_pending": ("nothing", "nothing", "any", "any"),
    "moderate": ("nothing", "nothing", "any", "any"),
    "read_log": ("nothing", "nothing", "any", "any"),
    "tend_threads": ("nothing", "nothing", "any", "any"),
    "restrain": ("nothing", "nothing", "any", "any"),
    "set_rules": ("nothing", "nothing", "nothing", "any"),
    "manage": ("nothing", "nothing", "nothing", "any"),
}
# What an owner may do with a credential that was given for less.
OWNER_WITH = {
    "reader": {"post": "own", "edit": "own", "delete": "own"},
    "moderate": {
        "post": "own",
        "edit": "own",
        "delete": "any",
        "read_pending": "any",
        "moderate": "any",
        "tend_threads": "any",
    },
    "api_read": {"read_pending": "any", "read_queue": "any", "read_log": "any"},
    "api_moderate": {
        "read_pending": "any",
        "read_queue": "any",
        "read_log": "any",
        "delete": "any",
        "moderate": "any",
        "tend_threads": "any",
    },
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_every_role_and_action_is_decided(role: Role, action: Action) -> None:
    """The table of rights says what it said when it was agreed on."""
    reach = dict(zip(Role, MAY[action.value], strict=True))[role]
    assert may(role, action, own=True) is (reach != "nothing")
    assert may(role, action, own=False) is (reach == "any")


@pytest.mark.parametrize("scope", OWNER_WITH)
@pytest.mark.parametrize("action", Action)
def test_a_scope_bounds_even_an_owner(scope: str, action: Action) -> None:
    """A credential lets through what it was given for, and nothing else."""
    actor = Actor(role=Role.OWNER, scope=TokenScope(scope))
    reach = OWNER_WITH[scope].get(action.value, "nothing")
    assert actor.may(action, own=True) is (reach != "nothing")
    assert actor.may(action) is (reach == "any")


@pytest.mark.parametrize("action", Action)
def test_a_scope_gives_nothing(action: Action) -> None:
    """No scope lets a guest do more than a guest may."""
    for scope in TokenScope:
        assert not Actor(scope=scope).may(action)


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
