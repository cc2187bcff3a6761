"""Tokens of private links: 128 bits, derived from a key and SECRET_KEY, stored only as a hash."""

from __future__ import annotations

import base64
import uuid

from django.utils.crypto import salted_hmac

from accounts.private_tokens import hash_of

__all__ = ["INVITATION", "RESPONSE", "hash_of", "token_of"]
BITS = 128
INVITATION = "survey.invitation"
RESPONSE = "survey.response"


def token_of(purpose: str, key: uuid.UUID) -> str:
    """Return the token of a key. It is always the same, and cannot be made without SECRET_KEY."""
    digest = salted_hmac(purpose, str(key), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[: BITS // 8]).rstrip(b"=").decode()
