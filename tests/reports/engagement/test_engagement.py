"""The engagement report on small studies made by hand."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises import actions as directory
from enterprises.models import Organisation
from interviews.actions import resolve_mention
from interviews.models import Interview, Mention
from noms.models import Region
from reports.disclosure import control
from reports.engagement import report as engagement
from reports.engagement.tables import relations as tables
from reports.table import Row
from survey.models import Strand, Study
from tests.factories.interviews import InterviewFactory, MentionFactory
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

INCLUDED = {"separately_constituted": "yes", "statutory_body": "no", "operated_by_service_staff": "no"} | {
    "own_bank_account": "yes",
    "public_sector_board_share": "0",
    "publicly_controlled": "no",
    "shadow_directors": "no",
    "reinvested_share": "100",
    "social_aims": "yes",
    "trading_share": "80",
}
STATUTORY = {"statutory_body": "yes"}
UNDETERMINED = {"social_aims": "yes"}


def organisation(name: str, facts: dict[str, str]) -> Organisation:
    made = directory.create_organisation(name=name, by=None)
    directory.add_facts(
        organisation=made,
        facts=facts,
        source_kind="register",
        source="A register",
        observed_on=dt.date(2009, 6, 1),
        by=None,
    )
    return made


def interview(strand: Strand, region: Region, *, status: str = "complete", **service: object) -> Interview:
    code = {"complete": "I", "partial": "P", "draft": "UH"}[status]
    unit = SampledUnitFactory(strand=strand, service=ServiceFactory(region=region, **service), code=code)
    return InterviewFactory(unit=unit, status=status)


def mention(
    held: Interview, meant: Organisation | None, terms: tuple[str, ...] = (), **said: object
) -> Mention:
    made = MentionFactory(interview=held, **said)
    for term in terms:
        made.terms.create(vocabulary="activity", term=term)
    return resolve_mention(mention=made, organisation=meant, by=None) if meant else made


def rows(study: Study, key: str) -> list[Row]:
    report = engagement.build(study, detail=True)
    return list(next(table for table in report.tables if table.key == key).rows)


def row(study: Study, key: str, words: str) -> Row:
    return next(found for found in rows(study, key) if words in found.values())


def test_each_service_is_in_exactly_one_column(strand: Strand, north: Region) -> None:
    good, public, open_ = (
        organisation("Good", INCLUDED),
        organisation("Public", STATUTORY),
        organisation("Open", UNDETERMINED),
    )
    both = interview(strand, north)
    mention(both, good)
    mention(both, public)
    mention(interview(strand, north), public)
    mention(interview(strand, north), open_)
    mention(interview(strand, north), None)
    interview(strand, north, status="partial")
    interview(strand, north, status="draft")

    prisons = row(strand.study, "services_by_kind", "Prisons")

    assert prisons == {
        "kind": "Prisons",
        "interviewed": 5,
        "included": 1,
        "undecided": 2,
        "none": 2,
        "share": 0.2,
        "not_interviewed": 1,
        "weighted": 0.2,
        "weighted_most": 0.6,
    }


@pytest.mark.parametrize("status", ["worked", "would_like"])
def test_a_relation_that_ended_or_is_wished_for_does_not_count(
    strand: Strand, north: Region, status: str
) -> None:
    mention(interview(strand, north), organisation("Good", INCLUDED), status=status)

    assert row(strand.study, "services_by_kind", "Prisons")["included"] == 0
    assert row(strand.study, "by_arrangement", tables.ALL)["all"] == 0


def test_an_interview_being_entered_does_not_count_yet(strand: Strand, north: Region) -> None:
    mention(interview(strand, north, status="draft"), organisation("Good", INCLUDED))

    assert row(strand.study, "by_arrangement", tables.ALL)["all"] == 0
    assert row(strand.study, "mentions", "All times named")["mentions"] == 0


def test_another_studys_relations_do_not_count(strand: Strand, north: Region) -> None:
    other = StrandFactory()
    mention(interview(other, north), organisation("Good", INCLUDED))

    assert row(strand.study, "by_arrangement", tables.ALL)["all"] == 0


def test_the_respondents_description_decides_nothing(strand: Strand, north: Region) -> None:
    mention(interview(strand, north), organisation("Public", STATUTORY), described_as="social_enterprise")

    assert row(strand.study, "services_by_kind", "Prisons")["none"] == 1


def test_relations_are_counted_by_arrangement_origin_and_activity(strand: Strand, north: Region) -> None:
    good, public = organisation("Good", INCLUDED), organisation("Public", STATUTORY)
    held = interview(strand, north)
    mention(held, good, ("paid_work", "brokerage"), arrangement="grant", origin="wider_third_sector")
    mention(interview(strand, north, probation=True), good, arrangement="contract", origin="commissioning")
    mention(held, public, ("paid_work",), arrangement="grant", origin="commissioning")

    grant = row(strand.study, "by_arrangement", "Grant")
    began = row(strand.study, "by_origin", "Commissioning")
    paid = row(strand.study, "by_activity", "Paid work experience")
    silent = row(strand.study, "by_activity", "No activity given")
    known = row(strand.study, "by_activity", tables.KNOWN)

    assert (grant["included"], grant["included_share"], grant["all"]) == (1, 0.5, 2)
    assert grant["all_share"] == pytest.approx(2 / 3)
    assert (began["included"], began["all"]) == (1, 2)
    # The base is the relations of which it is known; who gave no activity has a row of its own and no percentage.
    assert (paid["included"], paid["all"], paid["included_share"], paid["all_share"]) == (1, 2, 1.0, 1.0)
    assert (silent["included"], silent["all"], silent["included_share"]) == (1, 1, None)
    assert (known["included"], known["all"]) == (1, 2)
    assert row(strand.study, "by_activity", tables.ALL)["all"] == 3


def test_an_organisation_counts_once_and_each_of_its_relations_once(strand: Strand, north: Region) -> None:
    good = organisation("Good", INCLUDED)
    mention(interview(strand, north), good)
    mention(interview(strand, north), good)

    outcome = row(strand.study, "organisations_by_outcome", "Social enterprise")

    assert (outcome["counted_as"], outcome["organisations"], outcome["relations"]) == ("Counted", 1, 2)


def test_a_relation_reported_again_counts_once_as_it_was_first_reported(
    strand: Strand, north: Region
) -> None:
    good = organisation("Good", INCLUDED)
    held = interview(strand, north)
    mention(held, good, ("paid_work",), arrangement="grant")
    mention(held, good, own_words="Good Ltd", arrangement="contract")
    again = StrandFactory(study=strand.study, kind="extended_interview")
    unit = SampledUnitFactory(strand=again, service=held.unit.service, code="I")
    mention(InterviewFactory(unit=unit, status="complete"), good, ("paid_work",), arrangement="contract")

    outcome = row(strand.study, "organisations_by_outcome", "Social enterprise")

    assert (outcome["organisations"], outcome["relations"]) == (1, 1)
    assert row(strand.study, "by_arrangement", "Grant")["all"] == 1
    assert row(strand.study, "by_activity", "Paid work experience")["all"] == 1
    assert row(strand.study, "by_arrangement", tables.ALL)["all"] == 1


def test_undetermined_is_a_row_of_its_own(strand: Strand, north: Region) -> None:
    mention(interview(strand, north), organisation("Open", UNDETERMINED))

    outcome = row(strand.study, "organisations_by_outcome", "All: not enough known yet")

    assert (outcome["organisations"], outcome["relations"]) == (1, 1)
    assert row(strand.study, "organisations_by_outcome", "All: counted")["relations"] == 0


def test_an_undetermined_organisation_counts_on_the_side_of_all_remaining_cases(
    strand: Strand, north: Region
) -> None:
    either_way = organisation("Either way", INCLUDED | {"trading_share": "40..60"})
    open_ = organisation("Open", UNDETERMINED)
    mention(interview(strand, north), either_way)
    mention(interview(strand, north), either_way)
    mention(interview(strand, north), open_)

    found = [
        (found["counted_as"], found["organisations"], found["relations"])
        for found in rows(strand.study, "organisations_by_outcome")
        if str(found["outcome"]).startswith(("Social enterprise or trading", "Not enough known yet", "All: "))
    ]

    assert found == [
        ("Counted", 1, 2),
        ("Not enough known yet", 1, 1),
        ("Counted", 1, 2),
        ("Not counted", 0, 0),
        ("Not enough known yet", 1, 1),
    ]
    assert row(strand.study, "by_arrangement", tables.ALL)["included"] == 2
    assert row(strand.study, "services_by_kind", "Prisons")["undecided"] == 1


def test_names_are_counted_by_their_matching_result(strand: Strand, north: Region) -> None:
    held = interview(strand, north)
    mention(held, organisation("Good", INCLUDED))
    mention(held, None)
    mention(held, None, match_state="not_an_organisation")

    found = {counted["state"]: counted["mentions"] for counted in rows(strand.study, "mentions")}

    assert found["Found in the directory"] == found["Not looked up yet"] == found["Not an organisation"] == 1
    assert found["All times named"] == 3


@pytest.mark.parametrize(
    ("prisons", "areas", "sentence"),
    [
        pytest.param(
            [True, False],
            [True, True],
            "1 of 2 prisons interviewed (50%) and 2 of 2 probation areas interviewed (100%) work with a "
            "social enterprise: 3 working links.",
            id="both",
        ),
        pytest.param(
            [True],
            [],
            "1 of 1 prison interviewed (100%) works with a social enterprise: 1 working link.",
            id="one",
        ),
        pytest.param(
            [],
            [False, False],
            "0 of 2 probation areas interviewed (0%) work with a social enterprise.",
            id="none",
        ),
        pytest.param([], [], "No service has been interviewed in this study yet.", id="nobody"),
    ],
)
def test_the_first_sentence_is_right_for_every_number(
    strand: Strand, north: Region, prisons: list[bool], areas: list[bool], sentence: str
) -> None:
    good = organisation("Good", INCLUDED)
    for works in prisons:
        held = interview(strand, north)
        if works:
            mention(held, good)
    for works in areas:
        held = interview(strand, north, probation=True)
        if works:
            mention(held, good)

    assert control(engagement.build(strand.study, detail=False)).answer == sentence


def test_the_queries_stay_the_same_at_any_size(strand: Strand, north: Region) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            engagement.build(strand.study, detail=True)
        return len(captured)

    good = organisation("Good", INCLUDED)
    mention(interview(strand, north), good)
    few = queries()
    for number in range(4):
        region = RegionFactory(name=f"Region {number}")
        for service in range(3):
            held = interview(strand, region, probation=bool(service % 2))
            mention(held, good, ("paid_work",))
            mention(held, organisation(f"Other {number} {service}", UNDETERMINED))

    assert few == queries() == 9


KINDS = ("Prisons", "Probation areas", "All services")


def said(strand: Strand, number: object, named: int, *, probation: bool = False, **more: object) -> None:
    service = ServiceFactory(probation=probation)
    held = InterviewFactory(
        unit=SampledUnitFactory(strand=strand, service=service, code="I"),
        status="complete",
        answers={"works_now": {"value": "yes"}, "organisations_number": number, **more},
    )
    for _ in range(named):
        MentionFactory(interview=held)
    MentionFactory(interview=held, status="worked")


def test_the_organisations_that_services_say_they_work_with_are_beside_those_recorded(strand: Strand) -> None:
    for number in range(10):
        said(strand, {"value": number}, 2)
        said(strand, {"value": 5}, 4, probation=True)
    # Who did not know, and who was not asked though a number is still there, say nothing.
    said(strand, {"state": "not_known"}, 3)
    said(strand, {"value": 90}, 3, works_now={"value": "no"})

    prisons, areas, every = (row(strand.study, "said", kind) for kind in KINDS)

    assert (prisons["services"], prisons["said"], prisons["recorded"]) == (10, 45, 20)
    assert (areas["services"], areas["said"], areas["recorded"]) == (10, 50, 40)
    assert (every["said"], every["recorded"], every["share"]) == (95, 60, 60 / 95)


def test_a_number_said_that_is_below_those_named_has_no_share_of_them(strand: Strand) -> None:
    """Ten services say that they work with one organisation each, and name two."""
    for _ in range(10):
        said(strand, {"value": 1}, 2)

    report = control(engagement.build(strand.study, detail=False))

    every = next(table for table in report.tables if table.key == "said").rows[-1]
    assert (every["services"], every["said"], every["recorded"], every["share"]) == (10, 10, 20, None)


def test_a_sum_of_few_services_is_not_given(strand: Strand) -> None:
    said(strand, {"value": 8}, 1)

    every = row(strand.study, "said", "All services")

    assert (every["services"], every["said"], every["recorded"], every["share"]) == (1, None, 1, None)
    # The public does not learn either how many organisations the one service named.
    report = control(engagement.build(strand.study, detail=False))
    table = next(table for table in report.tables if table.key == "said")
    public = table.rows[-1]
    assert (public["services"], public["said"], public["recorded"]) == (1, None, None)
    assert table.hidden == {(0, "said"), (0, "recorded")}
