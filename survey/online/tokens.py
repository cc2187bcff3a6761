"""Tokens of private links: 128 bits, derived from a key and SECRET_KEY, stored only as a hash."""

from __future__ import annotations

import base64
import hashlib
import uuid

from django.utils.crypto import salted_hmac

BITS = 128
INVITATION = "survey.invitation"
RESPONSE = "survey.response"


def token_of(purpose: str, key: uuid.UUID) -> str:
    """Return the token of a key. It is always the same, and cannot be made without SECRET_KEY."""
    digest = salted_hmac(purpose, str(key), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[: BITS // 8]).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    """Return the hash of a token, which is stored and looked up in place of the token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
