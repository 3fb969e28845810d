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
    assert not QUICK.check("a quiet evening", "$argon2id$broken")


def test_an_older_cost_is_noticed() -> None:
    """What was hashed at another cost fits still, and is to be hashed anew."""
    stored, dearer = QUICK.hash("a quiet evening"), Argon2Passwords(time_cost=2)
    assert dearer.check("a quiet evening", stored)
    assert dearer.is_outdated(stored)
    assert not QUICK.is_outdated(stored)
