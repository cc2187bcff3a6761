"""The words that interviewers read aloud, and the merge fields in them."""

from pathlib import Path

import pytest

from survey import merge_fields
from survey.actions import INSTRUMENTS
from survey.languages import LocalizedText
from survey.merge_fields import CALL_FIELDS, fields_in, fill, missing_fields
from survey.spoken_words import SpokenWords, notes_of
from survey.xlsform import questionnaire_of
from tests.factories.xlsforms import form, row

GUIDES = sorted(INSTRUMENTS.glob("*_interview.md"))
VALUES = {
    "study": "Mapping 2009",
    "commissioner": "the Board",
    "contractor": "Example Research",
    "contact": "telephone 01632 960000",
    "length": "20",
    "interviewer": "Rhian Ringer",
    "service": "HMP Leeds",
}


def test_known_fields_are_filled_and_others_stay() -> None:
    assert fill("{contractor} asks {service}: {not_ours} ${x} {", VALUES, CALL_FIELDS) == (
        "Example Research asks HMP Leeds: {not_ours} ${x} {"
    )


def test_a_missing_value_is_named_and_no_hole() -> None:
    text = "For {commissioner}. Reach us: {contact}."

    assert fill(text, {"commissioner": "the Board"}, CALL_FIELDS) == (
        "For the Board. Reach us: [where respondents can reach the study]."
    )
    assert missing_fields([text, "{contact} {strange}"], {"commissioner": "the Board"}, CALL_FIELDS) == [
        "contact"
    ]


def test_a_value_in_braces_is_not_filled_again() -> None:
    assert fill("{study}", {"study": "{contact}", "contact": "x"}, CALL_FIELDS) == "{contact}"


def test_a_text_keeps_its_language() -> None:
    filled = fill(LocalizedText("Ar ran {commissioner}", "cy"), VALUES, CALL_FIELDS)

    assert isinstance(filled, LocalizedText)
    assert (str(filled), filled.lang) == ("Ar ran the Board", "cy")


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_each_guide_opens_with_words_and_asks_for_consent_before_anything_else(path: Path) -> None:
    questionnaire = questionnaire_of(path.read_text(encoding="utf-8"))
    words = SpokenWords(questionnaire, VALUES)

    opening = [each.text for each in words.opening]
    assert "my name is Rhian Ringer" in opening[0] and "HMP Leeds" in opening[0]
    assert any("for the Board" in text for text in opening)
    assert any("about 20 minutes" in text for text in opening)
    assert any("your name is never published" in text for text in opening)
    assert words.voicemail is not None and "Example Research" in words.voicemail.text
    assert words.missing == []
    asked = [question.name for question in questionnaire.answerable_questions()]
    assert asked[:4] == ["take_part", "be_quoted", "name_service", "archive_answers"]
    last = list(questionnaire.questions.values())[-1]
    assert (last.name, words.of(last).text[:29]) == ("thanks", "Those were all my questions. ")


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_the_words_of_each_guide_are_in_welsh_as_a_draft_with_the_same_fields(path: Path) -> None:
    questionnaire = questionnaire_of(path.read_text(encoding="utf-8"))
    words = SpokenWords(questionnaire, {name: f"{{{name}}}" for name in CALL_FIELDS})

    for note in notes_of(questionnaire):
        spoken = words.of(note)
        (welsh,) = spoken.translations
        assert welsh.language == "Cymraeg"
        assert welsh.is_draft
        assert set(fields_in(welsh.text)) == set(fields_in(spoken.text))
        assert set(fields_in(spoken.text)) <= set(CALL_FIELDS)
        assert bool(welsh.hint) == bool(spoken.hint)


def test_what_the_study_has_not_entered_is_listed_once() -> None:
    source = form(
        row("note", "hello", "For {commissioner}, {contact}"),
        row("note", "bye", "{contact}"),
        row(name="why"),
    )
    words = SpokenWords(questionnaire_of(source), {})

    assert words.missing == [
        merge_fields.STUDY_FIELDS["commissioner"],
        merge_fields.STUDY_FIELDS["contact"],
    ]


def test_the_notes_before_the_first_question_open_the_call_in_a_questionnaire_of_somebody_else() -> None:
    source = form(row(name="c")).replace(
        row("select_one yes_no", "a", "A"),
        row("note", "intro", "Hello.")
        + row("note", "more", "", hint="Smile")
        + row("select_one yes_no", "a", "A"),
    )
    words = SpokenWords(questionnaire_of(source), {})

    assert [each.text for each in words.opening] == ["Hello."]
    assert words.voicemail is None
