"""Django's `flush`, which empties the database, without the triggers that refuse it."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as Flush
from django.db import connections

from accounts import triggers


class Command(Flush):
    """Drops the triggers, flushes, and creates them again. Refused outside a demonstration."""

    def handle(self, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "flush would empty the audit trail of a real study: it runs in a demonstration only."
            )
        connection = connections[options["database"]]
        for each in triggers.registered():
            each.drop(connection)
        try:
            super().handle(**options)
        finally:
            for each in triggers.registered():
                each.create(connection)
