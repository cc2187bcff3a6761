"""Outcome rates, uncertainty and who is missing, in the coverage report of small frames made by hand."""

import pytest

from interviews.actions import resolve_mention
from interviews.outcome_rates import NAMES
from noms.models import Region
from reports.coverage import report as coverage
from reports.table import Report, Row, Table
from survey.models import Strand
from tests.factories.assessed import assessed
from tests.factories.interviews import InterviewFactory, MentionFactory
from tests.factories.noms import RegionFactory, ServiceFactory
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def strand() -> Strand:
    return StrandFactory()


def put(strand: Strand, region: Region, codes: dict[str, int], **service: object) -> None:
    for code, number in codes.items():
        for _ in range(number):
            SampledUnitFactory(strand=strand, service=ServiceFactory(region=region, **service), code=code)


def tables(report: Report) -> dict[str, Table]:
    return {table.key: table for table in report.tables}


def built(strand: Strand, *, detail: bool = True) -> dict[str, Table]:
    return tables(coverage.build(strand.study, detail=detail))


def only(rows: tuple[Row, ...], **words: str) -> Row:
    return next(row for row in rows if all(row[key] == word for key, word in words.items()))


def test_every_rate_of_the_standard_is_there_with_its_formula(strand: Strand, north: Region) -> None:
    put(strand, north, {"I": 9, "P": 1, "R": 2, "NC": 2, "O": 1, "UH": 1, "UO": 1, "NE": 5})

    rows = built(strand)["rates"].rows

    assert [str(row["rate"]).split("(")[-1].rstrip(")") for row in rows] == ["e", *NAMES]
    values = {str(row["rate"]).split("(")[-1].rstrip(")"): row["group_0"] for row in rows}
    # Of a dated frame: the one never rung and the one not known if eligible are not reached, 17 eligible of 22.
    assert values["e"] == pytest.approx(17 / 22)
    assert values["RR1"] == pytest.approx(9 / 17)
    assert values["RR2"] == pytest.approx(10 / 17)
    assert values["RR4"] == values["RR6"] == pytest.approx(10 / 17)
    assert values["RR1"] == values["RR3"] == values["RR5"]
    assert values["COOP3"] == pytest.approx(9 / 12)
    assert values["REF1"] == pytest.approx(2 / 17)
    assert values["CON1"] == values["CON3"] == pytest.approx(13 / 17)
    assert only(rows, rate="Share who answered 1 (RR1)")["formula"] == "I / ((I+P) + (R+NC+O) + (UH+UO))"


def test_kinds_have_their_own_rates_and_opportunity_samples_have_none(strand: Strand, north: Region) -> None:
    put(strand, north, {"I": 1, "R": 1})
    put(strand, north, {"I": 3}, probation=True)
    extended = StrandFactory(study=strand.study, kind="extended_interview")
    put(extended, north, {"I": 1, "NC": 3})
    spoken = StrandFactory(study=strand.study, kind="enterprise_interview")
    SampledUnitFactory(strand=spoken, of_organisation=True, code="I")
    found = built(strand)

    assert [column.label for column in found["rates"].columns[2:]] == [
        "Prisons",
        "Probation areas",
        "All services",
    ]
    first = only(found["rates"].rows, rate="Share who answered 1 (RR1)")
    assert [first[f"group_{number}"] for number in range(3)] == [0.5, 1.0, 0.8]
    assert {key for key in found if key.startswith("rates")} == {"rates", "rates_by_region"}
    cases = found["cases"]
    assert only(cases.rows, strand="Longer interviews")["NC"] == 3
    assert "opportunity samples" in " ".join(cases.notes)


def test_the_services_of_a_frame_that_nobody_rang_are_not_reached(strand: Strand, north: Region) -> None:
    # As in the demonstration: 97 of 135 prisons interviewed, two of the others never rung: RR1 = RR5 = 71.9%.
    put(strand, north, {"I": 7, "R": 1, "UH": 2})
    extended = StrandFactory(study=strand.study, kind="extended_interview")
    put(extended, north, {"UH": 1})

    found = built(strand)

    values = {str(row["rate"])[-4:-1]: row["group_0"] for row in found["rates"].rows}
    assert values["RR1"] == values["RR3"] == values["RR5"] == 0.7
    initial = only(found["cases"].rows, strand="First interviews")
    assert (initial["NC"], initial["never_rung"], initial["UH"], initial["all"]) == (2, 2, 0, 10)
    assert only(found["cases"].rows, strand="Longer interviews")["UH"] == 1


