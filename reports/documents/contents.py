"""What the study report says in the same words for every study: the aims and which reports answer them, and terms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Aim:
    """A chapter of the study report: the aim it answers, and the names of the reports that do. {many} are services."""

    key: str
    title: str
    aim: str
    reports: tuple[str, ...]


AIMS = (
    Aim(
        "where",
        "Who works with whom, and where",
        "To show which {many} work with social enterprises, where, and how.",
        ("engagement", "survey"),
    ),
    Aim(
        "scale",
        "What the social enterprises are, and how many",
        "To say how many organisations are social enterprises, what they do, for whom, and who pays.",
        ("definition", "verdicts", "perception", "profile"),
    ),
    Aim(
        "benefits",
        "What services gain, and the drawbacks",
        "To find out what {many} gain from working with organisations, and what the drawbacks are.",
        ("benefits",),
    ),
    Aim(
        "barriers",
        "What stands in the way",
        "To find out what stops {many} from doing more, in each part of the service.",
        ("barriers",),
    ),
    Aim(
        "gaps",
        "What is missing, and what services set up themselves",
        "To show where no social enterprise is known and what nobody provides, and what became of enterprises that "
        "services set up themselves.",
        ("gaps", "spv"),
    ),
    Aim(
        "change",
        "What has changed",
        "To show what has changed since an earlier study.",
        ("comparison",),
    ),
)
METHOD = "coverage"
"""The report in the chapter on the method."""
MAIN_TABLES = {"survey": "payer"}
"""By report the table that answers its question, where it is not the first with a chart."""
IN_SHORT = ("coverage", "engagement", "benefits", "barriers", "gaps")
"""The reports whose answers sum the study up, one sentence each."""
RATES = "rates"
"""The table of outcome rates in the report on coverage."""

GLOSSARY = (
    (
        "Definition",
        "The named set of tests that decides from what is known whether an organisation is a social enterprise, "
        "whatever it calls itself.",
    ),
    (
        "Enterprise set up by staff",
        "An enterprise that a service set up or helped to set up, as an organisation of its own.",
    ),
    ("Establishment", "A prison, or a group of prisons, under one governor. It counts once."),
    ("Interviewed", "A service whose interview is complete, or complete in part."),
    ("List of services", "The list of services that existed on one day. It does not change afterwards."),
    (
        "Not decided",
        "Of an organisation: a fact that could change the answer is not known. It is shown by itself, never guessed.",
    ),
    (
        "Not interviewed",
        "Refused, not reached or not tried. It never means that there is no social enterprise.",
    ),
    ("Out of", "The number that a percentage is of: those who were asked the question and answered it."),
    (
        "Part of the study",
        "One way of asking within a study, such as interviews by telephone or the online survey.",
    ),
    (
        "Share who answered",
        "The interviews divided by all services that should have been interviewed (AAPOR, RR3).",
    ),
    (
        "Social enterprise",
        "An organisation that trades for a social purpose. The definition says which count; charities that earn "
        "part of their income are counted with them.",
    ),
)
