"""Writes the archive package of a study: data, codebooks, questionnaires, method and quality, terms, manifest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils import timezone

from interviews.exports.extract import InterviewExtract
from interviews.models import Interview
from interviews.vocabulary import FINISHED
from reports.archive.texts import quality_text, questionnaire_text, readme, table_file
from reports.formats import csv
from reports.quality.statement import statement_of
from survey.exports import files, statistics
from survey.exports.extract import Extract
from survey.exports.responses import ResponseExtract
from survey.models import Instrument, Response, Strand, Study
from survey.vocabulary import StrandKind
from survey.xlsform.writer import as_text

PIECE = 1024 * 1024
"""The number of bytes that are hashed at once."""


@dataclass(frozen=True)
class Collection:
    """What was collected in one strand by one version of a questionnaire."""

    strand: Strand
    instrument: Instrument

    @property
    def folder(self) -> str:
        return f"data/{self.strand.kind}/{self.instrument.name}-{self.instrument.version}/"

    def extract(self) -> Extract:
        """Return the records, de-identified."""
        if self.strand.kind == StrandKind.ONLINE_SURVEY:
            return ResponseExtract(self.strand, self.instrument, is_full=False, for_archive=True)
        return InterviewExtract(self.strand, self.instrument, is_full=False, for_archive=True)


def collections_of(study: Study) -> list[Collection]:
    """Return what a study has collected, and the current questionnaires of its strands. Four queries."""
    strands = {strand.pk: strand for strand in Strand.objects.filter(study=study).order_by("pk")}
    for strand in strands.values():
        strand.study = study
    held = Interview.objects.of_study(study).filter(status__in=FINISHED).order_by()
    sent = Response.objects.sent().of_study(study).order_by()
    pairs = {
        *held.values_list("unit__strand", "instrument").distinct(),
        *sent.values_list("strand", "instrument").distinct(),
        *((strand.pk, strand.instrument_id) for strand in strands.values() if strand.instrument_id),
    }
    instruments = Instrument.objects.in_bulk({instrument for _, instrument in pairs})
    return [Collection(strands[strand], instruments[instrument]) for strand, instrument in sorted(pairs)]


def write_package(
    study: Study, *, terms: str, on_step: Callable[[int, int, str], None] = lambda done, of, what: None
) -> tuple[IO[bytes], dict[str, int]]:
    """Return the open zip and the number of rows of each file of data. The caller closes the file.

    `on_step` is called before each collection, and may stop the writing by an exception.

    :raises ValueError: if SPSS cannot hold the data.
    """
    file = TemporaryFile()  # noqa: SIM115 - handed over open
    try:
        rows = _write(study, terms, file, on_step)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file, rows


def _write(
    study: Study, terms: str, file: IO[bytes], on_step: Callable[[int, int, str], None]
) -> dict[str, int]:
    rows: dict[str, int] = {}
    statement = statement_of(study)
    collections = collections_of(study)
    instruments = list({each.instrument.pk: each.instrument for each in collections}.values())
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for number, collection in enumerate(collections):
            on_step(number, len(collections), str(collection.strand.get_kind_display()))
            extract = collection.extract()
            names = files.write_tables(extract, archive, collection.folder)
            rows |= {collection.folder + names[table]: count for table, count in extract.row_counts.items()}
            if statistics.is_installed():
                files.write_spss(extract, archive, collection.folder)
        for instrument in instruments:
            stem = f"questionnaires/{instrument.name}-{instrument.version}"
            archive.writestr(f"{stem}.txt", questionnaire_text(instrument))
            archive.writestr(f"{stem}.xlsform.md", as_text(instrument.questionnaire))
        archive.writestr("quality.txt", quality_text(statement))
        for report in statement.reports:
            archive.writestr(table_file(report), csv.content(report))
        archive.writestr("terms.txt", terms + "\n")
        names_of_files = sorted(archive.namelist())
        archive.writestr("README.txt", readme(study, statement, names_of_files, instruments, terms=terms))
    with ZipFile(file, "a", ZIP_DEFLATED) as archive:
        manifest = {
            "study": study.slug,
            "title": study.title,
            "made_on": timezone.localdate().isoformat(),
            "quality_statement": statement.version,
            "files": list(_described(archive, rows)),
        }
        archive.writestr("manifest.json", json.dumps(manifest, indent=2, ensure_ascii=False))
    return rows


def _described(archive: ZipFile, rows: dict[str, int]) -> Iterator[dict[str, str | int]]:
    """Yield the name, size, hash and, for data, the number of rows of each file."""
    for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
        digest = sha256()
        with archive.open(entry) as part:
            while piece := part.read(PIECE):
                digest.update(piece)
        found: dict[str, str | int] = {
            "name": entry.filename,
            "bytes": entry.file_size,
            "sha256": digest.hexdigest(),
        }
        yield found | ({"rows": rows[entry.filename]} if entry.filename in rows else {})
