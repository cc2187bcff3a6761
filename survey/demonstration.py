"""How a database of the demonstration is told from one in real use, so that neither is written into the other."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.db import connection

from accounts.models import User
from survey.models import Study

SLUGS = "demonstration-"
"""How the short names of the generated studies begin."""


def real_use() -> str:
    """Return what shows that the database is in real use, in words; nothing for an empty one and a demonstration's.

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
    """Refuse to write invented rows beside real ones.

    :raises CommandError: when the database is in real use.
    """
    found = real_use()
    if found:
        raise CommandError(
            f"This database is in real use: it holds {found}. The demonstration is not written into it. Set "
            "DEMONSTRATION=false with the settings of that Gatehouse, or name another database in DATABASE_URL."
        )
