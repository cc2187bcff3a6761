"""Accounts, roles and the audit trail: floor 0."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts and audit trail"

    def ready(self) -> None:
        from accounts import signals  # noqa: F401  (sign-ins and second factors write their audit events)
