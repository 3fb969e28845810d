"""Argon2id for the passwords of owners and moderators (RFC 9106).

The library is imported on first use: most processes never see a password.
"""

import os
from functools import cached_property

# What OWASP asks for at least: some twenty milliseconds, and memory that a small
# machine has for several at once.
_TIME_COST = 2
_MEMORY_KIB = 19 * 1024
# By RFC 9106, sections 3.1 and 4.
_SALT_BYTES, _HASH_BYTES = 16, 32


class Argon2Passwords:
    """Hash and check; a stored hash says itself how it was made."""

    def __init__(
        self, *, time_cost: int = _TIME_COST, memory_kib: int = _MEMORY_KIB
    ) -> None:
        """Hash from now on at this cost; older hashes are still understood."""
        self._time_cost = time_cost
        self._memory_kib = memory_kib

    @cached_property
    def _nobodys(self) -> str:
        """The hash that is checked where there is none, so that it takes as long."""
        return self.hash("nobody's password")

    def hash(self, password: str) -> str:
        """Give what is stored of a password, in the PHC string format."""
        from cryptography.hazmat.primitives.kdf.argon2 import (  # noqa: PLC0415
            Argon2id,
        )

        hasher = Argon2id(
            salt=os.urandom(_SALT_BYTES),
            length=_HASH_BYTES,
            iterations=self._time_cost,
            lanes=1,
            memory_cost=self._memory_kib,
        )
        return hasher.derive_phc_encoded(password.encode())

    def check(self, password: str, stored: str | None) -> bool:
        """Tell whether a password is the stored one; without one, work and say no."""
        from cryptography.exceptions import InvalidKey  # noqa: PLC0415 - on first use
        from cryptography.hazmat.primitives.kdf.argon2 import (  # noqa: PLC0415
            Argon2id,
        )

        # Read in any case, since it is made by whoever comes first.
        nobodys = self._nobodys
        try:
            Argon2id.verify_phc_encoded(password.encode(), stored or nobodys)
        except (InvalidKey, ValueError):
            # What is stored may also be no hash at all.
            return False
        return stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Tell whether it would be hashed at another cost today."""
        cost = f"m={self._memory_kib},t={self._time_cost},p=1"
        return not stored.startswith(f"$argon2id$v=19${cost}$")
