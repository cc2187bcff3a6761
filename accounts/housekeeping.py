"""The tasks of `manage.py housekeeping`, which remove expired data. Each app registers its own."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Protocol

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.utils import timezone


class Task(Protocol):
    """A function that removes expired rows, or only counts them (`dry_run`), and returns their number."""

    def __call__(self, *, dry_run: bool) -> int: ...


_tasks: dict[str, Task] = {}


def register(name: str, task: Task) -> None:
    """Register a task; call it in `AppConfig.ready`. The name is a plural, such as "expired sessions"."""
    _tasks[name] = task


def tasks() -> dict[str, Task]:
    """Return all tasks by name, in the order of their registration."""
    return dict(_tasks)


def remove_sessions(*, dry_run: bool) -> int:
    """Remove expired sessions, with the forms kept in them by accounts/session_recovery.py."""
    number = Session.objects.filter(expire_date__lt=timezone.now()).count()
    if not dry_run:
        import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return number


def remove_cache_entries(alias: str) -> Callable[..., int]:
    """Return a task that removes the expired entries of a cache in the database."""

    def task(*, dry_run: bool) -> int:
        if not isinstance(caches[alias], DatabaseCache):
            return 0
        table = connection.ops.quote_name(caches.settings[alias]["LOCATION"])
        condition = f"FROM {table} WHERE expires < %s"
        now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
        with connection.cursor() as cursor:
            if dry_run:
                cursor.execute(f"SELECT COUNT(*) {condition}", [now])
                return int(cursor.fetchone()[0])
            cursor.execute(f"DELETE {condition}", [now])
            return int(cursor.rowcount)

    return task
