"""The heading of every report in every format: study, frame date, counting unit, definition, date of the data."""

from reports.disclosure import ControlledReport
from wording import day

GENERATED = (
    "Generated data. The interviews and the organisations marked “invented” are made up; prisons, probation services "
    "and the other organisations are real."
)
DEMONSTRATION = f"Demonstration. {GENERATED}"
"""The label of a file; a page shows the first word as a tag."""
DRAFT = "DRAFT, not for quotation"
EXACT = "Exact, not for publication. The figures are not protected: do not quote them or pass them on."


def lines(report: ControlledReport) -> tuple[tuple[str, str], ...]:
    """Return pairs of a label and its words: study, frame date, counting unit, definition, date of the data."""
    study = report.study
    return (
        ("Study", study.title),
        ("List of services as on", day(study.frame_on)),
        ("How services are counted", study.counting_unit),
        ("Definition", f"{study.definition}, version {study.definition_version}"),
        ("Last interview", day(report.data_on) if report.data_on else "no fieldwork yet"),
    )


def release_lines(report: ControlledReport) -> tuple[tuple[str, str], ...]:
    """Return pairs of a label and its words on the release that a report belongs to; none for a live one."""
    release = report.release
    if release is None:
        return ()
    released = day(release.released_on) if release.released_on else DRAFT
    return (
        ("Release", f"{release.number}: {release.title}"),
        ("Released on", released),
        ("Policy of disclosure control", release.policy),
        ("SHA-256 of the release", release.sha256),
    )


def data_up_to(report: ControlledReport) -> str:
    """Return the date of the data as a sentence, for the caption of a chart."""
    return f"Last interview {day(report.data_on)}." if report.data_on else "No fieldwork yet."


def label(report: ControlledReport) -> str:
    """Return what every sheet and picture must say: that figures are exact, that they are generated; often empty."""
    generated = DEMONSTRATION if report.study.is_demonstration else ""
    return " ".join(filter(None, (EXACT if report.is_exact else "", generated)))


def file_name(report: ControlledReport, extension: str) -> str:
    """Return the file name of a report, such as coverage-demonstration-2009.csv or coverage-…-exact.csv."""
    return f"{report.name}-{report.study.slug}{'-exact' if report.is_exact else ''}.{extension}"
