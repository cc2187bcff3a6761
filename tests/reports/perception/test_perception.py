"""The perception report on small studies made by hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import Organisation
from enterprises.vocabulary import Outcome
from interviews.actions import resolve_mention
from interviews.models import Interview
from noms.models import Region
from reports.disclosure import control
from reports.perception import report as perception
from reports.perception.queries import IncludedOrganisation
from reports.perception.tables import CELLS, CalledOf, OutcomeLine, is_large, merged
from reports.table import Report, Row, Table
from survey.models import Strand, Study
from tests.factories.answered import answered
from tests.factories.assessed import assessed
from tests.factories.interviews import MentionFactory
from tests.factories.noms import RegionFactory
from tests.factories.survey import StrandFactory, StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SOCIAL, TRADING = Outcome.SOCIAL_ENTERPRISE, Outcome.TRADING_VOLUNTARY


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
        "part": "All who answered",
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

    words = {(row["word"], row["side"]): (row["mentions"], row["base"]) for row in rows(report, "words")}
    outcomes = {row["outcome"]: (row["called"], row["base"]) for row in rows(report, "outcomes")}

    assert {word: cells for word, cells in words.items() if cells[0]} == {
        ("A social enterprise", "All times named"): (3, 5),
        ("A social enterprise", "Counted"): (2, 3),
        ("A social enterprise", "Not counted"): (1, 2),
        ("A charity or voluntary organisation", "All times named"): (1, 5),
        ("A charity or voluntary organisation", "Counted"): (1, 3),
        ("A public body", "All times named"): (1, 5),
        ("A public body", "Not counted"): (1, 2),
    }
    assert outcomes == {
        "Social enterprise": (2, 3),
        "Public body": (1, 2),
        "All times named": (3, 5),
    }


def test_every_mention_has_one_place_in_the_bases(strand: Strand, north: Region) -> None:
    small_study(strand, north)

    assert [row["mentions"] for row in rows(built(strand.study), "bases")] == [1, 0, 0, 1, 1, 5, 8]


def test_the_first_sentence_gives_agreement_kappa_and_base(strand: Strand, north: Region) -> None:
    small_study(strand, north)

    assert sentence(built(strand.study)) == (
        "People who answered and the definition agree on whether an organisation is a social enterprise 3 of 5 "
        "times (60%; Cohen's kappa 0.17, slight)."
    )


def test_organisations_named_in_many_regions_are_taken_for_national(strand: Strand) -> None:
    national, local = enterprise("National"), enterprise("Local")
    for number, word in enumerate(("charity", "charity", "charity", "social_enterprise", "not_said")):
        says(answered(strand, RegionFactory(name=f"Region {number}")), word, national)
    says(answered(strand, RegionFactory(name="Region 9")), "social_enterprise", local)

    seen = {
        row["group"]: (row["organisations"], row["called"], row["base"], row["rate"])
        for row in rows(built(strand.study), "seen")
    }

    assert seen == {
        "Large or national": (1, 1, 4, 0.25),
        "Smaller, and local as far as known": (1, 1, 1, 1.0),
        "All social enterprises": (2, 2, 5, 0.4),
    }
    assert sentence(built(strand.study)).endswith(
        "; large or national ones that the definition includes were called social enterprises 1 of 4 times."
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


def many(strand: Strand, region: Region, *, probation: bool) -> None:
    """30 mentions: of 16 included 9 were called one, of 14 others 6."""
    good, statutory = enterprise(), public()
    for word, meant, number in (
        ("social_enterprise", good, 9),
        ("social_enterprise", statutory, 6),
        ("charity", good, 7),
        ("statutory", statutory, 8),
    ):
        for _ in range(number):
            says(answered(strand, region, probation=probation), word, meant)


def published(study: Study) -> dict[str, Table]:
    return {table.key: table for table in control(perception.build(study, detail=False)).tables}


def test_the_public_sees_the_agreement_exactly_where_no_group_is_small_or_of_one_word(
    strand: Strand, north: Region
) -> None:
    many(strand, north, probation=False)
    many(strand, north, probation=True)

    tables = published(strand.study)

    # In each half: (30 × 17 − (15 × 16 + 15 × 14)) / (900 − 450) = 60 / 450
    agreement = [
        [row[key] for key in (*CELLS, "base", "agreed", "kappa")] for row in tables["agreement"].rows
    ]
    assert agreement == [
        [9, 6, 7, 8, 30, 17, 60 / 450],
        [9, 6, 7, 8, 30, 17, 60 / 450],
        [18, 12, 14, 16, 60, 34, 60 / 450],
    ]
    assert "57%; Cohen's kappa 0.13, slight)" in control(perception.build(strand.study, detail=False)).answer


def test_kinds_of_respondent_are_not_shown_where_one_has_too_few_mentions(
    strand: Strand, north: Region
) -> None:
    """9 mentions by probation: 39 less 30 would be theirs, so only all are shown."""
    many(strand, north, probation=False)
    for number in range(9):
        says(
            answered(strand, north, probation=True),
            "charity" if number < 5 else "social_enterprise",
            enterprise(),
        )

    (row,) = published(strand.study)["agreement"].rows

    assert [row[key] for key in (*CELLS, "base")] == [13, 6, 12, 8, 39]


def test_nothing_is_split_by_the_definition_where_nearly_all_have_one_word(
    strand: Strand, north: Region
) -> None:
    """Of 15 others 4 were called one: too few, because the table of words has their sum."""
    good, statutory = enterprise(), public()
    for word, meant, number in (
        ("social_enterprise", good, 9),
        ("charity", good, 7),
        ("statutory", statutory, 11),
    ):
        for _ in range(number):
            says(answered(strand, north), word, meant)
    for _ in range(4):
        says(answered(strand, north), "social_enterprise", statutory)

    report = control(perception.build(strand.study, detail=False))

    assert [table.key for table in report.tables] == ["words", "bases"]
    assert {row["side"] for row in report.tables[0].rows} == {"All times named"}
    assert report.answer.startswith("How far people’s words agree with the definition cannot be shown")


def of(outcome: Outcome, called: int, base: int) -> OutcomeLine:
    return OutcomeLine((outcome,), outcome in (SOCIAL, TRADING), CalledOf(called, base))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(
            # The demonstration: 5 of 9, 0 of 50, 0 of 22 and 0 of 20 are counted together.
            [
                of(SOCIAL, 107, 140),
                of(TRADING, 28, 98),
                of(Outcome.SPECIAL_PURPOSE_VEHICLE, 5, 9),
                of(Outcome.VOLUNTARY, 0, 50),
                of(Outcome.STATUTORY, 6, 17),
                of(Outcome.PROFIT_DISTRIBUTING, 7, 23),
                of(Outcome.PART_OF_ANOTHER, 0, 22),
                of(Outcome.OTHER, 0, 20),
            ],
            [(107, 140), (28, 98), (6, 17), (7, 23), (5, 101)],
            id="the demonstration",
        ),
        pytest.param(
            # 4 of 9 would follow from the sum of the included, so they go together with the other outcome.
            [of(SOCIAL, 50, 90), of(TRADING, 4, 9), of(Outcome.STATUTORY, 6, 17)],
            [(54, 99), (6, 17)],
            id="each side by itself",
        ),
        pytest.param(
            # 0 of 12 is all of one word: the next smallest joins it, and then there is no third to tell it from.
            [of(Outcome.STATUTORY, 0, 12), of(Outcome.OTHER, 6, 17)],
            [(6, 29)],
            id="until it is mixed",
        ),
    ],
)
def test_outcomes_that_cannot_be_shown_alone_are_counted_together_on_their_side(
    lines: list[OutcomeLine], expected: list[tuple[int, int]]
) -> None:
    assert [(line.found.called, line.found.base) for line in merged(lines, 10)] == expected


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
