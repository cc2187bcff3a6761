"""Django's `flush`, which empties the whole database, past the guard of the audit trail."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as Flush
from django.db import connections

from accounts.triggers import close_the_trail, open_the_trail


class Command(Flush):
    """Takes the triggers off for the flush and puts them on again. Refused on a real study."""

    def handle(self, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError(
                "flush would empty the audit trail of a real study: it runs in a demonstration only."
            )
        connection = connections[options["database"]]
        open_the_trail(connection)
        try:
            super().handle(**options)
        finally:
            close_the_trail(connection)
