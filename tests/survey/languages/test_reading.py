"""Translations of an XLSForm: reading, storing, warnings and export."""

import pytest

from survey.languages import Language, LocalizedText, is_right_to_left
from survey.questionnaire import Questionnaire
from survey.translations import translate_questionnaire
from survey.xlsform import XLSFormError, questionnaire_of
from survey.xlsform.writer import as_workbook
from tests.factories.xlsforms import form, row
from tests.survey.refusals import questionnaire_in, untranslated_in

WELSH = """| survey |
| | type | name | label | label::{cy} | hint | hint::{cy} | constraint | {message} | {message}::{cy} |
| | begin_group | about | About you | Amdanoch chi | | | | | |
| | text | name | Name | Enw | In full | Yn llawn | . != 'x' | Not x. | Nid x. |
| | text | town | Town | | | | | | |
| | select_one yes_no | works | Does it work? | Ydy e’n gweithio? | | | | | |
| | end_group | | | | | | | | |
| choices |
| | list_name | name | label | label::Cymraeg (cy) |
| | yes_no | yes | Yes | Ydy |
| | yes_no | no | No | |
| settings |
| | form_title | form_title_cy | form_id | version | draft_translations |
| | A survey | Arolwg | survey | 1 | cy |
""".replace("{message}", "constraint_message").replace("{cy}", "Cymraeg (cy)")


def test_every_text_is_in_the_chosen_language() -> None:
    translated = translate_questionnaire(questionnaire_of(WELSH), "cy")

    about = translated.sections[0]
    name, town, works = about.questions
    assert (translated.title, about.title) == ("Arolwg", "Amdanoch chi")
    assert (name.label, name.hint, name.constraint_message) == ("Enw", "Yn llawn", "Nid x.")
    assert [choice.label for choice in works.choices] == ["Ydy", "No"]
    assert [choice.value for choice in works.choices] == ["yes", "no"]
    assert works.label == "Ydy e’n gweithio?"
    assert works.label.lang == "cy"
    assert not isinstance(town.label, LocalizedText)
    assert town.label == "Town"


def test_texts_without_a_translation_stay_as_they_are() -> None:
    questionnaire = questionnaire_of(WELSH)

    assert translate_questionnaire(questionnaire) is questionnaire
    assert translate_questionnaire(questionnaire, "fr") is questionnaire
    assert [each.name for each in questionnaire.languages] == ["English", "Cymraeg"]


def test_a_form_in_another_language_than_the_pages_says_so() -> None:
    source = (
        WELSH.replace("draft_translations", "default_language")
        .replace("| 1 | cy |", "| 1 | Cymraeg (cy) |")
        .replace("Cymraeg (cy) |", "English (en) |", 4)
        .replace("| 1 | English (en) |", "| 1 | Cymraeg (cy) |")
        .replace("| Town | |", "| Tref | Town |")
        .replace("form_title_cy", "form_title_en")
    )

    questionnaire = questionnaire_of(source)

    assert questionnaire.language == Language("cy", "Cymraeg")
    assert questionnaire.questions["town"].label == "Tref"
    assert translate_questionnaire(questionnaire).questions["town"].label.lang == "cy"
    assert translate_questionnaire(questionnaire, "en").questions["town"].label == "Town"


def test_if_all_languages_are_named_the_first_is_the_default() -> None:
    source = WELSH.replace("| label |", "| label::English (en) |").replace(
        "| hint |", "| hint::English (en) |"
    )
    source = source.replace("| constraint_message |", "| constraint_message::English (en) |")

    questionnaire = questionnaire_of(source)

    assert questionnaire.questions["name"].label == "Name"
    assert questionnaire.questions["name"].hint == "In full"
    assert [each.code for each in questionnaire.languages] == ["en", "cy"]


def test_an_unchecked_translation_says_so() -> None:
    [draft] = questionnaire_of(WELSH).translations
    [checked] = questionnaire_of(WELSH.replace("draft_translations", "comment")).translations

    assert draft.is_draft
    assert not checked.is_draft


def test_stored_questionnaires_with_and_without_languages_are_read() -> None:
    questionnaire = questionnaire_of(WELSH)
    before = {
        name: part
        for name, part in questionnaire.as_json().items()
        if name not in {"language", "translations"}
    }

    assert Questionnaire.from_json(questionnaire.as_json()) == questionnaire
    assert Questionnaire.from_json(before).language == Language("en", "English")
    assert Questionnaire.from_json(before).translations == ()


def test_an_exported_form_has_its_languages() -> None:
    again = questionnaire_in(as_workbook(questionnaire_of(WELSH)), "form.xlsx")

    assert again == questionnaire_of(WELSH)


def test_each_text_that_is_not_translated_is_reported_with_its_row() -> None:
    assert untranslated_in(WELSH) == [
        "Sheet survey, row 4: “town”: has no label in Cymraeg (cy).",
        "Sheet choices, row 3: “no”: has no label in Cymraeg (cy).",
    ]


def test_a_text_that_exists_only_as_a_translation_is_reported() -> None:
    source = WELSH.replace("| In full | Yn llawn |", "| | Yn llawn |")

    assert "Sheet survey, row 3: “name”: has its hint only in Cymraeg (cy)." in untranslated_in(source)


def test_a_form_in_one_language_needs_no_warning() -> None:
    assert untranslated_in(form(row())) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ("form_title_cy", "form_title_fr"),
            "Sheet settings, row 2: there is a “form_title_fr”, and nothing else in that language.",
        ),
        (
            ("| 1 | cy |", "| 1 | fr |"),
            "Sheet settings, row 2: draft_translations names “fr”, and nothing is translated into it.",
        ),
    ],
)
def test_an_invalid_language_is_refused(change: tuple[str, str], message: str) -> None:
    with pytest.raises(XLSFormError) as refusal:
        questionnaire_of(WELSH.replace(*change))

    assert message in refusal.value.messages


def test_a_text_shows_its_language_in_html_only() -> None:
    label = LocalizedText("Grŵp <1>", "cy")

    assert label.__html__() == '<span lang="cy">Grŵp &lt;1&gt;</span>'
    assert f"{label}" == "Grŵp <1>"


def test_a_text_from_right_to_left_says_so() -> None:
    assert LocalizedText("نعم", "ar").__html__() == '<span lang="ar" dir="rtl">نعم</span>'
    assert [is_right_to_left(code) for code in ("ur", "fa-IR", "pa-Arab", "pa", "cy")] == [
        *[True] * 3,
        *[False] * 2,
    ]


def test_only_texts_in_another_language_than_the_page_are_marked() -> None:
    questionnaire = questionnaire_of(WELSH)

    name, town, _ = translate_questionnaire(questionnaire, "cy", page="cy").sections[0].questions

    assert not isinstance(name.label, LocalizedText)
    assert (town.label, town.label.lang) == ("Town", "en")
