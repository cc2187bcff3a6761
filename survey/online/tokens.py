"""Private links of the online survey: 128 bits each, made from a key and the secret, stored only as a hash."""

from __future__ import annotations

import base64
import hashlib
import uuid

from django.utils.crypto import salted_hmac

BITS = 128
INVITATION = "survey.invitation"
RESPONSE = "survey.response"


def token_of(purpose: str, key: uuid.UUID) -> str:
    """The token of a key: the same whenever it is asked for, and without the secret nobody can make it."""
    digest = salted_hmac(purpose, str(key), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[: BITS // 8]).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    """What is stored of a token, and looked for when somebody comes with it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
