"""An invented study with one report for each aim, after disclosure control, and its background."""

import datetime as dt
from dataclasses import replace

from reports.disclosure import ControlledReport, control
from reports.documents.contents import AIMS, METHOD
from reports.documents.sources import Background, QualityPart, StrandFacts
from reports.table import Bars, Column, Report, StudyFacts, Table

STUDY = StudyFacts("small", "A small study", dt.date(2009, 7, 1), "Sites", "inclusive-2009", "2", False, True)
ANNEX_ONLY = ("nonresponse",)
"""The reports of which the quality statement has the answer and the annex the tables."""
NAMES = (METHOD, *(name for aim in AIMS for name in aim.reports), *ANNEX_ONLY)


def a_table(key: str = "by_part", **facts) -> Table:
    """A table of three barriers in two parts of NOMS: 32 and 18, 1,200 and none known, and one withheld."""
    return Table(
        **{
            "key": key,
            "title": "Barriers by part",
            "columns": (
                Column("barrier", "Barrier"),
                Column("prisons", "Prisons", "count"),
                Column("share", "Prisons, per cent", "percent"),
            ),
            "rows": (
                {"barrier": "Short-term funding", "prisons": 32, "share": 0.33},
                {"barrier": "No * staff", "prisons": 1200, "share": None},
                {"barrier": "Withheld", "prisons": None, "share": None},
            ),
            "bars": Bars("barrier", ("prisons",)),
            "hidden": frozenset({(2, "prisons"), (2, "share")}),
            "notes": ("People who answered could name several.",),
            **facts,
        }
    )


def a_report(name: str = "barriers", tables: tuple[Table, ...] | None = None) -> ControlledReport:
    return control(
        Report(
            name=name,
            title=f"Report {name}",
            aim="What it answers",
            answer_from=lambda _: f"The answer of {name} is 32. It has a second sentence.",
            tables=(a_table(),) if tables is None else tables,
            study=STUDY,
            notes=(f"How {name} counts.",),
            data_on=dt.date(2009, 8, 28),
        )
    )


def all_reports() -> dict[str, ControlledReport]:
    return {name: a_report(name) for name in NAMES}


def a_background(**facts) -> Background:
    background = Background(
        many="prisons and probation services",
        frame="England and Wales",
        services=177,
        opened_on=dt.date(2009, 6, 15),
        closed_on=dt.date(2009, 8, 31),
        definition_title="Inclusive definition",
        definition_source="The study's paper",
        contractor="Example Research",
        strands=(StrandFacts("Telephone interviews", "Interview (version 4)", 177, 139),),
        quality=(
            ("Accuracy", (QualityPart("Coverage", ("Trusts are missing.",)), QualityPart("Measurement", ()))),
        ),
    )
    return replace(background, **facts)
