"""Questions with choices as blocks of answers: what was answered, and how many gave no answer and why."""

from collections import Counter
from collections.abc import Mapping

from reports.answers.parts import ALL, ORGANISATIONS, WHOLE, Part, parts_of
from reports.answers.queries import QuestionAnswers
from reports.disclosure.blocks import COUNTRY, Block, block_of
from reports.region_merging import Region, RegionGroups
from survey.answers import AnswerState
from survey.vocabulary import StrandKind

GIVEN = AnswerState.GIVEN.value
NO_ANSWER = (AnswerState.NOT_KNOWN, AnswerState.NOT_ASKED, AnswerState.REFUSED, AnswerState.MISSING)
"""The states of an answer that is missing though the question applies."""


def answer_block(answers: QuestionAnswers, strand: str, whole: str = ALL) -> Block:
    """Return the answers to a question in one strand, by the values of its choices.

    `whole` is ALL, all services, divided into their kinds (the labels of `parts_of`), or ORGANISATIONS. An open
    question of the initial interviews that everybody was asked is divided into the `regions` of its answers too, where
    there are several. The base of a question that only some are asked is the figure of `state_block` that says so.
    """
    parts = divided(answers, strand, whole)
    areas = _areas(answers, strand, answers.regions) if answers.regions and whole == ALL else {}
    return block_of(
        group_name(answers, strand, whole),
        "single" if answers.is_single else "several",
        {part.label: _chosen(answers, part) for part in parts},
        {part.label: _given(answers, part) for part in parts},
        areas={key: _chosen(answers, part) for key, part in areas.items()},
        area_bases={key: _given(answers, part) for key, part in areas.items()},
        asked=state_block(answers, strand, whole).figure(GIVEN) if strand in answers.depends else None,
    )


def state_block(answers: QuestionAnswers, strand: str, whole: str = ALL) -> Block:
    """Return why respondents of one strand gave no answer, of all who were interviewed.

    For a question that only some are asked, those who answered are counted in it too: earlier answers led to it.
    For any other question that number is a count of fieldwork, the base of its `answer_block`.
    """
    parts = divided(answers, strand, whole)
    counted = [AnswerState.NOT_APPLICABLE, *NO_ANSWER]
    if strand in answers.depends:
        counted.insert(0, AnswerState.GIVEN)
    states: Mapping[str, Counter[AnswerState]] = {
        part.label: answers.states(part.respondents) for part in parts
    }
    return block_of(
        f"{group_name(answers, strand, whole)}: no answer",
        "single",
        {label: {state.value: found[state] for state in counted} for label, found in states.items()},
        {label: found.total() for label, found in states.items()},
    )


def group_name(answers: QuestionAnswers, strand: str, whole: str = ALL) -> str:
    """Return the name of the block of a question in one strand, the same in every report."""
    return f"{answers.question}, {strand}" + (f", {whole.lower()}" if whole == ORGANISATIONS else "")


def place_of(block: Block, part: str) -> str:
    """Return the place of a part of `parts_of` in its block: the country for all services or all organisations."""
    return part if part in block.parts else COUNTRY


def whole_of(part: str) -> str:
    """Return the whole that a part of `parts_of` belongs to: all services, or the organisations."""
    return ORGANISATIONS if part == ORGANISATIONS else ALL


def divided(answers: QuestionAnswers, strand: str, whole: str) -> list[Part]:
    """Return the parts that add up to a whole: the kinds of service, or the organisations."""
    parts = parts_of(answers, strand)
    if whole == ORGANISATIONS:
        return [part for part in parts if part.label == ORGANISATIONS]
    return [part for part in parts if part.label not in WHOLE] or [Part(ALL, ())]


def _areas(answers: QuestionAnswers, strand: str, regions: RegionGroups) -> dict[str, Part]:
    if strand != StrandKind.INITIAL_INTERVIEW or strand in answers.depends or answers.is_single:
        return {}
    inside = [group for group in answers.respondents if group.strand == strand and group.kind]
    found = {
        area_key(key): Part(name, tuple(group for group in inside if group.region in regions.members[key]))
        for key, name in regions.names.items()
    }
    shown = {key: part for key, part in found.items() if part.respondents or key != area_key(None)}
    return shown if len(shown) > 1 else {}


def area_key(region: Region) -> str:
    """Return the place of a group of regions in a block, which is also the key of its column."""
    return f"region_{region}"


def _chosen(answers: QuestionAnswers, part: Part) -> dict[str, int]:
    themes = answers.themes(part.respondents)
    return {value: themes[value] for value in answers.choices}


def _given(answers: QuestionAnswers, part: Part) -> int:
    return answers.states(part.respondents)[AnswerState.GIVEN]
