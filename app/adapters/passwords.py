"""Argon2id for the passwords of owners and moderators (RFC 9106).

The library is imported on first use: most processes never see a password.
"""

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher

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
        self._time_cost = time_cost
        self._memory_kib = memory_kib

    @cached_property
    def _hasher(self) -> "PasswordHasher":
        from argon2 import PasswordHasher  # noqa: PLC0415 - on first use

        return PasswordHasher(
            time_cost=self._time_cost, memory_cost=self._memory_kib, parallelism=1
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
        from argon2.exceptions import (  # noqa: PLC0415 - on first use
            InvalidHashError,
            VerificationError,
        )

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
