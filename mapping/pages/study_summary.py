"""What is set for a study, as rows of a summary, and what respondents could not be told yet."""

from __future__ import annotations

from enterprises.classification import definitions
from interviews.planning.rules import rules_by_strand
from survey.models import Strand, Study
from survey.vocabulary import StrandKind
from wording import counted, day

Row = tuple[str, str]
NOT_ENTERED = "Not entered"


def summary_of(study: Study) -> list[Row]:
    """Return what is set for a study, in the order of its form. Two queries."""
    definition = definitions.get(study.definition, study.definition_version)
    end = day(study.closed_on) if study.closed_on else "no end yet"
    return [
        ("Short name", study.slug),
        ("Purpose", study.purpose or NOT_ENTERED),
        ("Commissioned by", study.commissioner or NOT_ENTERED),
        ("Carried out by", study.contractor or NOT_ENTERED),
        ("Funded by", study.funder or NOT_ENTERED),
        ("Contact for respondents", study.contact or NOT_ENTERED),
        ("Frame", f"{study.frame}, as it was on {day(study.frame_on)}"),
        ("Counting unit", study.get_counting_unit_display()),
        ("Definition", f"{definition.title}, version {definition.version}"),
        *_strands(study),
        ("Fieldwork", f"{day(study.opened_on)} to {end}"),
        (
            "Publication of answers",
            f"From {study.smallest_base} respondents, {'also' if study.shows_areas else 'not'} by region",
        ),
    ]


def _strands(study: Study) -> list[Row]:
    rows = []
    rules = rules_by_strand(study)
    for strand in Strand.objects.filter(study=study).select_related("instrument").order_by("pk"):
        words = str(strand.instrument) if strand.instrument else "No questionnaire yet"
        if strand.kind == StrandKind.ONLINE_SURVEY:
            words += f". Opens {day(strand.opens_on)}" if strand.opens_on else ". Not public yet"
            words += f", closes {day(strand.closes_on)}" if strand.closes_on else ""
        else:
            kept = counted(rules[strand.pk].contact_retention_days, "day", "days")
            words += f". Target {rules[strand.pk].target}%. Contacts are kept for {kept} after fieldwork"
        rows.append((strand.get_kind_display(), f"{words}."))
    return rows


def missing_words(study: Study) -> list[str]:
    """Return what interviewers and the pages of the survey could not tell respondents yet."""
    given = (
        ("who commissions the study", study.commissioner),
        ("who carries it out", study.contractor),
        ("what it is for", study.purpose),
        ("where respondents can reach the study", study.contact),
    )
    return [words for words, value in given if not value]
