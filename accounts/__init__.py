"""Accounts, roles, permissions and the audit trail. The other apps import this one; it imports none of them."""
