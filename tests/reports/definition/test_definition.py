"""The definition report and the verdicts side by side, against figures worked by hand."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises import actions
from enterprises.models import Organisation
from reports import registry
from reports.definition import report as definition
from reports.disclosure import control
from reports.table import Column, Table
from reports.verdicts import report as verdicts
from reports.verdicts import tables as verdict_tables
from survey.models import Study
from tests.factories.assessed import assessed
from tests.factories.interviews import InterviewFactory, MentionFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def study() -> Study:
    return StudyFactory(slug="small", is_published=True)


def name_all(study: Study, *organisations: Organisation) -> None:
    """Create one complete interview that names each of them."""
    unit = SampledUnitFactory(strand=StrandFactory(study=study, kind="initial_interview"), code="I")
    interview = InterviewFactory(unit=unit, status="complete")
    for position, organisation in enumerate(organisations):
        MentionFactory(
            interview=interview, position=position, match_state="matched", organisation=organisation
        )


@pytest.fixture
def named(study: Study) -> Study:
    """Two included, one statutory, one that does not trade, and one of unknown trading."""
    name_all(
        study,
        assessed("Bakery", trading_share="80"),
        assessed("Garden", trading_share="30"),
        assessed("Agency", trading_share="80", statutory_body="yes"),
        assessed("Befrienders", trading_share="0"),
        assessed("Unknown", trading_share=""),
    )
    return study


def table(report, key):
    return next(table for table in report.tables if table.key == key)


def column(found, first: str, figure: str) -> dict[str, object]:
    return {str(row[first]): row[figure] for row in found.rows}


def test_the_first_sentence_counts_the_three_sides(named):
    report = control(registry.make("definition", named, detail=False))

    assert report.answer == (
        "Of 5 organisations named, 2 (40%) count as social enterprises by the study’s definition, 2 are not, and "
        "1 cannot be decided on what is known: the share counted is 40% at least and 60% at most."
    )


def test_outcomes_and_sides_are_counted(named):
    found = column(table(definition.build(named, detail=False), "outcomes"), "outcome", "organisations")

    assert found["Social enterprise"] == 1
    assert found["Charity that earns part of its income"] == 1
    assert found["Public body"] == 1
    assert found["Voluntary organisation"] == 1
    assert found["Not enough known yet"] == 1
    assert (found["All: counted"], found["All: not counted"], found["All: cannot be decided"]) == (2, 2, 1)
    assert found[definition.ALL] == 5


def test_excluded_organisations_are_counted_by_the_criterion_that_decides(named):
    rows = table(definition.build(named, detail=False), "excluded").rows
    found = {(row["criterion"], row["outcome"]): row["organisations"] for row in rows}

    assert found["Not a statutory body", "Public body"] == 1
    assert found["More than half of income from trading", "Voluntary organisation"] == 1
    assert sum(number for number in found.values() if isinstance(number, int)) == 4  # with the row of all


def test_the_fact_that_would_settle_most_comes_first(named):
    row = table(definition.build(named, detail=False), "missing").rows[0]

    assert (row["fact"], row["settled"], row["wanted"]) == (
        "Share of income from selling goods or services",
        1,
        1,
    )


def test_conflicts_are_counted_by_the_facts_that_disagree(named):
    bakery = Organisation.objects.get(name="Bakery")
    actions.add_evidence(
        organisation=bakery,
        fact="trading_share",
        value="10",
        source_kind="desk",
        source="Website",
        observed_on=dt.date(2009, 6, 2),
        by=None,
    )
    found = column(table(definition.build(named, detail=False), "conflicts"), "facts", "organisations")

    assert found == {"Share of income from selling goods or services": 1, "Any of these": 1}


def test_every_definition_is_counted_over_the_same_organisations(named):
    rows = table(definition.build(named, detail=False), "definitions").rows
    found = {row["definition"]: row for row in rows}

    assert found["Inclusive definition of the study"]["included"] == 2
    assert found["More than half from trading"]["included"] == 1
    for row in rows:
        assert row["included"] + row["perhaps"] + row["excluded"] == 5


def test_the_share_included_has_bounds_where_some_cannot_be_decided(named):
    rows = table(definition.build(named, detail=False), "definitions").rows
    found = {row["definition"]: (row["share"], row["share_highest"]) for row in rows}

    assert found["Inclusive definition of the study"] == (2 / 5, 3 / 5)
    for row, (lowest, highest) in zip(rows, found.values(), strict=True):
        assert lowest == row["included"] / 5
        assert highest == (row["included"] + row["perhaps"]) / 5


def test_where_all_is_decided_the_sentence_needs_no_bounds(study):
    name_all(study, assessed("Garden", trading_share="80"))

    assert control(registry.make("definition", study, detail=False)).answer == (
        "Of 1 organisation named, 1 (100%) counts as a social enterprise by the study’s definition, 0 are not, "
        "and 0 cannot be decided on what is known."
    )


def test_the_side_of_the_undecided_has_one_name_on_every_table(named):
    report = definition.build(named, detail=False)
    outcomes = table(report, "outcomes").rows
    sides = {row["counted_as"] for row in outcomes}

    assert sides == {"Counted", "Not counted", "Cannot be decided", "All three"}
    assert "Cannot be decided" in {column.label for column in table(report, "definitions").columns}
    assert "cannot be decided" in verdict_tables.SIDES.values()


@pytest.mark.parametrize(
    ("alike", "total", "sentence"),
    [
        pytest.param(1, 1, "On the 1 organisation named every definition says the same.", id="one"),
        pytest.param(2, 2, "On all 2 organisations named every definition says the same.", id="all"),
        pytest.param(
            0,
            2,
            "On all 2 organisations named the definitions say different things: the word means different things to "
            "different people.",
            id="none",
        ),
        pytest.param(
            1,
            2,
            "On 1 of 2 organisations named (50%) every definition says the same; on the other the word means "
            "different things to different people.",
            id="other",
        ),
    ],
)
def test_the_sentence_on_the_definitions_is_right_for_every_number(alike, total, sentence):
    columns = (
        Column("definition", "Definition"),
        Column("organisations", "O", "count"),
        Column("same", "S", "count"),
    )
    row = {"definition": verdict_tables.ALL_AGREE, "organisations": total, "same": alike}

    assert verdicts.answer({"agreement": Table("agreement", "A", columns, (row,))}) == sentence


def test_the_curve_passes_through_the_figures_as_defined(named):
    report = definition.build(named, detail=True)
    curve = {row["threshold"]: row for row in table(report, "sensitivity_trading").rows}

    assert curve[50]["included"] == 2
    assert (
        curve[50]["social_enterprise"],
        curve[20]["social_enterprise"],
        curve[90]["social_enterprise"],
    ) == (1, 2, 0)


def test_the_curves_are_rounded_before_they_are_shown(named):
    report = control(registry.make("definition", named, detail=False))
    curve = table(report, "sensitivity_trading")

    assert [row["threshold"] for row in curve.rows] == list(range(101))
    # At the definition's own threshold the table of outcomes publishes the same figure.
    assert {row["included"] for row in curve.rows if row["threshold"] != 50} == {0}
    assert curve.rows[50]["included"] == 2


def test_unmatched_names_and_draft_interviews_do_not_count(study):
    unit = SampledUnitFactory(strand=StrandFactory(study=study))
    draft = InterviewFactory(unit=unit, status="draft")
    MentionFactory(
        interview=draft, position=0, match_state="matched", organisation=assessed("Early", trading_share="80")
    )

    assert control(registry.make("definition", study, detail=False)).answer == (
        "No organisation named in this study has been found in the directory yet."
    )


@pytest.mark.parametrize("name", ["definition", "verdicts"])
def test_an_empty_study_renders(study, name, client):
    response = client.get(f"/studies/small/reports/{name}/")

    assert response.status_code == 200
    assert "yet." in response.content.decode()


def test_verdicts_are_side_by_side(named):
    rows = table(verdicts.build(named, detail=False), "organisations").rows
    garden = next(row for row in rows if row["organisation"] == "Garden")

    assert [row["organisation"] for row in rows] == ["Agency", "Bakery", "Befrienders", "Garden", "Unknown"]
    assert garden["inclusive-2009"] == "Charity that earns part of its income (counted)"
    assert garden["strict-50"] == "Charity that earns part of its income (not counted)"


def test_agreement_counts_the_same_side(named):
    found = column(table(verdicts.build(named, detail=False), "agreement"), "definition", "same")

    assert found["Inclusive definition of the study"] == 5
    assert found["More than half from trading"] == 4


def test_the_outcomes_without_presumptions_are_beside_those_with_them(study):
    presumed = assessed("Presumed", trading_share="80", statutory_body="")
    actions.add_facts(
        organisation=presumed,
        facts={"statutory_body": "no"},
        source_kind="presumption",
        source="A registered charity is presumed to be no public body",
        observed_on=dt.date(2009, 6, 1),
        by=None,
    )
    name_all(study, presumed, assessed("Bakery", trading_share="80"))

    found = {
        row["outcome"]: (row["used"], row["left_out"])
        for row in table(definition.build(study, detail=False), "presumptions").rows
    }

    # Without the presumption it may be a statutory body, which is not included.
    assert found["Social enterprise"] == (2, 1)
    assert found["Not enough known yet"] == (0, 1)
    assert (found["All: counted"], found["All: cannot be decided"]) == ((2, 1), (0, 1))
    assert found["Public body"] == (0, 0)


def test_the_line_of_all_included_is_apart_from_the_outcome_of_those_of_either_kind(study):
    name_all(study, assessed("Bakery", trading_share="80"), assessed("Either way", trading_share="40..60"))

    found = table(definition.build(study, detail=True), "sensitivity_trading")
    keys = {column.label: column.key for column in found.columns}
    at_half = next(row for row in found.rows if row["threshold"] == 50)

    assert at_half[keys["Counted"]] == 2
    assert at_half[keys["Social enterprise or trading charity, which of the two is not known"]] == 1


def test_unpublished_organisations_are_named_nowhere(study):
    name_all(study, assessed("Hidden", is_published=False, trading_share="80"))

    report = verdicts.build(study, detail=True)
    assert table(report, "organisations").rows == ()


@pytest.mark.parametrize(("name", "number"), [("definition", 4), ("verdicts", 2)])
def test_the_number_of_queries_is_known(named, name, number):
    with CaptureQueriesContext(connection) as queries:
        registry.make(name, named, detail=False)

    assert len(queries) == number
