"""What became of the services of 2009, worked by hand on a small world with each fate.

The frame of 1 July 2009, interviewed ones with *, those that worked with an included organisation with +:

- prisons: P1*+ and P2* stay; P3*+ is followed by P3b alone; P4* and P5 merge into P45; P6* closes;
- probation areas: A7*+ and A8* in the north, A9* in the south of 2021.

The frame of 1 July 2024:

- prisons: P1*+, P2*+, P3b*, P45*, and P10*, which is new;
- delivery units: D1*+, D2*+ and D3* in the north, D4 in the east of 2021.

So A7 and A8 are reorganised into D1, D2 and D3; A9 closed where no unit began, and D4 opened where no area ended.
"""

import datetime as dt

import pytest

from enterprises.models import Organisation
from interviews.actions import resolve_mention
from noms.models import Frame, Service
from noms.vocabulary import PROBATION, PROBATION_2021, CountingUnit, Fate
from reports.comparison import queries
from reports.comparison import report as comparison
from reports.comparison.queries import default_other
from reports.disclosure import control
from reports.table import Report, Row
from survey.models import Strand, Study
from tests.factories.assessed import assessed
from tests.factories.interviews import InterviewFactory, MentionFactory
from tests.factories.noms import (
    FrameFactory,
    RegionFactory,
    RegionSystemFactory,
    ServiceFactory,
    SiteFactory,
    SiteFateFactory,
)
from tests.factories.releases import release_study
from tests.factories.survey import SampledUnitFactory, StrandFactory, StudyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ENDED = {"closed_on": dt.date(2014, 5, 31), "closed_precision": "day"}


def strand(slug: str, year: int, **study: object) -> Strand:
    return StrandFactory(study=StudyFactory(slug=slug, title=slug, frame_on=dt.date(year, 7, 1), **study))


def asked(strand: Strand, service: Service, names: Organisation | None = None) -> None:
    unit = SampledUnitFactory(strand=strand, service=service, code="I")
    held = InterviewFactory(unit=unit, status="complete")
    if names:
        resolve_mention(mention=MentionFactory(interview=held), organisation=names, by=None)


@pytest.fixture
def world() -> tuple[Study, Study]:
    then, now = strand("then", 2009), strand("now", 2024)
    good = assessed("Good", trading_share="80")
    system = RegionSystemFactory(key=PROBATION_2021, title="Probation regions", singular="probation region")
    north, south, east = (
        RegionFactory(system=system, name=name, slug=name.casefold(), position=place)
        for place, name in enumerate(("North", "South", "East"))
    )
    prisons = RegionFactory(name="Everywhere")
    p1, p2, p3b, p45, p10 = (ServiceFactory(region=prisons) for _ in range(5))
    p3 = ServiceFactory(region=prisons, successor=p3b, **ENDED)
    p4, p5 = (ServiceFactory(region=prisons, successor=p45, **ENDED) for _ in range(2))
    p6 = ServiceFactory(region=prisons, **ENDED)
    area = {"probation": True, "region": prisons, **ENDED}
    a7, a8 = (ServiceFactory(region_2021=north, **area) for _ in range(2))
    a9 = ServiceFactory(region_2021=south, **area)
    unit = {"probation": True, "region": prisons}
    d1, d2, d3 = (ServiceFactory(region_2021=north, **unit) for _ in range(3))
    d4 = ServiceFactory(region_2021=east, **unit)
    for service, names in ((p1, good), (p2, None), (p3, good), (p4, None), (p6, None)):
        asked(then, service, names)
    for service, names in ((a7, good), (a8, None), (a9, None)):
        asked(then, service, names)
    SampledUnitFactory(strand=then, service=p5, code="R")
    for service, names in ((p1, good), (p2, good), (p3b, None), (p45, None), (p10, None)):
        asked(now, service, names)
    for service, names in ((d1, good), (d2, good), (d3, None)):
        asked(now, service, names)
    SampledUnitFactory(strand=now, service=d4, code="R")
    return then.study, now.study


def rows(report: Report, key: str) -> list[Row]:
    return list(next(table for table in report.tables if table.key == key).rows)


def by_fate(report: Report, key: str) -> dict[str, tuple[object, ...]]:
    return {str(row["fate"]): tuple(list(row.values())[1:]) for row in rows(report, key)}


