"""Passwords as they are stored."""

from app.adapters.passwords import Argon2Passwords

QUICK = Argon2Passwords(time_cost=1, memory_kib=64)


def test_a_password_is_known_again() -> None:
    """The right one fits its hash, another does not, and the hash tells neither."""
    stored = QUICK.hash("a quiet evening")
    assert QUICK.check("a quiet evening", stored)
    assert not QUICK.check("a loud evening", stored)
    assert stored.startswith("$argon2id$")
    assert "evening" not in stored
    assert stored != QUICK.hash("a quiet evening")


def test_nobody_has_no_password() -> None:
    """Without a stored one, or with a broken one, the answer is no."""
    assert not QUICK.check("nobody's password", None)
    for broken in ("$argon2id$broken", "no hash", "$argon2id$v=19$m=0,t=1,p=1$AAAA$AA"):
        assert not QUICK.check("a quiet evening", broken)


def test_hashes_of_others_are_known() -> None:
    """A hash that another program made of a password fits; this is argon2-cffi's."""
    stored = (
        "$argon2id$v=19$m=64,t=1,p=1$fM9eAD3paA27tU5XXr8jrA"
        "$JzjlBunce63dkYD4ITvqUTC9UXqUjNl7t73m7fwq+m0"
    )
    assert QUICK.check("a quiet evening", stored)
    assert not QUICK.is_outdated(stored)


def test_an_older_cost_is_noticed() -> None:
    """What was hashed at another cost fits still, and is to be hashed anew."""
    stored, dearer = QUICK.hash("a quiet evening"), Argon2Passwords(time_cost=2)
    assert dearer.check("a quiet evening", stored)
    assert dearer.is_outdated(stored)
    assert not QUICK.is_outdated(stored)
