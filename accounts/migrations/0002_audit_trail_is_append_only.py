"""The database refuses to change or remove an audit event."""

from typing import Any

from django.db import migrations

from accounts.triggers import close_the_trail, open_the_trail


def close(apps: Any, schema_editor: Any) -> None:
    close_the_trail(schema_editor.connection)


def open_again(apps: Any, schema_editor: Any) -> None:
    open_the_trail(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people_roles_and_audit_trail")]

    operations = [migrations.RunPython(close, open_again)]
