"""Random tokens that browsers keep, and their hashes, which we keep."""

from __future__ import annotations

import hashlib
import secrets


def make_token() -> str:
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Tokens have 256 random bits, so a plain hash is enough (ASVS 6.5.2)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
