"""UUIDs that sort by time (RFC 9562, version 7)."""

from datetime import datetime
from uuid import UUID

_VERSION_7 = 0x7 << 76
_VARIANT = 0x2 << 62


def uuid7(now: datetime, entropy: bytes) -> UUID:
    """Build a UUIDv7 from an aware time and ten random bytes (74 bits are used)."""
    milliseconds = int(now.timestamp() * 1000)
    random = int.from_bytes(entropy[:10], "big")
    high = (random >> 62) & 0xFFF
    low = random & 0x3FFF_FFFF_FFFF_FFFF
    return UUID(int=milliseconds << 80 | _VERSION_7 | high << 64 | _VARIANT | low)
