"""Our own questionnaires: whole in English and Welsh, and with everything that the study asks (domain §2 and §5)."""

import datetime as dt
from pathlib import Path

import pytest

from enterprises import fact_values
from enterprises.vocabulary import TERMS, Arrangement, Origin, Vocabulary
from survey import consent
from survey.actions import INSTRUMENTS, own_source
from survey.online import directory_mapping
from survey.questionnaire import Questionnaire
from survey.translations import translate_questionnaire
from survey.xlsform import questionnaire_of
from tests.survey.refusals import untranslated_in

OWN = sorted(INSTRUMENTS.glob("*.md"))
EDITIONS = (dt.date(2009, 6, 30), dt.date(2017, 3, 31), dt.date(2017, 4, 1))


@pytest.fixture(scope="module")
def survey() -> Questionnaire:
    return questionnaire_of(own_source("enterprise_survey"))


@pytest.mark.parametrize("day", EDITIONS, ids=str)
@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_every_text_is_in_welsh_and_marked_as_a_draft(path: Path, day: dt.date) -> None:
    source = own_source(path.stem, frame_on=day)
    questionnaire = questionnaire_of(source)

    assert untranslated_in(source) == []
    assert [each.is_draft for each in questionnaire.translations] == [True]
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


@pytest.mark.parametrize(
    ("day", "version", "agency", "other"),
    [
        (dt.date(2009, 6, 30), "4", "NOMS", "HMPPS"),
        (dt.date(2017, 3, 31), "4", "NOMS", "HMPPS"),
        (dt.date(2017, 4, 1), "4-hmpps", "HMPPS", "NOMS"),
        (dt.date(2026, 12, 1), "4-hmpps", "HMPPS", "NOMS"),
    ],
)
def test_a_survey_names_the_agency_of_the_day_of_its_frame(
    day: dt.date, version: str, agency: str, other: str
) -> None:
    source = own_source("enterprise_survey", frame_on=day)
    questionnaire = questionnaire_of(source)

    assert questionnaire.version == version
    assert questionnaire.questions["commissioning_awareness"].label == f"How {agency} commissions services"
    assert other not in source
    assert ("PCT" in source, "DAAT" in source) == (agency == "NOMS", agency == "NOMS")
    assert "{" not in source.replace("${", "")


CONTRADICTIONS = [
    ("check_share", {"reinvests": "yes", "reinvested_share": "none"}),
    ("check_share", {"reinvests": "yes", "reinvested_share": "to_25", "stakeholder_share": "to_25"}),
    ("check_smaller_share", {"reinvests": "no", "reinvested_share": "to_75"}),
    ("check_profit", {"social_aims": "yes", "distributes_profit": "yes"}),
    ("check_reinvests", {"reinvests": "yes", "distributes_profit": "yes"}),
    ("check_sales", {"trades": "yes", "trading_share": "none"}),
    ("check_year", {"total_income": "12"}),
    ("check_income", {"trading_income": "12", "total_income": "11.5"}),
    ("check_no_sales", {"trades": "no", "trading_income": "12"}),
    ("check_website", {"website": "green acres dot org"}),
    ("check_charity", {"charity": "no", "charity_number": "1012345"}),
    ("check_independent", {"independent": "yes", "public_sector_board_share": "half"}),
    ("check_beneficiaries", {"beneficiaries": 5, "offender_beneficiaries": 6}),
    ("check_telephone", {"ask_again": "yes"}),
]
AGREEING = [
    {"reinvests": "yes", "reinvested_share": "to_75"},
    {"reinvests": "yes", "reinvested_share": "none", "stakeholder_share": "to_100"},
    {"reinvests": "yes", "reinvested_share": "to_50", "stakeholder_share": "to_25"},
    {"reinvests": "no", "reinvested_share": "to_50"},
    {"reinvests": "yes"},
    {"trades": "yes", "trading_share": "to_25"},
    {"trades": "no", "trading_income": "0", "financial_year_end": "2009-03-31"},
    {"trading_income": "12", "total_income": "12", "financial_year_end": "2009-03-31"},
    {"website": "www.example.org"},
    {"website": "https://example.org/a-page"},
    {"charity": "yes", "charity_number": "1012345"},
    {"independent": "yes", "public_sector_board_share": "below_half"},
    {"beneficiaries": 5, "offender_beneficiaries": 5},
    {"ask_again": "yes", "contact_telephone": "01632 960000"},
    {"ask_again": "no"},
]


def given(answers: dict[str, object]) -> dict[str, dict[str, object]]:
    return {name: {"value": value} for name, value in answers.items()}


@pytest.mark.parametrize(("check", "answers"), CONTRADICTIONS)
def test_a_contradiction_is_asked_back_and_kept_with_one_tick(
    check: str, answers: dict[str, object], survey: Questionnaire
) -> None:
    assert check in {each.name for each in survey.contradictions(given(answers))}
    assert check in survey.missing(given(answers))
    assert check not in survey.missing(given({**answers, check: ["keep"]}))


@pytest.mark.parametrize("answers", AGREEING, ids=str)
def test_answers_that_agree_are_not_asked_back(answers: dict[str, object], survey: Questionnaire) -> None:
    assert survey.contradictions(given(answers)) == ()


def test_every_check_has_an_example(survey: Questionnaire) -> None:
    checks = {each.name for each in survey.questions.values() if each.is_check}

    assert {check for check, _ in CONTRADICTIONS} == checks
