"""Identifiers of rows that addresses show: UUID version 7 (RFC 9562, section 5.7)."""

import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """Return a new UUIDv7: 48 bits of Unix time in milliseconds, then 74 random bits.

    Ordered by time, so that indexes grow at their end; random enough that an address cannot be guessed.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= secrets.randbits(12) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return UUID(int=value)
