"""The perception report on small studies made by hand."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import Organisation
from interviews.actions import resolve_mention
from interviews.models import Interview
from noms.models import Region
from reports.disclosure import Policy, control
from reports.perception import report as perception
from reports.perception.queries import IncludedOrganisation
from reports.perception.tables import is_large
from reports.table import Report, Row
from survey.models import Strand, Study
from tests.factories.answered import answered
from tests.factories.assessed import assessed
from tests.factories.interviews import MentionFactory
from tests.factories.noms import RegionFactory
from tests.factories.survey import StrandFactory, StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def strand() -> Strand:
    return StrandFactory()


def enterprise(name: str = "Good") -> Organisation:
    return assessed(name, trading_share="80")


def public() -> Organisation:
    return assessed("Public", statutory_body="yes", separately_constituted="")


def undecided() -> Organisation:
    return assessed("Open", trading_share="", reinvested_share="", social_aims="")


def says(held: Interview, word: str, meant: Organisation | None = None) -> None:
    mention = MentionFactory(interview=held, described_as=word)
    if meant is not None:
        resolve_mention(mention=mention, organisation=meant, by=None)


def built(study: Study) -> Report:
    return perception.build(study, detail=True)


def rows(report: Report, key: str) -> list[Row]:
    return list(next(table for table in report.tables if table.key == key).rows)


def sentence(report: Report) -> str:
    return report.answer_from({table.key: table for table in report.tables})


def small_study(strand: Strand, north: Region) -> None:
    """A study with 4 mentions by prisons, one in each cell, and one agreement by probation."""
    good, statutory = enterprise(), public()
    first, second = answered(strand, north), answered(strand, north)
    says(first, "social_enterprise", good)
    says(first, "statutory", statutory)
    says(second, "charity", good)
    says(second, "social_enterprise", statutory)
    third = answered(strand, north, probation=True)
    says(third, "social_enterprise", good)
    says(third, "not_said", statutory)
    says(third, "social_enterprise", undecided())
    says(third, "charity")
    says(answered(strand, north, status="draft"), "social_enterprise", good)


def test_agreement_has_its_four_cells_its_base_and_kappa(strand: Strand, north: Region) -> None:
    small_study(strand, north)

    prisons, probation, everybody = rows(built(strand.study), "agreement")

    assert everybody == {
        "part": "All respondents",
        "both": 2,
        "called_only": 1,
        "included_only": 1,
        "neither_nor": 1,
        "base": 5,
        "agreed": 3,
        "rate": 0.6,
        # (5 × 3 − (3 × 3 + 2 × 2)) / (25 − 13) = 2 / 12
        "kappa": 2 / 12,
    }
    assert (prisons["base"], prisons["agreed"], prisons["kappa"]) == (4, 2, 0.0)
    assert (probation["base"], probation["agreed"], probation["kappa"]) == (1, 1, None)


def test_words_and_outcomes_are_counted_over_the_same_mentions(strand: Strand, north: Region) -> None:
    small_study(strand, north)
    report = built(strand.study)

    words = {row["word"]: (row["included"], row["all"]) for row in rows(report, "words")}
    outcomes = {row["outcome"]: (row["called"], row["base"]) for row in rows(report, "outcomes")}

    assert {word: cells for word, cells in words.items() if cells[1]} == {
        "A social enterprise": (2, 3),
        "A charity or voluntary organisation": (1, 1),
        "A public body": (0, 1),
        "All mentions": (3, 5),
    }
    assert {outcome: cells for outcome, cells in outcomes.items() if cells[1]} == {
        "Social enterprise": (2, 3),
        "Statutory body": (1, 2),
        "All mentions": (3, 5),
    }


def test_every_mention_has_one_place_in_the_bases(strand: Strand, north: Region) -> None:
    small_study(strand, north)

    assert [row["mentions"] for row in rows(built(strand.study), "bases")] == [1, 0, 0, 1, 1, 5, 8]


def test_the_first_sentence_gives_agreement_kappa_and_base(strand: Strand, north: Region) -> None:
    small_study(strand, north)

    assert sentence(built(strand.study)) == (
        "Respondents and the definition agree on whether an organisation is a social enterprise in 3 of 5 mentions "
        "(60%; Cohen's kappa 0.17, slight)."
    )


def test_organisations_named_in_many_regions_are_taken_for_national(strand: Strand) -> None:
    national, local = enterprise("National"), enterprise("Local")
    for number, word in enumerate(("charity", "charity", "charity", "social_enterprise", "not_said")):
        says(answered(strand, RegionFactory(name=f"Region {number}")), word, national)
    says(answered(strand, RegionFactory(name="Region 9")), "social_enterprise", local)

    seen = {
        row["group"]: (row["organisations"], row["called"], row["otherwise"], row["base"], row["rate"])
        for row in rows(built(strand.study), "seen")
    }

    assert seen == {
        "Large or national": (1, 1, 3, 4, 0.25),
        "Smaller, and local as far as known": (1, 1, 0, 1, 1.0),
        "one region": (1, 1, 0, 1, 1.0),
        "2 to 3 regions": (0, 0, 0, 0, None),
        "4 regions or more": (1, 1, 3, 4, 0.25),
        "All included organisations": (2, 2, 3, 5, 0.4),
    }
    assert sentence(built(strand.study)).endswith(
        "; large or national ones that the definition includes were called social enterprises in 1 of 4 mentions."
    )


@pytest.mark.parametrize(
    ("employees", "regions", "expected"),
    [
        pytest.param(250, 1, True, id="large"),
        pytest.param(249, 3, False, id="neither"),
        pytest.param(None, 4, True, id="national"),
        pytest.param(None, 1, False, id="not known"),
    ],
)
def test_large_is_by_employees_or_by_regions(employees: int | None, regions: int, expected: bool) -> None:
    assert is_large(IncludedOrganisation(employees, regions, called=0, called_otherwise=0)) is expected


def test_employees_are_read_from_the_stored_assessment(strand: Strand, north: Region) -> None:
    says(answered(strand, north), "charity", assessed("Large", trading_share="80", employees="1200"))

    assert rows(built(strand.study), "seen")[0]["organisations"] == 1


def test_another_studys_mentions_do_not_count(strand: Strand, north: Region) -> None:
    says(answered(StrandFactory(), north), "social_enterprise", enterprise())

    assert rows(built(strand.study), "bases")[-1]["mentions"] == 0


def test_an_empty_study_and_one_of_undecided_mentions_have_a_report(strand: Strand, north: Region) -> None:
    assert sentence(built(StudyFactory())).endswith("decided by the definition yet.")
    assert control(built(StudyFactory())).answer.endswith(".")

    says(answered(strand, north), "social_enterprise", undecided())
    assert sentence(built(strand.study)).endswith("decided by the definition yet.")


def test_hidden_figures_are_in_no_sentence_and_give_no_kappa(strand: Strand, north: Region) -> None:
    small_study(strand, north)
    report = built(strand.study)
    table = next(table for table in report.tables if table.key == "agreement")
    blank = {"both": None, "base": None, "agreed": None, "rate": None}
    hidden = replace(table, rows=tuple({**row, **blank} for row in table.rows))

    tables = {table.key: table for table in report.tables} | {"agreement": hidden}
    assert report.answer_from(tables).startswith("How far respondents' words agree")
    assert hidden.columns[-1].formula(hidden.rows[-1]) is None


def many(strand: Strand, region: Region) -> None:
    good, statutory = enterprise(), public()
    for word, meant, number in (
        ("social_enterprise", good, 9),
        ("social_enterprise", statutory, 6),
        ("charity", good, 7),
        ("statutory", statutory, 8),
    ):
        for _ in range(number):
            says(answered(strand, region), word, meant)
            says(answered(strand, region, probation=True), word, meant)


def test_kappa_is_printed_with_exact_figures_and_left_out_with_rounded_ones(
    strand: Strand, north: Region
) -> None:
    many(strand, north)

    rounds = control(built(strand.study), Policy(method="rounding"))

    # In each half: (30 × 17 − (15 × 16 + 15 × 14)) / (900 − 450) = 60 / 450
    assert "57%; Cohen's kappa 0.13, slight)" in sentence(built(strand.study))
    assert "Cohen's kappa is left out, because the figures are rounded)" in rounds.answer
    assert [row["kappa"] for row in rounds.tables[0].rows] == [None] * 3


def test_the_answer_distinguishes_a_hidden_kappa_from_an_undefined_one(strand: Strand, north: Region) -> None:
    good, statutory = enterprise(), public()
    for _ in range(12):
        says(answered(strand, north), "social_enterprise", good)
    assert "Cohen's kappa cannot be worked out)" in sentence(built(strand.study))

    for word, meant in (("statutory", statutory),) * 12 + (("charity", good),) * 9:
        says(answered(strand, north), word, meant)
    says(answered(strand, north), "social_enterprise", statutory)
    report = control(built(strand.study), Policy(method="suppression"))

    assert report.tables[0].rows[-1]["kappa"] is None
    assert "worked out" not in report.answer
    assert (
        "is hidden, because it rests on figures that are" in report.answer
        or "cannot be shown" in report.answer
    )


def test_the_queries_stay_the_same_at_any_size(strand: Strand, north: Region) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            built(strand.study)
        return len(captured)

    good = enterprise()
    says(answered(strand, north), "charity", good)
    few = queries()
    for number in range(4):
        says(answered(strand, RegionFactory(name=f"Region {number}")), "social_enterprise", good)

    assert few == queries() == 5
