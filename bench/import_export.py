"""The import of the same two tables by django-import-export, if it is installed; Gatehouse does not need it."""

import csv
from importlib.util import find_spec
from pathlib import Path

from enterprises.importing.reading import EVIDENCE, ORGANISATIONS
from enterprises.models import Evidence, Organisation

IS_INSTALLED = find_spec("import_export") is not None


def load(folder: Path) -> None:
    """Preview and then import each table, as its admin pages do; without places, terms, keys and outcomes."""
    from import_export.fields import Field
    from import_export.resources import modelresource_factory
    from import_export.widgets import ForeignKeyWidget
    from tablib import Dataset

    organisations = modelresource_factory(
        Organisation,
        meta_options={
            "fields": ("name", "slug", "description", "source"),
            "import_id_fields": ("slug",),
            "clean_model_instances": True,
        },
    )
    evidence = modelresource_factory(
        Evidence,
        custom_fields={
            "organisation": Field("organisation", "organisation", ForeignKeyWidget(Organisation, "name"))
        },
        meta_options={
            "fields": ("organisation", "fact", "value", "source_kind", "source", "quotation", "observed_on"),
            "import_id_fields": ("organisation", "fact", "source_kind", "source"),
            "clean_model_instances": True,
        },
    )
    about = ("name", "slug", "activities", "source")
    tables = (
        (organisations, ORGANISATIONS, ("name", "slug", "description", "source"), about),
        (evidence, EVIDENCE, tuple(evidence.fields), None),
    )
    for resource, file, headers, columns in tables:
        with (folder / file).open(encoding="utf-8", newline="") as stream:
            rows = [{**row, "slug": str(number)} for number, row in enumerate(csv.DictReader(stream))]
        table = Dataset(*[[row[name] for name in columns or headers] for row in rows], headers=headers)
        for is_preview in (True, False):
            resource().import_data(table, dry_run=is_preview, raise_errors=True)
