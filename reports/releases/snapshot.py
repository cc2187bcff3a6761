"""Reading the live data in one consistent state."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Count, Max

from enterprises import cache_version
from reports.models import ReportText
from reports.quotations.published import live_rows
from survey.models import Response, SampledUnit, Study


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction that sees one state of the database from its first query to its last.

    What others commit meanwhile is not seen. On PostgreSQL it is a transaction with repeatable reads; SQLite has no
    other. Within another transaction it sees what that sees.
    """
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def fingerprint_of(study: Study) -> str:
    """Return a hash that changes when data change that a release of the study consists of: those on which its reports
    rest, the texts of its study report, and the quotations that are approved and consented to. Six queries."""
    units = SampledUnit.objects.of_study(study).aggregate(
        Count("pk", distinct=True),
        Max("updated_at"),
        Count("interview", distinct=True),
        Max("interview__updated_at"),
        Count("calls", distinct=True),
        Max("calls__pk"),
    )
    responses = Response.objects.of_study(study).aggregate(Count("pk"), Max("updated_at"))
    states = sorted(
        SampledUnit.objects.of_study(study).order_by().values_list("code").annotate(Count("pk")).distinct()
    )
    texts = ReportText.objects.filter(study=study).aggregate(Max("version"))
    quotations = [(str(row.public_id), row.theme) for row in live_rows(study)]
    directory = cache_version.current()
    of = (
        study.updated_at,
        sorted(units.items()),
        sorted(responses.items()),
        states,
        sorted(texts.items()),
        quotations,
        directory,
    )
    return hashlib.sha256(repr(of).encode()).hexdigest()
