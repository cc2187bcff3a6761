"""Answers to questions with choices, grouped in the database by who gave them and by their state."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform

from interviews.models import Interview
from interviews.vocabulary import FINISHED
from noms.nouns import FrameWords
from reports.region_merging import RegionGroups
from reports.study_facts import words_of
from survey import answers as answering
from survey.answers import Answer, AnswerState
from survey.models import Instrument, Strand, Study
from survey.questionnaire import Questionnaire, QuestionType
from survey.vocabulary import StrandKind

CHOICE_TYPES = (QuestionType.SELECT_MULTIPLE, QuestionType.SELECT_ONE)
FROM_SAMPLE = frozenset({"category"})
"""Questions that the sample answers and not the respondent: the coverage report counts them."""
HIDDEN = Answer(AnswerState.NOT_APPLICABLE)
Stored = Mapping[str, Any] | None
"""An answer as the database stores it; None where there is none."""


@dataclass(frozen=True)
class RespondentGroup:
    """Respondents of one strand, kind of service and region whose answers to one question are the same.

    `kind`, `form` and `region` are empty for an organisation that was interviewed, and `region` also where the
    answers were not grouped by region. `chosen` are the values of the choices, `number` counts the respondents.
    """

    strand: str
    kind: str
    form: str
    region: int | None
    state: AnswerState
    chosen: tuple[str, ...]
    number: int


@dataclass(frozen=True)
class QuestionAnswers:
    """A question with its choices (value → label, in the questionnaire's order) and everybody who could answer it.

    A respondent is one finished interview. `strands` are the initial one and all others in which the question was
    asked. In the strands of `depends`, earlier answers decide whether the question is asked. A question that
    `is_single` takes one choice only. `words` are those of the study's frame. `regions` are those by which the answers
    are shown, None where they are not.
    """

    question: str
    choices: Mapping[str, str]
    strands: tuple[str, ...]
    respondents: tuple[RespondentGroup, ...]
    words: FrameWords
    depends: frozenset[str] = frozenset()
    is_single: bool = False
    label: str = ""
    regions: RegionGroups | None = None

    def is_asked_in(self, strand: str) -> bool:
        """Return True if the question was asked in a strand."""
        return any(group.strand == strand for group in self.respondents)

    def has_table(self, strand: str) -> bool:
        """Return True if a strand has an answer to show, or asked the question of some respondents only.

        If the table were left out in the second case, readers would know that nobody was asked, and so what everybody
        had answered before.
        """
        groups = [group for group in self.respondents if group.strand == strand]
        return bool(groups) and (strand in self.depends or self.states(groups)[AnswerState.GIVEN] > 0)

    def states(self, groups: Iterable[RespondentGroup]) -> Counter[AnswerState]:
        """Return the number of respondents of these groups by the state of their answer."""
        found: Counter[AnswerState] = Counter()
        for group in groups:
            found[group.state] += group.number
        return found

    def themes(self, groups: Iterable[RespondentGroup]) -> Counter[str]:
        """Return the number of respondents of these groups who named each choice; the sum is that of mentions."""
        found: Counter[str] = Counter()
        for group in groups:
            for choice in group.chosen:
                found[choice] += group.number
        return found


def questionnaires_of(study: Study) -> dict[int, Questionnaire]:
    """Return the questionnaires of a study's strands and interviews by key, the oldest first. One query."""
    strands = Strand.objects.filter(study=study, instrument=OuterRef("pk"))
    interviews = Interview.objects.of_study(study).filter(instrument=OuterRef("pk"))
    rows = (
        Instrument.objects.filter(Exists(strands) | Exists(interviews))
        .order_by("published_at", "pk")
        .values_list("pk", "content")
    )
    return {key: Questionnaire.from_json(content).readable for key, content in rows}


def answers_to(
    study: Study,
    questions: Sequence[str],
    questionnaires: Mapping[int, Questionnaire],
    *,
    regions: RegionGroups | None = None,
) -> dict[str, QuestionAnswers]:
    """Return the answers to each of these questions with choices, by the question's name. Two queries at most.

    The database groups by the answer and by the answers that decide whether the question is shown, so there are as
    many rows as there are different answers in each strand and kind (and region, with `regions`), and not as many as
    there are interviews.
    """
    queries = [_QuestionQuery(question, questionnaires) for question in questions]
    width = max(len(query.names) for query in queries)
    by_region = regions is not None
    parts = [query.rows(study, width, by_region=by_region) for query in queries if query.questionnaires]
    found: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    if parts:
        rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
        for question, *row in _values(rows, width):
            found[question].append(tuple(row))
    words = words_of(study)
    return {
        query.question: replace(query.answers(found[query.question], words), regions=regions)
        for query in queries
    }


class _QuestionQuery:
    """One question in the questionnaires that have it; `names` has its own and those it depends on."""

    def __init__(self, question: str, questionnaires: Mapping[int, Questionnaire]) -> None:
        self.question = question
        self.questionnaires = {
            key: questionnaire
            for key, questionnaire in questionnaires.items()
            if question in questionnaire.questions and questionnaire.questions[question].type in CHOICE_TYPES
        }
        self.names = names_of(question, self.questionnaires)

    def rows(self, study: Study, width: int, *, by_region: bool) -> QuerySet[Interview, dict[str, Any]]:
        """Return the finished interviews, grouped; each row has `width` answers, the last ones empty."""
        empty = Value("", output_field=TextField())
        answers = {
            f"answer_{position}": KeyTextTransform(self.names[position], "answers")
            if position < len(self.names)
            else empty
            for position in range(width)
        }
        region = F("unit__region") if by_region else Value(None, output_field=IntegerField())
        return (
            Interview.objects.of_study(study)
            .filter(status__in=FINISHED, instrument__in=list(self.questionnaires))
            .order_by()
            .values(
                question=Value(self.question, output_field=TextField()),
                strand=F("unit__strand__kind"),
                service_kind=F("unit__service__kind"),
                form=F("unit__service__form"),
                region=region,
                questionnaire=F("instrument"),
                **answers,
            )
            .annotate(number=Count("pk"))
        )

    def answers(self, rows: Iterable[tuple[Any, ...]], words: FrameWords) -> QuestionAnswers:
        """Return the question with its respondents, from its rows."""
        questions = [each.questions[self.question] for each in self.questionnaires.values()]
        is_visible = VisibilityCheck(self.question, self.names, self.questionnaires)
        dependent = {
            key
            for key, each in self.questionnaires.items()
            if each.deciding_questions(self.question, indirect=True) - FROM_SAMPLE
        }
        found = []
        depends = set[str]()
        for strand, kind, form, region, questionnaire, number, texts in rows:
            stored = tuple(parse_stored(text) for text in texts[: len(self.names)])
            answer = read_answer(stored[0]) if is_visible(questionnaire, stored) else HIDDEN
            found.append(
                RespondentGroup(
                    strand, kind or "", form or "", region, answer.state, chosen_values(answer), number
                )
            )
            if questionnaire in dependent:
                depends.add(strand)
        return QuestionAnswers(
            question=self.question,
            choices={
                choice.value: choice.label
                for question in questions
                for choice in question.choices
                if choice.value not in answering.STORED_STATES
            },
            strands=tuple(
                kind
                for kind in StrandKind
                if kind == StrandKind.INITIAL_INTERVIEW or any(group.strand == kind for group in found)
            ),
            respondents=tuple(found),
            words=words,
            depends=frozenset(depends),
            is_single=all(question.type is QuestionType.SELECT_ONE for question in questions),
            label=questions[-1].label if questions else "",
        )


def _values(rows: QuerySet[Interview, dict[str, Any]], width: int) -> Iterator[tuple[Any, ...]]:
    keys = ("question", "strand", "service_kind", "form", "region", "questionnaire", "number")
    for row in rows.iterator():
        yield (*(row[key] for key in keys), tuple(row[f"answer_{position}"] for position in range(width)))


def names_of(question: str, questionnaires: Mapping[int, Questionnaire]) -> tuple[str, ...]:
    """Return the question's name and the names of those that decide in any questionnaire whether it is shown."""
    sources = (each.deciding_questions(question, indirect=True) for each in questionnaires.values())
    return (question, *sorted(set().union(*sources)))


def parse_stored(text: str | None) -> Stored:
    """Return the answer in the text that the database gives for it; None where the text is no answer."""
    found: Stored = json.loads(text) if text and text.startswith("{") else None
    return found


def read_answer(stored: Stored) -> Answer:
    """Return a stored answer; a choice whose value names a state, such as “I don’t know”, is read as that state."""
    answer = answering.read(stored)
    values = answer.value if isinstance(answer.value, list) else [answer.value]
    if answer.state is AnswerState.GIVEN and len(values) == 1 and values[0] in answering.STORED_STATES:
        return Answer(AnswerState(values[0]))
    return answer


def chosen_values(answer: Answer) -> tuple[str, ...]:
    """Return the choices of a given answer, one or several; none for any other state."""
    if answer.state is not AnswerState.GIVEN:
        return ()
    return (answer.value,) if isinstance(answer.value, str) else tuple(answer.value)


class VisibilityCheck:
    """Tells whether a questionnaire shows a question for given answers; each different case is worked out once.

    `names` are the question and those that decide whether it is shown, in the order of the answers handed in.
    """

    def __init__(
        self, question: str, names: tuple[str, ...], questionnaires: Mapping[int, Questionnaire]
    ) -> None:
        self._question = question
        self._deciding = names[1:]
        self._questionnaires = questionnaires
        self._results: dict[str, bool] = {}

    def __call__(self, questionnaire: int, stored: tuple[Stored, ...]) -> bool:
        case = json.dumps([questionnaire, stored[1:]]) if self._deciding else str(questionnaire)
        if case not in self._results:
            answers = {
                name: answer for name, answer in zip(self._deciding, stored[1:], strict=True) if answer
            }
            self._results[case] = self._question in self._questionnaires[questionnaire].shown(answers)
        return self._results[case]
