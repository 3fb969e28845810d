"""Argon2id for the passwords of owners and moderators (RFC 9106)."""

from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# What OWASP asks for at least: some twenty milliseconds, and memory that a small
# machine has for several at once.
_TIME_COST = 2
_MEMORY_KIB = 19 * 1024


class Argon2Passwords:
    """Hash and check; a stored hash says itself how it was made."""

    def __init__(
        self, *, time_cost: int = _TIME_COST, memory_kib: int = _MEMORY_KIB
    ) -> None:
        """Hash from now on at this cost; older hashes are still understood."""
        self._hasher = PasswordHasher(
            time_cost=time_cost, memory_cost=memory_kib, parallelism=1
        )

    @cached_property
    def _nobodys(self) -> str:
        """The hash that is checked where there is none, so that it takes as long."""
        return self._hasher.hash("nobody's password")

    def hash(self, password: str) -> str:
        """Give what is stored of a password."""
        return self._hasher.hash(password)

    def check(self, password: str, stored: str | None) -> bool:
        """Tell whether a password is the stored one; without one, work and say no."""
        # Read in any case, since it is made by whoever comes first.
        nobodys = self._nobodys
        try:
            self._hasher.verify(stored or nobodys, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Tell whether it would be hashed at another cost today."""
        return self._hasher.check_needs_rehash(stored)