def test_every_service_has_its_fate(world: tuple[Study, Study]) -> None:
    """Columns: prisons then and now, probation services then and now."""
    report = comparison.build(world[0], detail=True, other=world[1])

    assert by_fate(report, "frames") == {
        "In both lists": (2, 2, 0, 0),
        "Followed by one service": (1, 1, 0, 0),
        "Merged with others, or formed by it": (2, 1, 0, 0),
        "Reorganised: compared by region only": (0, 0, 2, 3),
        "Closed, and followed by none": (1, 0, 1, 0),
        "Opened, and following none": (0, 1, 0, 1),
        "All services of the list": (6, 5, 3, 4),
    }


def test_of_the_services_interviewed_it_is_said_what_became_of_them(world: tuple[Study, Study]) -> None:
    """Columns as before, and those interviewed both times: P1, P2, and P3 as P3b."""
    report = comparison.build(world[1], detail=True, other=world[0])

    assert by_fate(report, "interviewed") == {
        "In both lists": (2, 2, 0, 0, 2),
        "Followed by one service": (1, 1, 0, 0, 1),
        "Merged with others, or formed by it": (1, 1, 0, 0, 0),
        "Reorganised: compared by region only": (0, 0, 2, 3, 0),
        "Closed, and followed by none": (1, 0, 1, 0, 0),
        "Opened, and following none": (0, 1, 0, 0, 0),
        "All services of the list": (5, 5, 3, 3, 3),
    }


def test_the_public_is_not_told_how_many_of_the_few_that_merged_were_interviewed(
    world: tuple[Study, Study],
) -> None:
    release_study(world[0])
    report = comparison.build(world[1], detail=False, other=world[0])

    assert [table.key for table in report.tables] == ["engagement", "change", "coverage", "frames"]


def test_engagement_is_compared_in_the_same_services_only(world: tuple[Study, Study]) -> None:
    """P1 worked with one both times, P2 only now, P3 only then: 2 of 3 then, 2 of 3 now, in no probation service."""
    report = comparison.build(world[0], detail=True, other=world[1])

    then, now = rows(report, "engagement")[-2:]
    assert (then["base"], then["engaged"], now["base"], now["engaged"]) == (3, 2, 3, 2)
    probation = rows(report, "engagement")[2]
    assert (probation["kind"], probation["base"]) == ("Probation areas", 0)


def test_a_new_prison_on_the_site_of_a_closed_one_is_in_no_figure_of_change() -> None:
    """Q1 worked with one then and now; Q2, which worked with one, closed, and Q2b on its site works with none.

    All four were interviewed. As one service, Q2 would make it 2 of 2 then and 1 of 2 now; it is 1 of 1 both times.
    """
    then, now = strand("then", 2009), strand("now", 2024)
    good = assessed("Good", trading_share="80")
    q1, q2b = ServiceFactory(), ServiceFactory()
    q2 = ServiceFactory(successor=q2b, **ENDED)
    SiteFateFactory(
        site=SiteFactory(service=q2), became=SiteFactory(service=q2b), fate=Fate.REBUILT, year="2014"
    )
    for each, service, names in ((then, q1, good), (then, q2, good), (now, q1, good), (now, q2b, None)):
        asked(each, service, names)

    report = comparison.build(now.study, detail=True, other=then.study)

    fates = by_fate(report, "frames")
    assert fates["Closed, and a new prison stands on its site"] == (1, 1, 0, 0)
    for other in ("Followed by one service", "Closed, and followed by none", "Opened, and following none"):
        assert fates[other] == (0, 0, 0, 0)
    assert by_fate(report, "interviewed")["Closed, and a new prison stands on its site"] == (1, 1, 0, 0, 0)
    first, second = rows(report, "engagement")[-2:]
    assert (first["base"], first["engaged"], second["base"], second["engaged"]) == (1, 1, 1, 1)
    notes = next(table.notes for table in report.tables if table.key == "frames")
    assert notes[-1] == (
        "A new prison on the site of one that closed is another service. Both are counted here, and are in no figure "
        "of change."
    )


def test_reorganised_probation_is_compared_by_region_as_groups(world: tuple[Study, Study]) -> None:
    """North: A7 and A8, of which A7 works with one (1 of 2); D1, D2 and D3, of which D1 and D2 do (2 of 3)."""
    report = comparison.build(world[0], detail=True, other=world[1])

    figures = (2, 2, 1, 1 / 2, 3, 3, 2, 2 / 3)
    assert [tuple(row.values()) for row in rows(report, "groups")] == [
        ("North", *figures),
        ("All of these regions", *figures),
    ]


