"""The answers of invented respondents are valid for the questionnaire."""

from pathlib import Path

import pytest

from demo import answers, submissions
from demo.blueprints import blueprints
from enterprises.vocabulary import EngagementStatus
from interviews import mention_entry
from survey import actions
from survey.answers import AnswerState
from survey.answers import read as read_answer
from survey.xlsform import questionnaire_of

SEED = "a seed"
FORM = questionnaire_of((Path(actions.INSTRUMENTS) / "service_interview.md").read_text(encoding="utf-8"))
MADE = blueprints(SEED)


def interview(position: int) -> tuple[list[answers.PlannedMention], dict[str, object]]:
    slug = f"service-{position}"
    named = answers.mentions(SEED, slug, MADE[:10], MADE, None)
    return named, answers.values(SEED, slug, position, named)


@pytest.mark.parametrize("position", range(30))
def test_the_answers_are_valid_and_nothing_required_is_missing(position: int) -> None:
    _, values = interview(position)

    stored = submissions.as_answers(values)

    assert FORM.problems(stored) == {}
    assert FORM.missing(stored) == ()
    assert set(stored) <= FORM.shown(stored)


def test_an_unknown_answer_is_stored_as_not_known() -> None:
    _, values = interview(len(answers.SPV_STATUSES))

    assert values["spv_status"] is None
    assert read_answer(submissions.as_answers(values)["spv_status"]).state == AnswerState.NOT_KNOWN


def test_one_to_five_organisations_are_named_and_none_twice() -> None:
    for position in range(200):
        named, _ = interview(position)
        numbers = [mention.number for mention in named if mention.number is not None]
        assert 1 <= len(named) <= 5
        assert len(set(numbers)) == len(numbers)


def test_some_names_are_left_to_be_matched_and_some_are_no_organisation() -> None:
    named = [mention for position in range(200) for mention in interview(position)[0]]

    assert any(mention.number is None and mention.is_organisation for mention in named)
    assert any(not mention.is_organisation for mention in named)
    assert all(mention.number is None for mention in named if not mention.is_organisation)


def test_a_wish_has_no_arrangement_yet() -> None:
    named = [mention for position in range(200) for mention in interview(position)[0]]

    wishes = [mention for mention in named if mention.status == EngagementStatus.WOULD_LIKE]

    assert wishes
    assert {mention.arrangement for mention in wishes} == {"not_known"}


def test_every_mention_is_valid_for_the_page() -> None:
    keys = {made.number: made.number + 1000 for made in MADE}
    for position in range(50):
        named, _ = interview(position)
        for place, mention in enumerate(named):
            entry = submissions.entry(mention, keys)
            read = mention_entry.parse(entry, submission_key=submissions.key("x", str(position)), place=place)
            assert read.name_given
            if mention.number is not None:
                assert read.match == keys[mention.number]
