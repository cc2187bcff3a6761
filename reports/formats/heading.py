"""The lines that stand over every report, in every format: what it is, of which study, of which day."""

from reports.disclosure import ControlledReport
from wording import day

GENERATED = (
    "Generated data. The interviews and the organisations are invented; the prisons and probation services "
    "are real."
)
DEMONSTRATION = f"Demonstration. {GENERATED}"
"""The label of a file; a page has the first word in a tag of its own."""


def lines(report: ControlledReport) -> tuple[tuple[str, str], ...]:
    """Pairs of a label and its words: study, frame date, counting unit, definition, date of the data."""
    study = report.study
    return (
        ("Study", study.title),
        ("Frame date", day(study.frame_on)),
        ("Counting unit", study.counting_unit),
        ("Definition", f"{study.definition}, version {study.definition_version}"),
        ("Fieldwork up to", day(report.data_on) if report.data_on else "no fieldwork yet"),
    )


def data_up_to(report: ControlledReport) -> str:
    """The day of the data as a sentence of its own, under a picture."""
    return f"Fieldwork up to {day(report.data_on)}." if report.data_on else "No fieldwork yet."


def label(report: ControlledReport) -> str:
    """The words that mark a generated study, or nothing."""
    return DEMONSTRATION if report.study.is_demonstration else ""


def file_name(report: ControlledReport, extension: str) -> str:
    """The name under which a report is saved, such as coverage-demonstration-2009.csv."""
    return f"{report.name}-{report.study.slug}.{extension}"
