"""What a sheet says of the study: which one, the barriers that a kind of service named most, and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from mapping.sheets.sheet import MOST_BARRIERS, Section, items_of
from reports.answers.tables import ALL, NOT_KNOWN, WHOLE
from reports.barriers import report as barriers
from reports.charts.bar_rows import size_of
from reports.disclosure import ControlledReport
from reports.releases.mark import ReleaseMark
from reports.releases.public import Released, mark_of, released
from reports.table import Table, cell_text
from survey.models import Study
from wording import day

BARRIERS = "by_part"
NO_STUDY = "No study is published yet: this sheet has the directory only."


@dataclass(frozen=True)
class StudyPart:
    """The released figures of a study for sheets; before its first release, what a sheet says instead."""

    study: Study | None

    @cached_property
    def release(self) -> Released | None:
        """The current release. Two queries at most."""
        return released(self.study) if self.study else None

    @property
    def barriers(self) -> ControlledReport | None:
        """The report on barriers in the release."""
        return self.release.report(barriers.NAME) if self.release else None

    @property
    def facts(self) -> str:
        """Which study and which release the figures are from."""
        if self.study is None:
            return NO_STUDY
        if self.release is None:
            return f"The study “{self.study.title}” is not released yet: this sheet has the directory only."
        return (
            f"Figures of the study “{self.study.title}”, {release_in_words(mark_of(self.release.release))}."
        )

    @property
    def whom_to_ask(self) -> str:
        """Who carries out the study and where to reach them; empty if that is not entered."""
        if self.study is None or not self.study.contact:
            return ""
        who = f"{self.study.contractor}, " if self.study.contractor else ""
        return f"About the study: {who}{self.study.contact}"

    def barriers_section(self, heading: str | None) -> Section | None:
        """Return the barriers that services named most: those of one kind by its heading, such as “Prisons”, else all.

        None without figures that may be shown. It is what the kind as a whole said, never one service.
        """
        table = (
            next((one for one in self.barriers.tables if one.key == BARRIERS), None)
            if self.barriers
            else None
        )
        if table is None:
            return None
        parts = list(dict.fromkeys(str(row["part"]) for row in table.rows))
        part = heading if heading in parts else ALL if ALL in parts else next(iter(parts), "")
        found = _leading(table, part)
        if not found:
            return None
        whose = "prisons and probation services" if part in WHOLE else f"{part[:1].lower()}{part[1:]}"
        return Section(
            f"Barriers that {whose} named most",
            items_of(found),
            "This is what all those interviewed said together, not what any one service said.",
        )


def release_in_words(mark: ReleaseMark) -> str:
    """Return which release it is, and of what day: “release 2 of 1 March 2010”."""
    return f"release {mark.number}" + (f" of {day(mark.released_on)}" if mark.released_on else "")


def _leading(table: Table, part: str) -> list[str]:
    """Return the themes that most respondents of a part named, with their figures, in the order of their counts.

    Nothing while a count is hidden, because it might be among the largest.
    """
    columns = {column.key: column for column in table.columns}
    rows = [row for row in table.rows if row["part"] == part and row["theme"] != NOT_KNOWN]
    if any(size_of(row["named"]) is None for row in rows):
        return []
    rows = sorted(
        (row for row in rows if size_of(row["named"])), key=lambda row: -(size_of(row["named"]) or 0)
    )
    return [
        f"{row['theme']}: {cell_text(columns['named'], row['named'])} of "
        f"{cell_text(columns['base'], row['base'])} ({cell_text(columns['rate'], row['rate'])})"
        for row in rows[:MOST_BARRIERS]
    ]
