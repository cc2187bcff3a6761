"""Accounts, roles and the audit trail: floor 0."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts and audit trail"

    def ready(self) -> None:
        from accounts import housekeeping, signals  # noqa: F401  (sign-ins and second factors write their audit events)

        housekeeping.register("expired sessions", housekeeping.remove_sessions)
        housekeeping.register("expired limits", housekeeping.remove_cache_entries("default"))
        housekeeping.register("expired pages in the cache", housekeeping.remove_cache_entries("pages"))
