"""Benchmarks of the import of the directory: a table of organisations and one of evidence."""

import csv
import tempfile
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

from django.db import connection, models, transaction

from accounts.models import AuditEvent
from bench import import_export, scratch
from bench.timing import Row, clock, in_turn
from demo import directory
from enterprises.importing.reading import (
    EVIDENCE,
    EVIDENCE_COLUMNS,
    ORGANISATION_COLUMNS,
    ORGANISATIONS,
    read_tables,
)
from enterprises.importing.relations import RELATION_COLUMNS, RELATIONS
from enterprises.importing.storing import store
from enterprises.models import Assessment, Evidence, NameKey, Organisation, OrganisationTerm, Place
from noms.models import Outcode
from search.models import SearchDocument

MAX_ORGANISATIONS = 20_000
MAX_WITH_IMPORT_EXPORT = 200
"""The number imported with django-import-export, which takes long."""

WRITTEN: tuple[type[models.Model], ...] = (
    Organisation, Organisation.history.model, Place, OrganisationTerm, Evidence, Evidence.history.model, Assessment,
    NameKey, SearchDocument, AuditEvent,
)  # fmt: skip
BY_THE_RESEARCHER = "invented"


def rows(number: int) -> Iterator[Row]:
    """Import, compared with inserting the same rows without reading or checking. All of it is rolled back."""
    number = min(number, MAX_ORGANISATIONS)
    with tempfile.TemporaryDirectory() as name, transaction.atomic():
        folder = Path(name)
        write(folder, number)
        newest = {
            model: model._default_manager.aggregate(key=models.Max("pk"))["key"] or 0 for model in WRITTEN
        }
        mark = transaction.savepoint()
        store(tables=read_tables(folder), by=None)
        again = [_reinsertion(model, newest[model]) for model in WRITTEN]
        transaction.savepoint_rollback(mark)

        def load() -> None:
            store(tables=read_tables(folder), by=None)
            transaction.savepoint_rollback(mark)

        def insert() -> None:
            for put, _ in again:
                put()
            transaction.savepoint_rollback(mark)

        taken, other = in_turn(load, insert, rounds=2, clock=clock())
        transaction.set_rollback(True)
    count = sum(number for _, number in again)
    way = "executemany" if connection.vendor == "sqlite" else "COPY"
    yield Row(
        f"import a table of {number:,} organisations",
        f"{way} of the {count:,} rows that it stores",
        number,
        taken,
        other,
        "at most 6 times",
        taken <= 6 * other,
    )
    if import_export.IS_INSTALLED:
        yield _beside_import_export(min(number, MAX_WITH_IMPORT_EXPORT))


def _beside_import_export(number: int) -> Row:
    with tempfile.TemporaryDirectory() as name, transaction.atomic():
        folder = Path(name)
        write(folder, number)
        mark = transaction.savepoint()

        def load() -> None:
            store(tables=read_tables(folder), by=None)
            transaction.savepoint_rollback(mark)

        def load_otherwise() -> None:
            import_export.load(folder)
            transaction.savepoint_rollback(mark)

        taken, other = in_turn(load, load_otherwise, rounds=1, clock=clock())
        transaction.set_rollback(True)
    beside = "django-import-export, a preview and then all of it"
    return Row(
        "import the same tables", beside, number, taken, other, "at most 0.1 times", taken <= 0.1 * other
    )


def write(folder: Path, number: int) -> None:
    """Write the tables of a number of generated organisations, each with up to four pieces of evidence."""
    outcodes = list(Outcode.objects.filter(region__isnull=False).order_by("pk").values_list("pk", flat=True))
    made = [
        directory.generate(one, seed=scratch.SEED + 1, outcodes=outcodes, services=1) for one in range(number)
    ]
    with (folder / ORGANISATIONS).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ORGANISATION_COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        for one in made:
            sector = dict(one.terms)["sector"]
            writer.writerow(
                {
                    "name": one.name,
                    "slug": one.slug,
                    "outcode_from_town": one.outcode,
                    "nation": "England or Wales",
                    "sectors": sector,
                    "activities": one.description,
                    "source": directory.__name__,
                    "source_says": one.description,
                    "evidence_class_by_researcher": BY_THE_RESEARCHER,
                }
            )
    with (folder / RELATIONS).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, RELATION_COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        # A table may not be empty; relations take part in no benchmark.
        writer.writerow(
            {
                "organisation": made[0].name,
                "service": "HMP/YOI Low Newton",
                "service_code": "LNI",
                "relation": "worked",
                "last_seen": "2008",
                "arrangement": "not_known",
                "source_title": directory.__name__,
                "observed_on": "2008-01-01",
            }
        )
    with (folder / EVIDENCE).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, EVIDENCE_COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        for one in made:
            for fact, value in list(one.facts.items())[:4]:
                writer.writerow(
                    {
                        "organisation": one.name,
                        "fact": fact,
                        "value": value,
                        "source_kind": one.source_kind,
                        "source_title": directory.__name__,
                        "quotation": value,
                        "observed_on": one.observed_on.isoformat(),
                    }
                )


def _reinsertion(model: type[models.Model], newest: int) -> tuple[Callable[[], None], int]:
    """Return a function that inserts the rows after this key again as fast as possible, and their number."""
    quote = connection.ops.quote_name
    key = model._meta.pk
    assert key is not None, "every table has a key"
    columns = [str(field.column) for field in model._meta.concrete_fields]
    names = ", ".join(quote(column) for column in columns)
    table = quote(model._meta.db_table)
    query = f"SELECT {names} FROM {table} WHERE {quote(str(key.column))} > {newest:d}"
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = [tuple(row) for row in cursor.fetchall()]
        if connection.vendor != "sqlite":
            text = StringIO()
            cursor.copy_expert(f"COPY ({query}) TO STDOUT", text)

    def put() -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                marks = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", found)
            else:
                text.seek(0)
                cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", text)

    return put, len(found)
