"""The enterprise profile on small studies made by hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import Organisation
from enterprises.vocabulary import TERMS
from interviews.actions import resolve_mention
from interviews.models import Interview
from reports.disclosure import control
from reports.profile import report as profile
from reports.profile.bands import NOT_RECORDED
from reports.profile.tables import BASE
from reports.table import Row
from survey.models import Strand, Study
from tests.factories.assessed import assessed
from tests.factories.interviews import InterviewFactory, MentionFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def held(strand: Strand) -> Interview:
    return InterviewFactory(unit=SampledUnitFactory(strand=strand, code="I"), status="complete")


def organisation(name: str, *terms: tuple[str, str], is_included: bool = True, **facts: str) -> Organisation:
    made = assessed(name, trading_share="80", **({} if is_included else {"statutory_body": "yes"}), **facts)
    for vocabulary, term in terms:
        made.terms.create(vocabulary=vocabulary, term=term)
    return made


def named(strand: Strand, meant: Organisation, *terms: tuple[str, str], **said: object) -> Organisation:
    mention = MentionFactory(interview=held(strand), **said)
    for vocabulary, term in terms:
        mention.terms.create(vocabulary=vocabulary, term=term)
    resolve_mention(mention=mention, organisation=meant, by=None)
    return meant


def rows(study: Study, key: str) -> dict[str, Row]:
    table = next(table for table in profile.build(study, detail=True).tables if table.key == key)
    return {str(row["words"]): row for row in table.rows}


def pair(row: Row) -> tuple[object, object]:
    return row["included"], row["all"]


def test_included_organisations_are_shown_next_to_all_with_shares_of_those_recorded(
    strand: Strand,
) -> None:
    named(strand, organisation("Bakery", ("sector", "food"), ("sector", "retail")))
    named(strand, organisation("Café", ("sector", "food")))
    named(strand, organisation("Council", ("sector", "food"), is_included=False))
    named(strand, organisation("Silent"))
    organisation("Not named", ("sector", "food"))

    found = rows(strand.study, "sector")

    assert found["Food"] == {
        "words": "Food",
        "included": 2,
        "included_share": 1.0,
        "all": 3,
        "all_share": 1.0,
    }
    assert (found["Retail"]["included_share"], found["Retail"]["all_share"]) == (1 / 2, 1 / 3)
    assert (pair(found[BASE]), pair(found[NOT_RECORDED])) == ((2, 3), (1, 1))


def test_a_term_counts_once_however_often_it_is_given(strand: Strand) -> None:
    paid = ("activity", "paid_work")
    both = organisation("Both", paid)
    named(strand, both, paid)
    named(strand, both, paid, ("activity", "brokerage"), status="worked")
    named(strand, organisation("Told only"), paid, ("payer", "esf"))

    found = rows(strand.study, "activity")

    assert pair(found["Paid work experience"]) == (2, 2)
    assert pair(found["Help into a permanent job"]) == (1, 1)
    assert pair(found[BASE]) == (2, 2)
    assert rows(strand.study, "payer")["European Social Fund"]["included"] == 1


def test_answers_of_another_study_are_not_in_the_profile(strand: Strand) -> None:
    good = named(strand, organisation("Good"))
    named(StrandFactory(), good, ("activity", "paid_work"))
    named(StrandFactory(), organisation("Theirs"))

    assert pair(rows(strand.study, "activity")[BASE]) == (0, 0)
    assert pair(rows(strand.study, "activity")[NOT_RECORDED]) == (1, 1)


def test_legal_form_age_and_employees_come_from_what_sources_state(strand: Strand) -> None:
    young = named(strand, organisation("Young", employees="12"))
    old = named(strand, organisation("Old", is_included=False))
    Organisation.objects.filter(pk=young.pk).update(legal_form="CIC", founded="2008")
    Organisation.objects.filter(pk=old.pk).update(legal_form="registered charity", founded="1970")

    forms, ages, sizes = (rows(strand.study, key) for key in ("legal_form", "age", "employees"))

    assert (pair(forms["Community interest company"]), pair(forms["Charity"])) == ((1, 1), (0, 1))
    assert (pair(ages["Under 3 years"]), pair(ages["More than 20 years"])) == ((1, 1), (0, 1))
    assert (pair(sizes["10 to 49"]), pair(sizes[NOT_RECORDED])) == ((1, 1), (0, 1))


def test_there_is_a_table_for_every_typology(strand: Strand) -> None:
    keys = [table.key for table in profile.build(strand.study, detail=False).tables]

    assert set(TERMS) <= set(keys)
    assert {"legal_form", "age", "employees"} <= set(keys)


def test_who_pays_is_published_of_ten_included_organisations_or_more(strand: Strand) -> None:
    """Of 10 included organisations 5 have the fund and 4 the lottery; of 9 nothing is printed."""
    for number in range(9):
        payers = [("payer", "esf")] if number < 5 else [("payer", "lottery")]
        named(strand, organisation(f"Paid {number}"), *payers)
    named(strand, organisation("Council", is_included=False), ("payer", "esf"))

    def payer() -> list[tuple[object, ...]]:
        report = control(profile.build(strand.study, detail=False))
        table = next(table for table in report.tables if table.key == "payer")
        return [(row["words"], row["included"], row["base"]) for row in table.rows]

    assert payer() == [("Too few answered", None, 9)]

    named(strand, organisation("Sells"), ("payer", "sales"))

    assert payer() == [
        ("European Social Fund", 5, 10),
        ("Lottery", 4, 10),
        ("Sales of goods or services", 1, 10),
    ]


@pytest.mark.parametrize(
    ("sectors", "sentence"),
    [
        pytest.param(
            [],
            "No organisation named in this study counts as a social enterprise by its definition yet.",
            id="empty study",
        ),
        pytest.param(
            ["food"],
            "1 organisation named in the study counts as a social enterprise by its definition: the commonest "
            "kind is support organisation (1 of 1, 100%), the commonest activity paid work experience (1 of 1, "
            "100%) and the commonest sector food (1 of 1, 100%).",
            id="one interview",
        ),
        pytest.param(
            ["food", "food", "retail", ""],
            "4 organisations named in the study count as social enterprises by its definition: the commonest kind "
            "is support organisation (4 of 4, 100%), the commonest activity paid work experience (4 of 4, 100%) "
            "and the commonest sector food (2 of 3, 67%).",
            id="several",
        ),
        pytest.param(
            ["food", "retail"],
            "2 organisations named in the study count as social enterprises by its definition: the commonest kind "
            "is support organisation (2 of 2, 100%), the commonest activity paid work experience (2 of 2, 100%) "
            "and the commonest sectors food and retail (each 1 of 2, 50%).",
            id="level",
        ),
    ],
)
def test_the_first_sentence_is_right_for_every_number(
    strand: Strand, sectors: list[str], sentence: str
) -> None:
    for number, sector in enumerate(sectors):
        terms = [("organisation_type", "support"), ("activity", "paid_work")]
        named(strand, organisation(f"No {number}", *terms, *([("sector", sector)] if sector else [])))

    assert control(profile.build(strand.study, detail=False)).answer == sentence


def test_a_profile_without_included_organisations_says_so(strand: Strand) -> None:
    named(strand, organisation("Council", is_included=False))

    answer = control(profile.build(strand.study, detail=False)).answer

    assert (
        answer == "No organisation named in this study counts as a social enterprise by its definition yet."
    )


def test_the_queries_stay_the_same_at_any_size(strand: Strand) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            profile.build(strand.study, detail=True)
        return len(captured)

    few = queries()
    for number in range(6):
        named(
            strand, organisation(f"No {number}", ("sector", "food")), ("payer", "esf"), ("stage", "community")
        )

    assert few == queries() == 5
