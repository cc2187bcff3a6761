"""The respondent's words, text by text, with author and version: passages are found again after corrections."""

import uuid
from typing import Any

import pytest

from accounts.models import User
from interviews import actions
from interviews.models import Interview
from interviews.verbatim import passage, texts_of, words_at
from survey import answers
from survey.models import SampledUnit
from tests.factories.accounts import UserFactory
from tests.interviews.test_actions_interviews import WHOLE

pytestmark = pytest.mark.django_db
KEY = "answer:benefits_words"
CLINK = "00000000-0000-4000-8000-000000000001"


def save(case: SampledUnit, by: User, words: str, **more: Any) -> Interview:
    held = Interview.objects.filter(unit=case).first()
    given = {
        "answers": WHOLE | {"benefits_words": answers.given(words)},
        "notes": {"benefits_words": "Said with a laugh"},
        "mentions": [{"key": CLINK, "name_given": "The Clink", "own_words": f"On {words}"}],
        "status": "complete",
    } | more
    actions.save_interview(
        unit=case, submission_key=uuid.uuid4(), from_version=held.version if held else 0, by=by, **given
    )
    return Interview.objects.get(unit=case)


def test_each_text_has_its_author_and_the_version_in_which_it_got_its_words(
    case: SampledUnit, researcher: User
) -> None:
    colleague = UserFactory()
    save(case, researcher, "cheap")
    interview = save(
        case,
        colleague,
        "cheap",
        mentions=[{"key": CLINK, "name_given": "The Clink", "own_words": "Otherwise"}],
    )

    texts = {text.key: text for text in texts_of(interview)}

    assert (texts[KEY].words, texts[KEY].version, texts[KEY].author) == ("cheap", 1, researcher.pk)
    named = texts[f"mention:{CLINK}:own_words"]
    assert (named.words, named.version, named.author) == ("Otherwise", 2, colleague.pk)
    assert "laugh" not in str(texts)


def test_a_passage_is_found_again_after_a_correction(case: SampledUnit, researcher: User) -> None:
    interview = save(case, researcher, "It is very\r\ngood value".replace("\r\n", "\n"))
    marked = (KEY, 1, 11, 21)
    assert passage(interview, *marked) == "good value"

    interview = save(case, researcher, "Value")

    assert passage(interview, *marked) == "good value"
    assert words_at(interview, KEY, 2) == "Value"
    assert words_at(interview, f"mention:{CLINK}:own_words", 1) == "On It is very\ngood value"
    assert words_at(interview, f"mention:{CLINK}:own_words", 2) == "On Value"


@pytest.mark.parametrize("where", [(KEY, 1, 0, 99), (KEY, 1, 3, 3), (KEY, 9, 0, 1), ("answer:none", 1, 0, 1)])
def test_a_passage_that_is_not_there_is_none(
    where: tuple[str, int, int, int], case: SampledUnit, researcher: User
) -> None:
    assert passage(save(case, researcher, "cheap"), *where) is None


def test_what_another_persons_browser_saved_stays_with_its_author(
    case: SampledUnit, researcher: User
) -> None:
    colleague = UserFactory()
    save(case, researcher, "typed by one", status="draft", is_deliberate=False)

    interview = save(case, colleague, "typed by one", status="draft", answers={
        "benefits_words": answers.given("typed by one"), "anything_else": answers.given("typed by two")
    })  # fmt: skip

    written = {text.key: text.author for text in texts_of(interview)}
    assert written[KEY] == researcher.pk
    assert written["answer:anything_else"] == colleague.pk


def test_ones_own_browser_leaves_no_trace_of_every_few_seconds(case: SampledUnit, researcher: User) -> None:
    for words in ("a", "ab", "abc"):
        interview = save(case, researcher, words, status="draft", is_deliberate=False)

    assert interview.history.count() == 0


def test_of_a_withdrawn_interview_there_is_no_text(case: SampledUnit, researcher: User) -> None:
    interview = save(case, researcher, "cheap")

    interview = actions.withdraw_interview(interview=interview, reason="By letter", by=researcher)

    assert texts_of(interview) == []
    assert words_at(interview, KEY, 1) is None