def test_the_unit_of_counting_is_the_same_on_both_sides_and_the_difference_is_said() -> None:
    """One establishment with two sites in 2009: the earlier study counts two, this report one."""
    then = strand("then", 2009, counting_unit=CountingUnit.SITE)
    now = strand("now", 2024)
    prison = ServiceFactory()
    SiteFactory.create_batch(2, service=prison)
    for each in (then, now):
        asked(each, prison)

    report = comparison.build(now.study, detail=True, other=then.study)

    assert by_fate(report, "frames")["In both lists"][:2] == (1, 1)
    assert report.notes[-1] == (
        "“then” counts 2 prison sites in its own reports; here they are 1 establishment, so that both sides are "
        "counted in one unit."
    )


def test_studies_of_two_frames_have_a_sentence_in_place_of_tables() -> None:
    own: Frame = FrameFactory(title="Utopia")
    one, other = strand("one", 2009).study, strand("other", 2009, frame=own).study

    report = control(comparison.build(one, detail=True, other=other))

    assert report.tables == ()
    assert report.answer == (
        "“one” draws from the list “England and Wales” and “other” from the list “Utopia”. No service is in both "
        "lists, so the two studies cannot be compared. Choose a study of the same list."
    )


def test_two_days_of_an_own_frame_are_compared_by_its_own_successions() -> None:
    own = FrameFactory(title="Utopia")
    then, now = strand("then", 2009, frame=own), strand("now", 2024, frame=own)
    kept, closed, opened = (ServiceFactory(own=True, frame=own) for _ in range(3))
    for service in (kept, closed):
        asked(then, service)
    for service in (kept, opened):
        asked(now, service)

    report = comparison.build(now.study, detail=True, other=then.study)

    fates = by_fate(report, "interviewed")
    assert fates["In both lists"] == (1, 1, 1)
    assert fates["Closed, and followed by none"] == (1, 0, 0)
    assert fates["Opened, and following none"] == (0, 1, 0)


def test_a_study_of_the_same_frame_is_compared_by_default() -> None:
    own = FrameFactory(title="Utopia")
    studies = {year: strand(f"s{year}", year).study for year in (2007, 2011)}
    nearer = strand("nearer", 2010, frame=own).study

    assert default_other(studies[2011], [nearer, studies[2007]]) == studies[2007]
    assert default_other(studies[2011], [nearer]) == nearer


def test_the_reference_frame_joins_2009_and_june_2025(frame: None) -> None:
    """Establishments by `noms/data/prisons_2009_fate.csv`: 135 in 2009, 121 in June 2025.

    Of the 140 sites of 2009, 5 merged and 21 closed, 2 of which were rebuilt as a new prison on the site. Camp Hill,
    one of the 21, was a site of the establishment Isle of Wight, which goes on. So of 135 establishments 5 merged,
    2 closed and have a new prison on their site, 21 − 2 − 1 = 18 closed without, and 135 − 25 = 110 are the same. Of
    the 121, 110 are the same, 2 are those new ones, 2 were formed by mergers (Humber, Northumberland; Edmunds Hill
    merged into Highpoint, which was there), and 7 opened. 42 probation areas were reorganised into 108 delivery units.
    """

    def on(day: dt.date) -> queries.Frame:
        services = Service.objects.in_frame("england-and-wales").open_on(day)
        units = {
            service.pk: queries.Unit(
                service.kind_id,
                service.form,
                None,
                False,
                service.region_2021_id if service.kind_id == PROBATION else None,
            )
            for service in services
        }
        return queries.Frame(StudyFactory.build(), units, frozenset(), frozenset())

    found = queries.match_of(on(dt.date(2009, 7, 1)), on(dt.date(2025, 6, 30)))

    assert {name: len(getattr(found, name)) for name in found.__dataclass_fields__} == {
        "same": 110,
        "followed": 0,
        "merged": 5,
        "formed": 2,
        "closed": 18,
        "opened": 7,
        "reorganised": 42,
        "reorganised_into": 108,
        "rebuilt": 2,
        "rebuilt_as": 2,
    }
    became = {
        (old.noms_code, old.successor.noms_code)
        for old in Service.objects.filter(pk__in=found.rebuilt).select_related("successor")
        if old.successor and old.successor.pk in found.rebuilt_as
    }
    assert became == {("GPI", "FEI"), ("WBI", "FWI")}
