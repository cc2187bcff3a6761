"""The respondents whose answers a release counts: where each counts, and what they answered to each question."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from interviews.models import Interview
from interviews.vocabulary import FINISHED
from reports.answers.blocks import area_key
from reports.answers.parts import ALL, ORGANISATIONS
from reports.answers.queries import (
    CHOICE_TYPES,
    HIDDEN,
    VisibilityCheck,
    chosen_values,
    names_of,
    questionnaires_of,
    read_answer,
)
from reports.disclosure.blocks import COUNTRY, Block
from reports.disclosure.revisions import Member
from reports.region_merging import public_regions
from reports.study_facts import words_of
from survey.answers import AnswerState
from survey.models import Study
from survey.questionnaire import Questionnaire

NO_ANSWER = ": no answer"
"""How the name of a group ends that says why respondents gave no answer (`reports.answers.blocks.state_block`)."""
_SALT = "reports.releases.members"


@dataclass(frozen=True)
class Membership:
    """The members of a release, and by group the answers of each by the key of the interview."""

    members: tuple[Member, ...]
    given: Mapping[str, Mapping[int, frozenset[str]]]


@dataclass(frozen=True)
class _Case:
    interview: int
    strand: str
    kind: str
    region: int | None
    questionnaire: int
    answers: Mapping[str, dict[str, object]]


def members_of(study: Study, blocks: Iterable[Block]) -> Membership:
    """Return the respondents that these blocks count, and their answers. Some five queries.

    Blocks of other things than interviews, such as mentions or answers to the online survey, have no members, and
    neither have those that count several choices as one.
    """
    found = {block.group: block for block in blocks}
    questionnaires = questionnaires_of(study)
    cases, headings = _cases(study, questionnaires)
    areas = {region: area_key(key) for region, key in public_regions(study).group_of.items()}
    given: defaultdict[str, dict[int, frozenset[str]]] = defaultdict(dict)
    readers: dict[str, _QuestionReader] = {}
    for group in found:
        question = _question_of(group)
        reader = readers.setdefault(question, _QuestionReader(question, questionnaires))
        for case in cases:
            answer = reader.read(case) if group in _groups(question, case) else None
            if answer is not None and (chosen := _chosen(group, *answer)) is not None:
                given[group][case.interview] = chosen
    for block in found.values():
        if not _agrees(block, given.get(block.group, {})):
            given.pop(block.group, None)
    hashes: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for group, answers in given.items():
        for key, chosen in answers.items():
            hashes[key][group] = _hash(group, key, chosen)
    members = tuple(
        Member(
            key=case.interview,
            strand=case.strand,
            part=headings[case.strand].get(case.kind, ALL),
            area=areas.get(case.region, "") if case.kind else "",
            answers=hashes[case.interview],
        )
        for case in cases
    )
    return Membership(members, given)


def hash_key() -> str:
    """Return what tells the key of the hashes apart from another, so that hashes of two keys are never compared."""
    return salted_hmac(_SALT, "key", algorithm="sha256").hexdigest()[:8]


def _hash(group: str, key: int, chosen: frozenset[str]) -> str:
    """Return the keyed hash of an answer: without the secret key of the site nobody can try all answers."""
    said = "\n".join([group, str(key), *sorted(chosen)])
    return f"{hash_key()}:{salted_hmac(_SALT, said, algorithm='sha256').hexdigest()[:24]}"


def _cases(
    study: Study, questionnaires: Mapping[int, Questionnaire]
) -> tuple[list[_Case], dict[str, dict[str, str]]]:
    """Return the finished interviews, and by strand the heading of each kind of service."""
    rows = list(
        Interview.objects.of_study(study)
        .filter(status__in=FINISHED, instrument__in=list(questionnaires))
        .order_by("pk")
        .values_list(
            "pk",
            "unit__strand__kind",
            "unit__service__kind",
            "unit__service__form",
            "unit__region",
            "instrument",
            "answers",
        )
    )
    forms: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for _, strand, kind, form, *_ in rows:
        if kind:
            forms[strand].add((kind, form or ""))
    words = words_of(study)
    headings = {
        strand: {kind: noun.heading for kind, noun in words.nouns(sorted(found)).items()}
        for strand, found in forms.items()
    }
    cases = [_Case(pk, strand, kind or "", *others) for pk, strand, kind, _, *others in rows]
    return cases, defaultdict(dict, headings)


class _QuestionReader:
    """Reads one question of each case, as the reports of answers do."""

    def __init__(self, question: str, questionnaires: Mapping[int, Questionnaire]) -> None:
        self.question = question
        self.questionnaires = {
            key: each
            for key, each in questionnaires.items()
            if question in each.questions and each.questions[question].type in CHOICE_TYPES
        }
        self.names = names_of(question, self.questionnaires)
        self.is_visible = VisibilityCheck(question, self.names, self.questionnaires)

    def read(self, case: _Case) -> tuple[AnswerState, tuple[str, ...]] | None:
        """Return the state and the choices of an answer; None if the questionnaire does not ask it."""
        if case.questionnaire not in self.questionnaires:
            return None
        stored = tuple(case.answers.get(name) for name in self.names)
        answer = read_answer(stored[0]) if self.is_visible(case.questionnaire, stored) else HIDDEN
        return answer.state, chosen_values(answer)


def _agrees(block: Block, given: Mapping[int, frozenset[str]]) -> bool:
    """Return True if these answers are those that a block counts."""
    counts = Counter(answer for chosen in given.values() for answer in chosen)
    return len(given) == block.bases[COUNTRY] and all(
        counts[answer] == block.counts[COUNTRY][answer] for answer in block.answers
    )


def _question_of(group: str) -> str:
    return group.partition(", ")[0]


def _groups(question: str, case: _Case) -> Iterator[str]:
    """Yield the groups that count a case, by the names that `reports.answers.blocks.group_name` gives them."""
    name = f"{question}, {case.strand}" + ("" if case.kind else f", {ORGANISATIONS.lower()}")
    yield from (name, f"{name}{NO_ANSWER}")


def _chosen(group: str, state: AnswerState, chosen: tuple[str, ...]) -> frozenset[str] | None:
    """Return the answer as a group counts it; None if it does not count this respondent."""
    if group.endswith(NO_ANSWER):
        return frozenset({state.value})
    return frozenset(chosen) if state is AnswerState.GIVEN else None