def test_the_online_survey_has_counts_and_no_rate(strand: Strand) -> None:
    survey = StrandFactory(study=strand.study, kind="online_survey")
    SampledUnitFactory(strand=survey, of_organisation=True, code="I")
    found = built(strand)

    assert only(found["cases"].rows, strand="Online survey")["all"] == 1


def test_without_contact_a_rate_is_not_available(strand: Strand, north: Region) -> None:
    put(strand, north, {"NC": 2})

    rows = built(strand)["rates"].rows

    assert only(rows, rate="Cooperation rate 1 (COOP1)")["group_0"] is None
    assert only(rows, rate="Contact rate 1 (CON1)")["group_0"] == 0.0


def test_the_public_sees_no_rates_of_a_strand_whose_reasons_would_name_a_service(
    strand: Strand, north: Region
) -> None:
    put(strand, north, {"I": 5, "R": 3, "NC": 3})
    extended = StrandFactory(study=strand.study, kind="extended_interview")
    put(extended, north, {"I": 4, "R": 1})

    shown, everything = built(strand, detail=False), built(strand)

    assert "rates" in shown
    assert [row["strand"] for row in shown["cases"].rows] == ["First interviews"]
    assert "longer interviews" in shown["cases"].notes[0]
    assert len(everything["cases"].rows) == 2


def test_groups_of_the_frame_are_compared_with_those_interviewed(strand: Strand, north: Region) -> None:
    put(strand, north, {"I": 3, "R": 1}, function="local", category="B", sex_held="male")
    put(strand, north, {"I": 0, "NC": 1}, function="irc", category="", sex_held="male")
    put(strand, north, {"I": 2}, probation=True, status_mid_2009="trust")

    table = built(strand)["missing"]

    assert table.data_class == "A"
    assert only(table.rows, by="Prisons by function", group="Local") == {
        "by": "Prisons by function",
        "group": "Local",
        "frame": 4,
        "interviewed": 3,
        "absent": 1,
        "rate": 0.75,
        "frame_share": 0.8,
        "interviewed_share": 1.0,
    }
    irc = only(table.rows, by="Prisons by function", group="IRC")
    assert (irc["frame"], irc["interviewed"], irc["rate"], irc["frame_share"]) == (1, 0, 0.0, 0.2)
    assert only(table.rows, by="Prisons by category", group="Not recorded")["frame"] == 1
    assert only(table.rows, by="Prisons by who is held", group="Men")["frame"] == 5
    assert (
        only(table.rows, by="Probation areas by status in mid-2009", group="Probation trust")["rate"] == 1.0
    )
    assert only(table.rows, by="Prisons by region", group="North")["interviewed"] == 3
    assert only(table.rows, by="Prisons by function", group="All of these")["rate"] == 0.6


def test_the_public_sees_small_groups_merged_with_the_next_smallest(strand: Strand, north: Region) -> None:
    put(strand, north, {"I": 15, "R": 7}, function="local")
    put(strand, north, {"I": 9, "R": 3}, function="trainer")
    put(strand, north, {"I": 1}, function="open")
    put(strand, north, {"NC": 2}, function="irc")
    put(strand, north, {"I": 5}, probation=True, status_mid_2009="trust")

    table = built(strand, detail=False)["missing"]

    assert table.data_class == "A"
    assert [tuple(row.values()) for row in table.rows if row["by"] == "Prisons by function"] == [
        ("Prisons by function", "Local", 22, 15, 15 / 22),
        ("Prisons by function", "All smaller groups", 15, 10, 10 / 15),
        ("Prisons by function", "All of these", 37, 25, 25 / 37),
    ]
    assert not [row for row in table.rows if str(row["by"]).startswith("Probation")]


