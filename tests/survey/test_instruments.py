"""Our own questionnaires: whole in English and Welsh, and with everything that the study asks (domain §2 and §5)."""

from pathlib import Path

import pytest

from enterprises import fact_values
from enterprises.vocabulary import TERMS, Arrangement, Origin, Vocabulary
from survey import consent
from survey.actions import INSTRUMENTS
from survey.online import directory_mapping
from survey.questionnaire import Questionnaire
from survey.translations import translate_questionnaire
from survey.xlsform import read_xlsform, warnings_of

OWN = sorted(INSTRUMENTS.glob("*.md"))
MARK = "Cyfieithiad drafft, heb ei wirio gan gyfieithydd."


@pytest.fixture(scope="module")
def survey() -> Questionnaire:
    return read_xlsform((INSTRUMENTS / "enterprise_survey.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_every_text_is_in_welsh_and_marked_as_a_draft(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    questionnaire = read_xlsform(source)

    assert warnings_of(source) == []
    assert [each.draft_mark for each in questionnaire.translations] == [MARK]
    welsh = translate_questionnaire(questionnaire, "cy")
    texts = [
        welsh.title,
        *(section.title for section in welsh.sections),
        *(question.label for question in welsh.questions.values() if question.label),
        *(choice.label for question in welsh.questions.values() for choice in question.choices),
    ]
    assert {text.lang for text in texts} == {"cy"}


def test_the_survey_asks_every_fact_of_the_definition(survey: Questionnaire) -> None:
    assert set(fact_values.EVIDENCE_FACTS) <= set(survey.questions)


@pytest.mark.parametrize("vocabulary", list(Vocabulary))
def test_the_survey_offers_every_term_of_each_typology(vocabulary: Vocabulary, survey: Questionnaire) -> None:
    offered = {choice.value for choice in survey.questions[vocabulary.value].choices}

    assert set(TERMS[vocabulary].values) <= offered


@pytest.mark.parametrize(("name", "words"), [("arrangement", Arrangement), ("origin", Origin)])
def test_the_survey_asks_how_relations_are_arranged_and_began(
    name: str, words: type[Arrangement] | type[Origin], survey: Questionnaire
) -> None:
    assert {choice.value for choice in survey.questions[name].choices} == set(words.values)


@pytest.mark.parametrize(
    "name",
    [
        "regions",
        "relation",
        *directory_mapping.SERVICES,
        *directory_mapping.WHY_NOT,
        *directory_mapping.IDENTIFIERS,
        *directory_mapping.TEXTS,
        "referrals",
        "evaluation",
        "benefits",
        "benefits_words",
        "networks",
        "network_names",
        "earlier_work",
        "employees",
        "volunteers",
        "beneficiaries",
        "offender_beneficiaries",
        "noms_awareness",
        "commissioning_awareness",
        "largest_payer",
        directory_mapping.YEAR_END,
        consent.QUESTION,
    ],
)
def test_the_survey_asks_all_that_the_study_wants_of_an_enterprise(name: str, survey: Questionnaire) -> None:
    assert survey.questions[name].takes_answer
