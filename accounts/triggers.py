"""Database triggers that refuse changes which no code may make, and those of the audit trail.

SQLite drops triggers when a migration rebuilds the table. Such a migration must create them again, or
tests/accounts/test_audit.py fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Triggers:
    """The triggers of one rule, by the vendor of the database: their names, and the statements that create and drop
    them."""

    names: Mapping[str, tuple[str, ...]]
    create_statements: Mapping[str, tuple[str, ...]]
    drop_statements: Mapping[str, tuple[str, ...]]

    def create(self, connection: BaseDatabaseWrapper) -> None:
        """Create the triggers. Only a migration and `flush` create or drop them."""
        _execute(connection, self.create_statements[connection.vendor])

    def drop(self, connection: BaseDatabaseWrapper) -> None:
        _execute(connection, self.drop_statements[connection.vendor])

    def exist(self, connection: BaseDatabaseWrapper) -> bool:
        """Return True if all of them exist and are switched on."""
        names = self.names[connection.vendor]
        places = ", ".join(["%s"] * len(names))
        found = (
            f"SELECT count(*) FROM pg_trigger WHERE tgenabled = 'O' AND tgname IN ({places})"  # noqa: S608
            if connection.vendor == "postgresql"
            else f"SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name IN ({places})"  # noqa: S608
        )
        with connection.cursor() as cursor:
            cursor.execute(found, names)
            return bool(cursor.fetchone()[0] == len(names))


TABLE = "accounts_auditevent"
REFUSAL = "the audit trail is append-only"
_NAMES_SQLITE = tuple(f"{TABLE}_no_{what}" for what in ("update", "delete", "replace"))

AUDIT_TRAIL = Triggers(
    names={"sqlite": _NAMES_SQLITE, "postgresql": (f"{TABLE}_no_change",)},
    create_statements={
        "sqlite": (
            f"""CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE}
                BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
            f"""CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE}
                BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
            # INSERT OR REPLACE removes the old row without firing the delete trigger.
            f"""CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE}
                WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)
                BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",  # noqa: S608  (constants of this module)
        ),
        "postgresql": (
            f"""CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
            f"""CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
                FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()""",
        ),
    },
    drop_statements={
        "sqlite": tuple(f"DROP TRIGGER IF EXISTS {name}" for name in _NAMES_SQLITE),
        "postgresql": (
            f"DROP TRIGGER IF EXISTS {TABLE}_no_change ON {TABLE}",
            f"DROP FUNCTION IF EXISTS {TABLE}_refuse()",
        ),
    },
)

_registered = [AUDIT_TRAIL]


def register(triggers: Triggers) -> None:
    """Have `flush` drop these triggers and create them again; the app that owns the tables calls it once."""
    if triggers not in _registered:
        _registered.append(triggers)


def registered() -> tuple[Triggers, ...]:
    """Return the triggers of all apps."""
    return tuple(_registered)


def _execute(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
