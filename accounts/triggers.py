"""The database's own guard of the audit trail: no statement changes, removes or replaces an event.

SQLite drops triggers when a later migration rebuilds the table: such a migration puts them on again, and
tests/accounts/test_audit.py fails until it does.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "accounts_auditevent"
REFUSAL = "the audit trail is append-only"

_SQLITE_ON = (
    f"""CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    f"""CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    # INSERT OR REPLACE removes the old row without firing the trigger above.
    f"""CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE}
        WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",  # noqa: S608  (constants of this module)
)
_SQLITE_OFF = tuple(f"DROP TRIGGER IF EXISTS {TABLE}_no_{what}" for what in ("update", "delete", "replace"))

_POSTGRESQL_ON = (
    f"""CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()""",
)
_POSTGRESQL_OFF = (
    f"DROP TRIGGER IF EXISTS {TABLE}_no_change ON {TABLE}",
    f"DROP FUNCTION IF EXISTS {TABLE}_refuse()",
)

ON = {"sqlite": _SQLITE_ON, "postgresql": _POSTGRESQL_ON}
OFF = {"sqlite": _SQLITE_OFF, "postgresql": _POSTGRESQL_OFF}


def close_the_trail(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on. Only a migration and `flush` touch them."""
    _run(connection, ON[connection.vendor])


def open_the_trail(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off."""
    _run(connection, OFF[connection.vendor])


def is_closed(connection: BaseDatabaseWrapper) -> bool:
    """Whether every trigger is on."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgname = %s AND tgenabled = 'O'",
                [f"{TABLE}_no_change"],
            )
            return bool(cursor.fetchone()[0] == 1)
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
        return bool(cursor.fetchone()[0] == len(_SQLITE_ON))


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
