"""The app of accounts, roles and the audit trail."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts and audit trail"

    def ready(self) -> None:
        from accounts import housekeeping, signals  # noqa: F401  (sign-ins and second factors write their audit events)
        from accounts.jobs import actions as jobs

        housekeeping.register("expired sessions", housekeeping.remove_sessions)
        housekeeping.register("expired limits", housekeeping.remove_cache_entries("default"))
        housekeeping.register("expired pages in the cache", housekeeping.remove_cache_entries("pages"))
        housekeeping.register("stalled jobs", jobs.end_stalled_jobs)
        housekeeping.register("old jobs with their files", jobs.remove_old_jobs)
        housekeeping.register("old entries of the queue of jobs", jobs.remove_queue_entries)
        autodiscover_modules("jobs")
