"""The texts of an archive package: the questionnaires as they were put to respondents, quality, and the README."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from interviews.vocabulary import Consent
from reports.disclosure import ControlledReport
from reports.formats import heading
from reports.quality.statement import Statement
from survey.models import Instrument, Study
from survey.questionnaire import Question
from wording import day

CONSENTS = ("list_publicly", *Consent.values)
"""The questions by which respondents are told what becomes of their answers."""


def questionnaire_text(instrument: Instrument) -> str:
    """Return a questionnaire as plain text: each question with its hint, its choices and when it is asked."""
    lines = [f"{instrument.title}, version {instrument.version}", ""]
    for section in instrument.questionnaire.readable.sections:
        if section.titles:
            lines += [": ".join(section.titles).upper(), ""]
        if section.conditions:
            lines += [f"Asked where {' and '.join(section.conditions)}", ""]
        for question in section.questions:
            lines += [*_question(question), ""]
    return "\n".join(lines)


def _question(question: Question, indent: str = "") -> Iterator[str]:
    if not question.takes_answer and question.calculation:
        yield f"{indent}[{question.name}] Calculated: {question.calculation}"
        return
    yield (
        f"{indent}{question.label}" if question.is_heading else f"{indent}[{question.name}] {question.label}"
    )
    if question.hint:
        yield f"{indent}  ({question.hint})"
    if question.relevant:
        yield f"{indent}  Asked where {question.relevant}"
    for choice in question.choices:
        yield f"{indent}  - {choice.label}"
    for inner in question.questions:
        yield from _question(inner, f"{indent}    ")


def told_to_respondents(instruments: Iterable[Instrument]) -> list[tuple[str, list[str]]]:
    """Return each questionnaire with its questions about consent, word for word with their hints."""
    found = []
    for instrument in instruments:
        asked = [
            question
            for question in instrument.questionnaire.readable.recorded_questions()
            if question.name in CONSENTS
        ]
        words = [f"{question.label} {question.hint}".rstrip() for question in asked]
        found.append((str(instrument), words or ["Nothing was asked about consent."]))
    return found


def _listed(told: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    for questionnaire, words in told:
        yield f"{questionnaire}:"
        yield from (f"- {each}" for each in words)


def table_file(report: ControlledReport) -> str:
    """Return the name of the file that has the tables of a report."""
    return f"tables/{heading.file_name(report, 'csv')}"


def quality_text(statement: Statement) -> str:
    """Return the quality statement as plain text."""
    lines = [f"Quality of the study: {statement.study.title}", ""]
    for title, parts in statement.dimensions:
        lines += [title.upper(), ""]
        for part in parts:
            lines += [part.part.title, *part.facts]
            if part.report:
                lines.append(f"Tables: {table_file(part.report)}")
            lines += [part.text, ""]
    return "\n".join(lines)


def readme(
    study: Study, statement: Statement, files: Iterable[str], instruments: Iterable[Instrument], *, terms: str
) -> str:
    """Return the README: what this is, who did it, the files, how answers are coded, consent and terms."""
    who, words = dict(statement.dimensions)["Who did it"], study.frame.words()
    end = day(study.closed_on) if study.closed_on else "not ended"
    lines = [
        study.title,
        "=" * len(study.title),
        "",
        *((study.description, "") if study.description else ()),
        *((heading.GENERATED, "") if study.is_demonstration else ()),
        f"Frame: {words.many} of {words.title} open on {day(study.frame_on)}.",
        f"Fieldwork: {day(study.opened_on)} to {end}.",
        f"Definition of a social enterprise: {study.definition}, version {study.definition_version}.",
        *(f"{part.part.title}: {part.text}" for part in who),
        "",
        "FILES",
        "",
        *(f"- {name}" for name in files),
        "",
        "manifest.json lists every file with its size and its SHA-256 hash.",
        "Data are CSV (UTF-8) and, where it could be written, SPSS. codebook.xml beside them is DDI-Codebook 2.5.",
        "",
        "HOW ANSWERS ARE CODED",
        "",
        "An answer that was not given has its reason in its place: [not_known], [refused], [not_asked],",
        "[not_applicable]. A missing answer is empty. In SPSS each reason is a declared missing value.",
        "",
        "DE-IDENTIFICATION",
        "",
        "notes.txt in each folder of data says what was left out and coarsened. De-identified is not anonymous:",
        "somebody who knows a service well may recognise it.",
        "",
        "WHAT RESPONDENTS WERE TOLD",
        "",
        *_listed(told_to_respondents(instruments)),
        "",
        "TERMS",
        "",
        terms,
        "",
    ]
    return "\n".join(lines)
