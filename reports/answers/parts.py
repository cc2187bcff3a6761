"""The respondents to a question in parts: the kinds of service, all services, and organisations."""

from dataclasses import dataclass

from reports.answers.queries import QuestionAnswers, RespondentGroup

ALL = "All services"
ORGANISATIONS = "Organisations"
WHOLE = frozenset({ALL, ORGANISATIONS})
"""The parts of a question that too few were asked to separate the kinds of service."""


@dataclass(frozen=True)
class Part:
    """A kind of service, all services or the organisations, with its respondents."""

    label: str
    respondents: tuple[RespondentGroup, ...]


def parts_of(answers: QuestionAnswers, strand: str) -> list[Part]:
    """Return the respondents of one strand in parts: each kind of service, all services, and organisations if any."""
    inside = [group for group in answers.respondents if group.strand == strand]
    organisations = tuple(group for group in inside if not group.kind)
    services = tuple(group for group in inside if group.kind)
    parts = [Part(ORGANISATIONS, organisations)] if organisations else []
    if organisations and not services:
        return parts
    nouns = answers.words.nouns((group.kind, group.form) for group in services)
    kinds = [
        Part(noun.heading, tuple(group for group in services if group.kind == kind))
        for kind, noun in nouns.items()
    ]
    return [*kinds, Part(ALL, services), *parts]
