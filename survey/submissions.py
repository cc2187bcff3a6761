"""Submissions known by their key: the fingerprint of a body, as questionnaires and interviews use it."""

from accounts.submissions import fingerprint

__all__ = ["fingerprint"]
