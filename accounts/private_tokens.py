"""Tokens of private links and feeds: whoever knows the address reads it, so only a hash of the token is stored."""

from __future__ import annotations

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """Return a random token for an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """Return the hash of a token, which is stored and looked up in place of the token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
