"""Puts the study report together: from a study's reports, its background and the lead's texts to one document.

No Django here. The chapters follow the aims of the study.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence

from reports.charts import Chart, charts_of
from reports.disclosure import ControlledReport
from reports.disclosure.policy import Policy
from reports.documents.contents import AIMS, GLOSSARY, IN_SHORT, MAIN_TABLES, METHOD, RATES, Aim
from reports.documents.document import (
    Block,
    Column,
    Document,
    Grid,
    GridRow,
    Heading,
    Items,
    Paragraph,
    Run,
    words,
)
from reports.documents.figures import filled
from reports.documents.markdown import blocks_of
from reports.documents.report_blocks import grid_of, picture_of
from reports.documents.sources import Background, Publication
from reports.documents.texts import TEXTS
from reports.documents.workbook import sheet_names
from reports.formats import heading
from reports.formats.symbols import MEANINGS
from reports.table import Table
from wording import day

SUBTITLE = "Study report"
DRAFT = f"{heading.DRAFT}. The figures may still change."
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“0-9])")


def study_report(
    reports: Mapping[str, ControlledReport], background: Background, publication: Publication | None = None
) -> Document:
    """Return the report of a study: of a release, or of its live figures after disclosure control as a draft.

    :raises ValueError: for a figure in the texts that the tables do not have.
    """
    return _StudyReport(reports, background, publication or Publication()).document()


class _StudyReport:
    """Numbers the tables and figures of one report while its chapters are written."""

    def __init__(
        self, reports: Mapping[str, ControlledReport], background: Background, publication: Publication
    ) -> None:
        self.reports = reports
        self.background = background
        self.publication = publication
        self.first = next(iter(reports.values()))
        self.study = self.first.study
        self.release = self.first.release
        self.tables = self.pictures = 0

    def document(self) -> Document:
        blocks = (
            *self._text("foreword"),
            *self._in_short(),
            *self._aims(),
            *self._method(),
            *self._quality(),
            *(block for aim in AIMS for block in self._chapter(aim)),
            *self._text("models"),
            *self._text("conclusions"),
            *self._text("recommendations"),
            *self._terms(),
            *self._annex(),
        )
        return Document(
            title=self.study.title,
            subtitle=SUBTITLE,
            made_on=self._made_on(),
            facts=tuple(self._facts()),
            blocks=blocks,
            author=self.background.contractor or self.background.commissioner,
            footer=" · ".join(
                filter(None, (self.study.title, self._release_in_words(), self._draft_in_short()))
            ),
            warnings=tuple(self._warnings()),
        )

    def _made_on(self) -> dt.date:
        released_on = self.release.released_on if self.release else None
        return released_on or self.first.data_on or self.study.frame_on

    @property
    def _is_draft(self) -> bool:
        return self.release is None or self.release.is_draft

    def _draft_in_short(self) -> str:
        return heading.DRAFT if self._is_draft else ""

    def _release_in_words(self) -> str:
        if self.release is None:
            return "Not released"
        return f"Release {self.release.number}"

    def _warnings(self) -> Iterator[str]:
        if self.release is not None and self.release.revision_note:
            yield f"Revision: {self.release.revision_note}"
        if self._is_draft:
            yield DRAFT
        if self.study.is_demonstration:
            yield heading.DEMONSTRATION

    def _facts(self) -> Iterator[tuple[str, str]]:
        yield "Release", self._release_in_words()
        if self.release is not None and self.release.released_on:
            yield "Released on", day(self.release.released_on)
        yield "Last interview", day(self.first.data_on) if self.first.data_on else "no fieldwork yet"
        for label, value in (
            ("Lead", self.background.texts.get("lead", "")),
            ("Commissioned by", self.background.commissioner),
            ("Funded by", self.background.funder),
            ("Carried out by", self.background.contractor),
            ("Contact", self.background.contact),
        ):
            if value:
                yield label, value
        if self.release is not None and self.release.sha256:
            yield "Figures (SHA-256)", self.release.sha256

    def _text(self, name: str) -> Iterator[Block]:
        """Yield a chapter that the lead writes, nothing if it is not written."""
        text = self.background.texts.get(name, "")
        if text:
            yield Heading(1, TEXTS[name].title, name)
            yield from blocks_of(filled(text, self.reports), anchor=name)

    def _in_short(self) -> Iterator[Block]:
        sentences = [
            SENTENCE.split(self.reports[name].answer)[0] for name in IN_SHORT if name in self.reports
        ]
        yield Heading(1, "In short", "in-short")
        yield Items(tuple(words(sentence) for sentence in sentences))

    def _aims(self) -> Iterator[Block]:
        yield Heading(1, "Aims", "aims", starts_page=False)
        if self.background.description:
            yield Paragraph(words(self.background.description))
        yield Items(
            tuple(words(aim.aim.format(many=self.background.many)) for aim in AIMS if self._answering(aim)),
            is_numbered=True,
        )

    def _answering(self, aim: Aim) -> list[ControlledReport]:
        """Return the reports that answer an aim; a comparison only where there is a study to compare with."""
        found = [self.reports[name] for name in aim.reports if name in self.reports]
        return [report for report in found if report.tables]

    def _method(self) -> Iterator[Block]:
        facts = self.background
        yield Heading(1, "Method", "method")
        end = f"to {day(facts.closed_on)}" if facts.closed_on else "and has not ended"
        yield Paragraph(
            words(
                f"The list of services has the {facts.services:,} {facts.many} of {facts.frame} that "
                f"were open on {day(self.study.frame_on)}; it does not change afterwards. Fieldwork ran from "
                f"{day(facts.opened_on)} {end}. "
                f"{self.study.counting_unit}."
            )
        )
        yield Paragraph(
            words(
                f"Which organisations are social enterprises is decided from what is known by the definition "
                f"“{facts.definition_title}” (version {self.study.definition_version}; "
                f"source: {facts.definition_source}), never by what somebody calls them."
            )
        )
        if facts.strands:
            yield self._strands()
        coverage = self.reports.get(METHOD)
        if coverage is not None:
            yield from self._report(coverage)
            yield from (self._grid(table) for table in coverage.tables if table.key == RATES)

    def _strands(self) -> Grid:
        self.tables += 1
        return Grid(
            title="Ways of asking, and how many were reached",
            label=f"Table {self.tables}",
            anchor=f"table-{self.tables}",
            columns=(
                Column("Way of asking", width=20),
                Column("Questionnaire", width=24),
                Column("To be approached", is_number=True, width=11),
                Column("Reached", is_number=True, width=9),
            ),
            rows=tuple(
                GridRow(
                    (
                        each.title,
                        each.questionnaire or "none",
                        "anybody" if each.approached is None else f"{each.approached:,}",
                        f"{each.reached:,}",
                    )
                )
                for each in self.background.strands
            ),
        )

    def _quality(self) -> Iterator[Block]:
        yield Heading(1, "Quality", "quality")
        for number, (title, parts) in enumerate(self.background.quality, start=1):
            written = [part for part in parts if part.paragraphs]
            if not written:
                continue
            yield Heading(2, title, f"quality-{number}")
            for place, part in enumerate(written, start=1):
                if part.title != title:
                    yield Heading(3, part.title, f"quality-{number}-{place}")
                yield from (Paragraph(words(text)) for text in part.paragraphs)
        errors = self.background.texts.get("errors", "")
        yield Heading(2, TEXTS["errors"].title, "errors")
        # Headings in it would stand among those of the quality statement.
        yield from blocks_of(filled(errors, self.reports) or "None are known.", anchor="errors")
        yield Heading(2, "Revisions and access before release", "revisions")
        yield Paragraph(words(self._revision()))
        readers = self.publication.pre_release
        yield Paragraph(
            words("Seen before its release by:" if readers else "Nobody saw it before its release.")
        )
        if readers:
            yield Items(tuple(words(each) for each in readers))

    def _revision(self) -> str:
        if self.publication.previous is None:
            return "There was no release before this one."
        note = self.release.revision_note if self.release else ""
        return f"It follows release {self.publication.previous}. What has changed: {note or 'not said yet.'}"

    def _chapter(self, aim: Aim) -> Iterator[Block]:
        answering = self._answering(aim)
        if not answering:
            return
        yield Heading(1, aim.title, aim.key)
        for report in answering:
            yield from self._report(report)

    def _report(self, report: ControlledReport) -> Iterator[Block]:
        """Yield the section of a report: its answer, one chart, one table, and what respondents said."""
        yield Heading(2, report.title, f"report-{report.name}")
        yield Paragraph(words(report.answer), "lead")
        chart, main = _main(report)
        if chart is not None:
            self.pictures += 1
            yield picture_of(chart, label=f"Figure {self.pictures}")
        if main is not None:
            yield self._grid(main)
        quotations = self.publication.quotations.get(report.name, ())
        if quotations:
            yield Heading(3, "In their own words", f"words-{report.name}")
            yield from quotations
        sheets = [sheet for (name, _), sheet in self._sheets.items() if name == report.name]
        if len(sheets) > 1:
            sentence = f"All tables of this report: sheets {sheets[0]} to {sheets[-1]} of the workbook."
            yield Paragraph(words(sentence), "note")

    def _grid(self, table: Table) -> Grid:
        self.tables += 1
        return grid_of(table, label=f"Table {self.tables}", anchor=f"table-{self.tables}")

    @property
    def _sheets(self) -> dict[tuple[str, str], str]:
        return sheet_names(self.reports.values())

    def _terms(self) -> Iterator[Block]:
        yield Heading(1, "Words, symbols and protection of people who answered", "terms")
        yield Heading(2, "Words", "words")
        yield _pairs("Words used in this report", ("Word", "Meaning"), GLOSSARY, "glossary")
        yield Heading(2, "Symbols", "symbols")
        yield _pairs("Symbols in tables", ("Symbol", "Meaning"), list(MEANINGS.items()), "symbol-list")
        yield Heading(2, "How people who answered are protected", "protection")
        yield Paragraph(words(Policy.of(self.study).note))
        yield Heading(2, "How each report counts", "counting")
        for report in self.reports.values():
            if report.notes:
                yield Paragraph((Run(f"{report.title}. ", is_bold=True), Run(" ".join(report.notes))), "note")

    def _annex(self) -> Iterator[Block]:
        yield Heading(1, "Annex: all tables", "annex")
        yield Paragraph(
            words(
                "The workbook of this report has each table on a sheet of its own, with the same figures and notes."
            )
        )
        titles = {
            (report.name, table.key): table.title
            for report in self.reports.values()
            for table in report.tables
        }
        rows = tuple(
            GridRow((sheet, self.reports[name].title, titles[name, key]))
            for (name, key), sheet in self._sheets.items()
        )
        if rows:
            yield Grid(
                title="Sheets of the workbook",
                columns=(Column("Sheet", width=6), Column("Report", width=14), Column("Table", width=40)),
                rows=rows,
                anchor="sheets",
            )


def _main(report: ControlledReport) -> tuple[Chart | None, Table | None]:
    """Return the chart and the table that answer the question of a report: the first chart, with its
    table, unless another is named in `MAIN_TABLES`."""
    charts = charts_of(report.tables)
    chart = charts.get(MAIN_TABLES.get(report.name, "")) or next(iter(charts.values()), None)
    return chart, chart.table if chart else next(iter(report.tables), None)


def _pairs(title: str, labels: tuple[str, str], pairs: Sequence[tuple[str, str]], anchor: str) -> Grid:
    return Grid(
        title=title,
        columns=(Column(labels[0], width=12), Column(labels[1], width=50)),
        rows=tuple(GridRow(pair) for pair in pairs),
        anchor=anchor,
    )
