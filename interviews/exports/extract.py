"""The extract of finished interviews: cases, their repeated groups, and the organisations that were named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import SystemRandom

from django.db import models

from enterprises.models import Assessment
from enterprises.vocabulary import (
    TERMS,
    Arrangement,
    EngagementStatus,
    Origin,
    Outcome,
    Vocabulary,
)
from interviews.exports.key_groups import (
    AREAS,
    FUNCTIONS,
    NOT_SHOWN,
    OTHER_FUNCTION,
    area_of,
    coarsened_keys,
    function_of,
)
from interviews.models import Interview, Mention, MentionTerm
from interviews.vocabulary import FINISHED, Consent, DescribedAs, InterviewStatus, MatchState
from noms.nouns import FrameWords
from survey.answers import AnswerState
from survey.exports.coarsening import RULES, SMALLEST
from survey.exports.extract import Extract, Record
from survey.exports.variables import CHOSEN_CATEGORIES, KEY, Cell, Kind, Table, Variable, tables_of
from survey.models import Instrument, Strand
from survey.online import directory_mapping
from survey.questions import Choice
from wording import listed

CASES, MENTIONS, MENTION = "cases", "mentions", "mention"
ENTERPRISE = "enterprise"
HIDDEN_KEY = Choice(NOT_SHOWN, "Not shown, to protect respondents")
NOT_ANSWERED = {Arrangement.NOT_KNOWN.value, Origin.NOT_KNOWN.value}

KEY_RULES = (
    f"A case shows its part of NOMS, its area (a group of regions) and its function. At least {SMALLEST} cases agree "
    "in all three; where they would be fewer, the function is not shown, then the area, then the part.",
    "Mentions have no number of their case and are in random order: the public directory shows many of them under the "
    "name of the service, and that would name the case with all its answers.",
    "What respondents consented to is left out, because who may be named is public.",
    "Interviews of different strands cannot be joined.",
)
RULES_OF_INTERVIEWS = (*RULES, *KEY_RULES)
NOT_ARCHIVED = "Interviews left out because their respondents did not agree to a data archive: {number}."


def _choices(words: type[models.TextChoices], *, without: Sequence[str] = ()) -> tuple[Choice, ...]:
    return tuple(Choice(word, str(label)) for word, label in words.choices if word not in without)


PART = "part"
RESULT = (
    Variable(KEY, "Number of the case in this file", Kind.INTEGER),
    Variable("version", "Version of the questionnaire", Kind.TEXT),
    Variable(
        "result",
        "Result of the interview",
        Kind.CHOICE,
        _choices(InterviewStatus, without=[InterviewStatus.DRAFT, InterviewStatus.WITHDRAWN]),
    ),
)
PLACE = (
    Variable(
        "area",
        "Area",
        Kind.CHOICE,
        (*(Choice(area, label) for area, (label, _) in AREAS.items()), HIDDEN_KEY),
    ),
    Variable(
        "function",
        "Function of the prison",
        Kind.CHOICE,
        (
            *(Choice(group, label) for group, (label, _) in FUNCTIONS.items()),
            Choice(*OTHER_FUNCTION),
            HIDDEN_KEY,
        ),
    ),
)
"""The keys of a service of the reference frame beside its kind. For another frame nobody has grouped its regions."""


def part_of(words: FrameWords) -> Variable:
    """Return the variable that says which kind of service a respondent is, or that it is an organisation."""
    label = f"{words.part}, or organisation"
    choices = (
        *(Choice(kind, noun.label) for kind, noun in words.kinds.items()),
        Choice(ENTERPRISE, "Social enterprise or other organisation"),
        HIDDEN_KEY,
    )
    return Variable(PART, label, Kind.CHOICE, choices)


NAMES = (
    Variable("name", "Service or organisation", Kind.TEXT),
    Variable("region", "Region", Kind.TEXT),
    Variable("held_on", "Day of the interview", Kind.DATE),
    Variable("minutes", "Length of the interview in minutes", Kind.INTEGER),
    Variable("interviewer", "Interviewer", Kind.TEXT),
    Variable("notes", "The interviewer’s notes, by question", Kind.TEXT),
)
MENTION_METADATA = (
    Variable("status", "Relation", Kind.CHOICE, _choices(EngagementStatus)),
    Variable("described_as", "What the respondent called it", Kind.CHOICE, _choices(DescribedAs)),
    Variable("match_state", "Matched to the directory", Kind.CHOICE, _choices(MatchState)),
    Variable("outcome", "What it is by the study’s definition, if matched", Kind.CHOICE, _choices(Outcome)),
    Variable(
        "arrangement",
        "Arrangement",
        Kind.CHOICE,
        _choices(Arrangement, without=[Arrangement.NOT_KNOWN]),
    ),
    Variable("origin", "How it began", Kind.CHOICE, _choices(Origin, without=[Origin.NOT_KNOWN])),
    Variable("referrals", "Referrals a year", Kind.INTEGER),
    Variable("is_estimate", "The number of referrals is an estimate", Kind.FLAG, CHOSEN_CATEGORIES),
)
MENTION_NAMES = (
    Variable("position", "Place in the interview", Kind.INTEGER),
    Variable("name_given", "Name, as it was said", Kind.TEXT),
    Variable("organisation", "Organisation of the directory", Kind.TEXT),
    Variable("own_words", "The respondent’s own words about it", Kind.TEXT),
    Variable("evaluation", "Who monitors or evaluates, and with what result", Kind.TEXT),
)
TERM_VARIABLES = tuple(
    (vocabulary.value, word, Variable(f"{vocabulary.value}/{word}", str(label), Kind.FLAG, CHOSEN_CATEGORIES))
    for vocabulary in MentionTerm.VOCABULARIES
    for word, label in TERMS[Vocabulary(vocabulary.value)].choices
)


def mention_table(part: Variable, *, is_full: bool) -> Table:
    """Return the table of mentions. If de-identified, it has its own row number and not the number of the case."""
    number = RESULT[0] if is_full else Variable(MENTION, "Number of the mention", Kind.INTEGER)
    terms = tuple(variable for _, _, variable in TERM_VARIABLES)
    names = MENTION_NAMES if is_full else ()
    return Table(MENTIONS, "Organisations that were named", (number, part, *MENTION_METADATA, *names, *terms))


class InterviewExtract(Extract):
    """The finished interviews of one strand and questionnaire, read into memory in five queries.

    It is de-identified by RULES_OF_INTERVIEWS unless it is in full. With `for_archive`, interviews that do not agree to
    archiving are left out if the guide asks for it; the notes say how many.
    """

    without_names = (
        "Names of respondents, services and organisations, contact details, days, and everything that was said in "
        "words are left out; small groups are coarsened."
    )

    def __init__(
        self,
        strand: Strand,
        instrument: Instrument,
        *,
        is_full: bool,
        for_archive: bool = False,
        on_record: Callable[[int], None] = lambda number: None,
    ) -> None:
        left_out: frozenset[str] = frozenset()
        self._interviews = list(_finished(strand, instrument))
        without_consent = _without_consent(instrument, self._interviews) if for_archive else []
        for interview in without_consent:
            self._interviews.remove(interview)
        self._outcomes = _outcomes(strand, self._interviews)
        if not is_full:
            left_out = frozenset(Consent.values)
            if any(interview.unit.organisation_id for interview in self._interviews):
                left_out |= directory_mapping.PUBLISHED
            SystemRandom().shuffle(self._interviews)
        frame = strand.study.frame
        words = frame.words()
        units = listed([*(noun.singular for noun in words.kinds.values()), "organisation"], "or")
        self.unit = units[:1].upper() + units[1:]
        part = part_of(words)
        self._place = PLACE if frame.is_reference else ()
        main = tables_of(
            instrument.questionnaire,
            is_full=is_full,
            name=CASES,
            metadata=(*RESULT, part, *self._place),
            names=NAMES,
            left_out=left_out,
        )
        super().__init__(
            strand,
            instrument,
            tables=(*main, mention_table(part, is_full=is_full)),
            is_full=is_full,
            on_record=on_record,
        )
        number = 1 + len(self._place)
        keys = {interview.pk: _keys_of(interview)[:number] for interview in self._interviews}
        self._keys: Mapping[int, tuple[str, ...]] = keys if is_full else coarsened_keys(keys)
        self._unlinked: list[dict[str, Cell]] = []
        if not is_full:
            rows = [row for interview in self._interviews for row in self._mentions(interview)]
            SystemRandom().shuffle(rows)
            self._unlinked = [{MENTION: number, **row} for number, row in enumerate(rows, 1)]
            self.notes = RULES_OF_INTERVIEWS
            if without_consent:
                self.notes += (NOT_ARCHIVED.format(number=len(without_consent)),)
            self.coarsen()

    def records(self) -> Iterator[Record]:
        for number, interview in enumerate(self._interviews, 1):
            if self.is_full:
                mentions = [{KEY: number, **row} for row in self._mentions(interview)]
            else:
                # De-identified mentions belong to no case, so all of them are written with the first case.
                mentions = self._unlinked if number == 1 else []
            yield Record(self._about(interview), interview.answers, {MENTIONS: mentions})

    def _about(self, interview: Interview) -> dict[str, Cell]:
        unit = interview.unit
        part, *place = self._keys[interview.pk]
        found: dict[str, Cell] = {
            "version": self.instrument.version,
            "result": interview.status,
            PART: part,
            **{variable.name: key for variable, key in zip(self._place, place, strict=True)},
        }
        if not self.is_full:
            return found
        return found | {
            "name": str(unit),
            "region": str(unit.region or ""),
            "held_on": interview.held_on,
            "minutes": interview.minutes,
            "interviewer": str(interview.interviewer),
            "notes": "\n".join(f"{question}: {note}" for question, note in interview.notes.items() if note),
        }

    def _mentions(self, interview: Interview) -> list[dict[str, Cell]]:
        part = self._keys[interview.pk][0]
        return [self._mention(mention, part) for mention in interview.mentions.all()]

    def _mention(self, mention: Mention, part: str) -> dict[str, Cell]:
        words = {(term.vocabulary, term.term) for term in mention.terms.all()}
        found: dict[str, Cell] = {
            variable.name: int((vocabulary, word) in words) for vocabulary, word, variable in TERM_VARIABLES
        }
        found |= {
            PART: part,
            "status": mention.status,
            "described_as": mention.described_as,
            "match_state": mention.match_state,
            "outcome": self._outcomes.get(mention.organisation_id),
            "arrangement": _known(mention.arrangement),
            "origin": _known(mention.origin),
            "referrals": mention.referrals,
            "is_estimate": None if mention.referrals is None else int(mention.referrals_are_estimated),
        }
        if not self.is_full:
            return found
        return found | {
            "position": mention.position,
            "name_given": mention.name_given,
            "organisation": str(mention.organisation or ""),
            "own_words": mention.own_words,
            "evaluation": mention.evaluation,
        }


def _known(word: str) -> Cell:
    return AnswerState.NOT_KNOWN if word in NOT_ANSWERED else word


def _finished(strand: Strand, instrument: Instrument) -> models.QuerySet[Interview]:
    return (
        Interview.objects.filter(unit__strand=strand, instrument=instrument, status__in=FINISHED)
        .select_related("unit__service", "unit__region", "unit__organisation", "interviewer")
        .prefetch_related(
            models.Prefetch("mentions", Mention.objects.select_related("organisation").order_by("position")),
            "mentions__terms",
        )
        .order_by("pk")
    )


def _without_consent(instrument: Instrument, interviews: Sequence[Interview]) -> list[Interview]:
    """Return the interviews that may not go into an archive; none if the guide does not ask for that consent."""
    asked = {question.name for question in instrument.questionnaire.recorded_questions()}
    if Consent.ARCHIVE_ANSWERS not in asked:
        return []
    return [each for each in interviews if not each.has_consent(Consent.ARCHIVE_ANSWERS)]


def _outcomes(strand: Strand, interviews: Sequence[Interview]) -> dict[int | None, str]:
    """Return the outcome of each organisation that was matched, by the study's definition. At most one query."""
    organisations = {
        mention.organisation_id
        for interview in interviews
        for mention in interview.mentions.all()
        if mention.organisation_id
    }
    if not organisations:
        return {}
    current = Assessment.objects.current(strand.study.definition_reference).filter(
        organisation__in=organisations
    )
    return dict(current.values_list("organisation", "outcome"))


def _keys_of(interview: Interview) -> tuple[str, ...]:
    service = interview.unit.service
    if service is None:
        return (ENTERPRISE, NOT_SHOWN, NOT_SHOWN)
    region = interview.unit.region
    return (service.kind_id, area_of(region.name if region else ""), function_of(service.function))