def test_a_share_has_its_interval_in_the_frame_and_none_where_all_were_interviewed(
    strand: Strand, north: Region
) -> None:
    good = assessed("Good", trading_share="80")
    for kind, codes in ((False, ("I", "I", "R", "R")), (True, ("I", "I"))):
        for position, code in enumerate(codes):
            service = ServiceFactory(region=north, probation=kind)
            unit = SampledUnitFactory(strand=strand, service=service, code=code)
            if code == "I" and position == 0:
                held = InterviewFactory(unit=unit, status="complete")
                resolve_mention(mention=MentionFactory(interview=held), organisation=good, by=None)

    rows = built(strand)["exactness"].rows
    prisons, probation = only(rows, group="Prisons"), only(rows, group="Probation areas")

    assert (prisons["frame"], prisons["interviewed"], prisons["included"], prisons["share"]) == (4, 2, 1, 0.5)
    # Wilson with n replaced by 2 × (4 − 1) / (4 − 2) = 3: half-width z/√(3 + z²) × 1/2 = 0.3746 around 0.5. But one of
    # the four has an organisation and one has none for certain.
    assert (prisons["low"], prisons["high"]) == (0.25, 0.75)
    assert (probation["low"], probation["share"], probation["high"]) == (0.5, 0.5, 0.5)


def test_a_share_over_both_kinds_is_weighted_by_the_frame_and_the_undecided_count_both_ways(
    strand: Strand, north: Region
) -> None:
    good = assessed("Good", trading_share="80")
    for probation, named in ((False, [good, "open"]), (False, []), (True, [good]), (True, [])):
        unit = SampledUnitFactory(
            strand=strand, service=ServiceFactory(region=north, probation=probation), code="I"
        )
        held = InterviewFactory(unit=unit, status="complete")
        for organisation in named:
            mention = MentionFactory(interview=held)
            if organisation != "open":
                resolve_mention(mention=mention, organisation=organisation, by=None)
    unmatched = SampledUnitFactory(
        strand=strand, service=ServiceFactory(region=north, probation=True), code="I"
    )
    MentionFactory(interview=InterviewFactory(unit=unmatched, status="complete"))
    put(strand, north, {"R": 4})

    row = only(built(strand)["exactness"].rows, group="All services")

    # Of 6 prisons 2 were interviewed, and 1 of them has one; of all 3 areas 1 has one, 1 may have, 1 has none.
    assert (row["frame"], row["interviewed"], row["included"], row["undecided"]) == (9, 5, 2, 1)
    assert row["share"] == pytest.approx(2 / 5)
    assert row["weighted"] == pytest.approx(6 / 9 * 1 / 2 + 3 / 9 * 1 / 3)
    assert row["weighted_most"] == pytest.approx(6 / 9 * 1 / 2 + 3 / 9 * 2 / 3)
    assert (row["least"], row["most"]) == pytest.approx((2 / 9, 7 / 9))


@pytest.mark.parametrize("codes", [{}, {"I": 1}, {"R": 3}], ids=["empty", "one interview", "all refused"])
@pytest.mark.parametrize("detail", [True, False])
def test_every_table_is_there_for_the_smallest_studies(
    north: Region, codes: dict[str, int], detail: bool
) -> None:
    strand = StrandFactory(study=StudyFactory())
    put(strand, north, codes)

    found = built(strand, detail=detail)

    assert set(found) >= {"by_kind", "by_region", "missing", "exactness", "cases"}
    assert {row["low"] for row in found["exactness"].rows if not row["interviewed"]} <= {None}


def test_regions_have_their_own_rates_and_only_for_research(strand: Strand, north: Region) -> None:
    south = RegionFactory(name="South")
    put(strand, north, {"I": 1, "R": 1})
    put(strand, south, {"I": 2, "NC": 1})
    put(StrandFactory(study=strand.study, kind="extended_interview"), north, {"I": 1})

    found = built(strand)
    table = found["rates_by_region"]
    row = only(table.rows, rate="Share who answered 1 (RR1)")
    shown = {column.label: row[column.key] for column in table.columns[1:]}

    assert (shown[north.name], shown["South"], shown["England and Wales"]) == (0.5, pytest.approx(2 / 3), 0.6)
    assert [key for key in found if "by_region" in key] == ["by_region", "rates_by_region"]
    assert "rates_by_region" not in built(strand, detail=False)
