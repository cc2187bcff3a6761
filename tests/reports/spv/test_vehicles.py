"""The vehicles that a study knows, and its contact with them, on small studies made by hand."""

import pytest

from interviews.actions import nominate
from reports.disclosure import control
from reports.spv import report as spv
from survey.models import Strand
from survey.vocabulary import StrandKind
from tests.factories.assessed import assessed
from tests.factories.interviews import InterviewFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory
from tests.reports.spv.interviews import VEHICLE, interview, name, rows

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_the_ways_in_which_vehicles_came_to_be_known_are_counted_apart(strand: Strand) -> None:
    extended = StrandFactory(
        study=strand.study, kind=StrandKind.EXTENDED_INTERVIEW, instrument=strand.instrument
    )
    enterprises = StrandFactory(study=strand.study, kind=StrandKind.ENTERPRISE_INTERVIEW)
    both, itself = assessed("Both", **VEHICLE), assessed("Itself", **VEHICLE)
    name(interview(strand), both)
    name(interview(strand), both)
    name(interview(extended), both)
    for code in ("I", "R"):
        organisation = itself if code == "I" else assessed("Refused", **VEHICLE)
        SampledUnitFactory(strand=enterprises, service=None, organisation=organisation, code=code)

    found = {words: row["organisations"] for words, row in rows(strand.study, "reached").items()}

    assert found == {
        "Interviewed itself": 1,
        "Named in: first interviews": 1,
        "Named in: longer interviews": 1,
    }
    assert rows(strand.study, "identified")["Enterprise set up by staff"]["organisations"] == 2


def test_each_vehicle_is_in_one_way_of_contact_the_first_that_holds(strand: Strand) -> None:
    extended = StrandFactory(
        study=strand.study, kind=StrandKind.EXTENDED_INTERVIEW, instrument=strand.instrument
    )
    enterprises = StrandFactory(study=strand.study, kind=StrandKind.ENTERPRISE_INTERVIEW)
    itself, referred, refused = (assessed(words, **VEHICLE) for words in ("Itself", "Referred", "Refused"))
    for organisation, code, category in ((itself, "I", 3), (referred, "I", None), (refused, "R", 3)):
        SampledUnitFactory(
            strand=enterprises, service=None, organisation=organisation, code=code, category=category
        )
        nominate(
            study=strand.study,
            organisation=organisation,
            nominated_by="evaluation",
            reason="Told of it",
            by=None,
        )
    named = interview(strand, answers={"spv_status": {"state": "not_known"}})
    for organisation in (itself, referred, refused):
        name(named, organisation)
    for asked in (strand, extended):
        name(
            interview(asked, "failed_after"), itself if asked is strand else assessed("Discussed", **VEHICLE)
        )
    name(interview(strand, "operating"), assessed("Told of", **VEHICLE))
    name(interview(strand, "interested"), assessed("Another's", **VEHICLE))

    found = {words: row["organisations"] for words, row in rows(strand.study, "contacted").items()}

    assert found == {
        "Interviewed as an enterprise": 1,
        "In one interview of its own, after an external evaluation": 1,
        "Discussed in a longer interview with its service": 1,
        "Told of in a first interview with its service": 1,
        "All that the study was in contact with": 4,
        "None: only named": 2,
        "All enterprises set up by staff": 6,
    }


def test_vehicles_are_counted_by_how_far_they_got_and_their_own_word_counts_first(strand: Strand) -> None:
    enterprises = StrandFactory(study=strand.study, kind=StrandKind.ENTERPRISE_INTERVIEW)
    itself = assessed("Says it failed", **VEHICLE)
    unit = SampledUnitFactory(strand=enterprises, service=None, organisation=itself, code="I")
    InterviewFactory(unit=unit, status="complete", answers={"vehicle_status": {"value": "failed_after"}})
    name(interview(strand, "operating"), itself)
    name(interview(strand, "failed_before"), assessed("Never opened", **VEHICLE))
    name(interview(strand, "in_development"), assessed("Being set up", **VEHICLE))
    name(interview(strand, answers={"spv_status": {"state": "not_known"}}), assessed("Unknown", **VEHICLE))
    disputed = assessed("Disputed", **VEHICLE)
    name(interview(strand, "operating"), disputed)
    name(interview(strand, "failed_before"), disputed)

    found = {words: row["organisations"] for words, row in rows(strand.study, "how_far").items()}

    assert found == {
        "Operating, or in development": 1,
        "Failed, before or soon after it opened": 2,
        "Not known how far it got, or told differently": 2,
        "All enterprises set up by staff": 5,
    }
    assert "2 failed before or soon after opening" in control(spv.build(strand.study, detail=False)).answer


def test_a_relation_that_two_interviews_tell_of_is_one(strand: Strand) -> None:
    extended = StrandFactory(
        study=strand.study, kind=StrandKind.EXTENDED_INTERVIEW, instrument=strand.instrument
    )
    first, vehicle = interview(strand), assessed("Print shop", **VEHICLE)
    again = interview(
        extended, unit=SampledUnitFactory(strand=extended, service=first.unit.service, code="I")
    )
    for held in (first, again):
        name(held, vehicle)

    assert rows(strand.study, "identified")["Enterprise set up by staff"]["works"] == 1
