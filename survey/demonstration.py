"""A guard that keeps the generated demonstration out of a database in real use."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.db import connection

from accounts.models import User
from survey.models import Study

SLUGS = "demonstration-"
"""The prefix of the slugs of generated studies."""


def real_use() -> str:
    """Return evidence that the database is in real use, in words; an empty text if it is empty or a demonstration.

    A database that is not prepared yet has no tables, so it is empty.
    """
    tables = connection.introspection.table_names()
    if Study._meta.db_table in tables:
        slugs = list(Study.objects.order_by("pk").values_list("slug", flat=True))
        if slugs and not any(slug.startswith(SLUGS) for slug in slugs):
            return f"the study “{slugs[0]}”"
    if User._meta.db_table in tables:
        users = User.objects.order_by("-is_demonstration", "pk").values_list("is_demonstration", "email")
        first = users.first()
        if first is not None and not first[0]:
            return f"the account {first[1]}"
    return ""


def refuse_real_use() -> None:
    """Raise an error if the database is in real use, before invented rows are written.

    :raises CommandError: when the database is in real use.
    """
    found = real_use()
    if found:
        raise CommandError(
            f"This database is in real use: it holds {found}. The demonstration is not written into it. Set "
            "DEMONSTRATION=false with the settings of that Gatehouse, or name another database in DATABASE_URL."
        )
