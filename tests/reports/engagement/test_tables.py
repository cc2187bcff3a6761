"""The engagement report's tables of relations: with whom, who pays, how many people are referred."""

import pytest

from interviews.models import Interview, Mention
from noms.models import Region
from noms.nouns import Noun
from reports.disclosure import control
from reports.engagement import report as engagement
from reports.engagement.queries import ReferralGroup
from reports.engagement.tables import relations as tables
from reports.table import Cell
from survey.models import Strand
from tests.reports.engagement.test_engagement import (
    INCLUDED,
    STATUTORY,
    UNDETERMINED,
    interview,
    mention,
    organisation,
    row,
)

pytestmark = pytest.mark.django_db
NOUNS = {"prison": Noun("prison", "prisons"), "probation": Noun("probation area", "probation areas")}


def told(held: Interview, meant: object, **terms: list[str]) -> Mention:
    """Create a relation with terms of several vocabularies."""
    made = mention(held, meant)
    for vocabulary, words in terms.items():
        for word in words:
            made.engagement.terms.create(vocabulary=vocabulary, term=word)
    return made


def test_relations_are_counted_by_the_people_worked_with(strand: Strand, north: Region) -> None:
    good, public = organisation("Good", INCLUDED), organisation("Public", STATUTORY)
    told(interview(strand, north), good, offender_group=["women", "young"])
    told(interview(strand, north), good, offender_group=["women"], activity=["paid_work"])
    told(interview(strand, north), public, offender_group=["women"])
    told(interview(strand, north), public, activity=["paid_work"])

    women = row(strand.study, "by_group", "Women")
    nobody = row(strand.study, "by_group", "Nobody in particular given")

    assert (women["included"], women["included_share"], women["all"], women["all_share"]) == (2, 1.0, 3, 1.0)
    assert row(strand.study, "by_group", "Young offenders")["included"] == 1
    assert (nobody["included"], nobody["all"]) == (0, 1)
    assert row(strand.study, "by_activity", "No activity given")["all"] == 2


def test_who_pays_is_counted_for_included_organisations_with_an_answer(strand: Strand, north: Region) -> None:
    good, public = organisation("Good", INCLUDED), organisation("Public", STATUTORY)
    told(interview(strand, north), good, payer=["esf", "sales"])
    told(interview(strand, north), good, payer=["esf"])
    told(interview(strand, north), good, payer=["not_known"])
    told(interview(strand, north), good)
    told(interview(strand, north), public, payer=["esf"])

    fund = row(strand.study, "by_payer", "European Social Fund")

    assert (fund["relations"], fund["base"], fund["rate"]) == (2, 2, 1.0)
    # Who does not know, and who did not say, are no part of the base: they are of all four.
    unknown = row(strand.study, "by_payer", tables.UNKNOWN)
    assert (unknown["relations"], unknown["base"], unknown["rate"]) == (2, 4, 0.5)


def test_people_referred_are_sorted_into_classes_and_estimates_marked(strand: Strand, north: Region) -> None:
    good, open_ = organisation("Good", INCLUDED), organisation("Open", UNDETERMINED)
    for number, is_estimate in ((0, False), (9, True), (10, False), (49, True), (100, True)):
        mention(interview(strand, north), good, referrals=number, referrals_are_estimated=is_estimate)
    mention(interview(strand, north), good)
    mention(interview(strand, north), open_, referrals=30)

    found = {
        words: row(strand.study, "referrals", words)
        for words in ("None", "1 to 9", "10 to 49", "50 to 99", "100 or more", tables.GIVEN, tables.ESTIMATES)
    }

    assert [each["relations"] for each in found.values()] == [1, 1, 2, 0, 1, 5, 3]
    assert {each["base"] for each in found.values()} == {5}
    assert found["1 to 9"]["rate"] == 0.2


def of(kind: str, number: int, people: int, largest: int) -> ReferralGroup:
    return ReferralGroup(kind, "10 to 49", False, number, people, largest)


@pytest.mark.parametrize(
    ("groups", "rows"),
    [
        pytest.param(
            [of("prison", 10, 200, 60), of("probation", 12, 300, 100), of("prison", 2, 50, 40)],
            [("Prisons", 12, 250), ("Probation areas", 12, 300), ("All services", 24, 550)],
            id="each may be summed",
        ),
        pytest.param(
            [of("prison", 9, 200, 60), of("probation", 12, 300, 100)],
            [("All services", 21, 500)],
            id="too few prisons, and the difference of two sums would tell theirs",
        ),
        pytest.param([of("prison", 12, 200, 60)], [("All services", 12, 200)], id="one kind only"),
        pytest.param([of("prison", 9, 90, 20)], [("All services", 9, None)], id="too few at all"),
        pytest.param([of("prison", 12, 200, 100)], [("All services", 12, None)], id="one makes up half"),
        pytest.param([], [("All services", 0, 0)], id="nobody gave a number"),
    ],
)
def test_people_are_summed_where_no_relation_can_be_derived_from_the_sum(
    groups: list[ReferralGroup], rows: list[tuple[Cell, ...]]
) -> None:
    table = tables.people_referred(groups, NOUNS, 10)

    assert [tuple(found.values()) for found in table.rows] == rows


def test_a_study_that_asks_for_a_larger_base_sums_no_people_of_fewer_relations() -> None:
    groups = [of("prison", 20, 200, 60), of("probation", 12, 300, 100)]

    assert [tuple(found.values()) for found in tables.people_referred(groups, NOUNS, 20).rows] == [
        ("All services", 32, 500)
    ]
    assert tables.people_referred(groups[1:], NOUNS, 20).rows[0]["people"] is None


def test_the_public_sees_who_pays_by_size_and_who_does_not_know(strand: Strand, north: Region) -> None:
    """Of 14 relations 12 have a payer: the fund 7, sales 4 and the lottery 1; of 2 it is not known."""
    good = organisation("Good", INCLUDED)
    for payer, number in (("lottery", 1), ("esf", 7), ("sales", 4), ("not_known", 2)):
        for _ in range(number):
            told(interview(strand, north), good, payer=[payer])

    report = control(engagement.build(strand.study, detail=False))

    table = next(table for table in report.tables if table.key == "by_payer")
    assert [(found["words"], found["relations"], found["base"]) for found in table.rows] == [
        ("European Social Fund", 7, 12),
        ("Sales of goods or services", 4, 12),
        ("Lottery", 1, 12),
        (tables.UNKNOWN, 2, 14),
    ]


def test_the_answer_gives_the_relations_and_the_commonest_arrangement(strand: Strand, north: Region) -> None:
    good = organisation("Good", INCLUDED)
    for number in range(10):
        mention(
            interview(strand, north),
            good,
            referrals=20,
            arrangement="hosted" if number < 7 else "contract" if number < 9 else "not_known",
        )

    report = control(engagement.build(strand.study, detail=False))

    assert report.answer.endswith(
        "with a social enterprise: 10 working links, most often “Hosted on site” (7 of 9 known, 78%)."
    )
    referred = next(table for table in report.tables if table.key == "referred")
    assert [row["people"] for row in referred.rows if row["kind"] == tables.ALL_SERVICES] == [200]
