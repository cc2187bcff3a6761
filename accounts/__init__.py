"""Accounts, roles, permissions and the audit trail: floor 0, which imports no other app."""
