"""The gaps report: services and areas without an included organisation, and who is nearest to them."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import partial

from noms.nouns import Noun, service_noun
from noms.vocabulary import CountingUnit
from reports.fieldwork import COUNTRY, KINDS, facts_of, last_day_of, region_names
from reports.gaps import activities, areas, counts, lists
from reports.gaps.counts import FrameService
from reports.gaps.figures import BRIEF, BRIEF_NAMED, CLEARED_ONLY, FULL, NOT_NONE, SOURCE, service_cells
from reports.gaps.nearest import Grid
from reports.table import Bars, Column, Report, Row, Table
from survey.models import Study
from wording import counted, day, percent

NAME = "gaps"
TITLE = "Gaps and deserts"
AIM = "Where no social enterprise is known, what nobody provides, and who is nearest"
ALL = "All services"
SMALLEST_SPLIT = 5


def build(study: Study, *, detail: bool) -> Report:
    """The gaps report of a study; eight queries at any size.

    For the whole country every relation counts. By region, by area and by named service, without `detail`, only those
    that everybody may see do: the others could be told from them by subtraction. Who was interviewed is told for the
    whole country only, where that names nobody.
    """
    services = counts.services(study)
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for service in services:
        forms[service.kind].add(service.form)
    nouns: dict[str, Noun] = {
        kind: service_noun(kind, forms[kind], CountingUnit.ESTABLISHMENT) for kind in KINDS
    }
    split = FULL if detail or all(split_is_safe(of_kind(services, kind)) for kind in KINDS) else BRIEF
    regions, known, places = region_names(), counts.areas(), counts.places(study)
    grid = Grid(places.points)
    gaps = [
        (service, grid.nearest(service.latitude, service.longitude))
        for service in services
        if not service.works_with_included(sees_all=detail)
    ]
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=partial(answer, nouns),
        tables=(
            _by_kind(services, nouns, split),
            _by_region(services, nouns, regions, detail=detail),
            activities.by_kind(services, nouns, regions, detail=detail),
            activities.by_region(services, regions, detail=detail),
            areas.ranked(services, known, places, regions, detail=detail),
            areas.activities(services, known, detail=detail),
            lists.nearest(gaps, regions, nouns, detail=detail),
            lists.by_activity(gaps),
        ),
        study=facts_of(study),
        notes=_notes(study),
        data_on=last_day_of(study),
    )


def answer(nouns: Mapping[str, Noun], tables: Mapping[str, Table]) -> str:
    """The first sentence: of how many services no included organisation is known, and how many were not asked."""
    rows = {str(row["kind"]): row for row in tables["services_by_kind"].rows}
    parts, alone = [], False
    for noun in nouns.values():
        whole, without, rate = (rows[noun.heading][key] for key in ("frame", "without", "share"))
        assert isinstance(whole, int)
        assert isinstance(without, int)
        if whole:
            assert isinstance(rate, float)
            parts.append(f"{without:,} of {counted(whole, noun.singular, noun.plural)} ({percent(rate)})")
            alone = without == 1
    if not parts:
        return "No prison or probation service is in the frame of this study yet."
    gaps, silent = (rows[ALL].get(key) for key in ("without", "not_interviewed"))
    assert isinstance(gaps, int)
    verb = "is" if len(parts) == 1 and alone else "are"
    sentence = (
        f"{' and '.join(parts)} {verb} not known to work with any organisation that the study's definition "
        "includes"
    )
    if not isinstance(silent, int):
        return f"{sentence}; those that were not interviewed may well do so."
    return f"{sentence}; {_asked(gaps, silent)}." if gaps else f"{sentence}."


def _asked(gaps: int, silent: int) -> str:
    if gaps == 1:
        return "it was not interviewed" if silent else "it was interviewed"
    if silent in (0, gaps):
        return (
            f"none of these {gaps:,} was interviewed" if silent else f"all of these {gaps:,} were interviewed"
        )
    return f"{silent:,} of these {gaps:,} {'was' if silent == 1 else 'were'} not interviewed"


def of_kind(services: Collection[FrameService], kind: str) -> list[FrameService]:
    """The services of one kind."""
    return [service for service in services if service.kind == kind]


def split_is_safe(services: Collection[FrameService]) -> bool:
    """Whether everybody may see how many of the services with none known were interviewed.

    Not when some were not and few or none were: then each of them that is listed was probably not.
    """
    gaps = [service.is_interviewed for service in services if not service.is_known]
    return all(gaps) or sum(gaps) >= SMALLEST_SPLIT


def _by_kind(
    services: Collection[FrameService], nouns: Mapping[str, Noun], figures: tuple[Column, ...]
) -> Table:
    rows: list[Row] = [
        {"kind": noun.heading, **service_cells(of_kind(services, kind), figures)}
        for kind, noun in nouns.items()
    ]
    rows.append({"kind": ALL, **service_cells(services, figures)})
    return Table(
        key="services_by_kind",
        title="Services not known to work with any included organisation, by kind",
        columns=(Column("kind", "Kind of service"), *figures),
        rows=tuple(rows),
        notes=(NOT_NONE,),
        source=SOURCE,
        total_rows=frozenset({ALL}),
        bars=Bars("kind", ("known", "without"), counted="Services of the frame"),
    )


def _by_region(
    services: Collection[FrameService],
    nouns: Mapping[str, Noun],
    regions: Mapping[int | None, str],
    *,
    detail: bool,
) -> Table:
    """By region and kind: by every relation, or without `detail` by those that may be named.

    In so few services the relations that may not be named would be known from the listed ones.
    """
    columns = FULL if detail else BRIEF_NAMED
    figures = partial(service_cells, columns=columns, sees_all=detail)
    places: defaultdict[tuple[int | None, str], list[FrameService]] = defaultdict(list)
    for service in services:
        places[service.region, service.kind].append(service)
    rows: list[Row] = [
        {"region": name, "kind": noun.heading, **figures(places[region, kind])}
        for region, name in regions.items()
        for kind, noun in nouns.items()
        if region is not None or places[region, kind]
    ]
    for kind, noun in nouns.items():
        rows.append({"region": COUNTRY, "kind": noun.heading, **figures(of_kind(services, kind))})
    return Table(
        key="services_by_region",
        title="Services not known to work with any included organisation, by region and kind",
        columns=(Column("region", "Region"), Column("kind", "Kind of service"), *columns),
        rows=tuple(rows),
        notes=(NOT_NONE,) if detail else (CLEARED_ONLY, *_kept_back(services, nouns)),
        source=SOURCE,
        total_rows=frozenset({COUNTRY}),
        bars=Bars("region", ("share",), group="kind"),
    )


def _kept_back(services: Collection[FrameService], nouns: Mapping[str, Noun]) -> tuple[str, ...]:
    """How many services of each kind count in the whole country and in no region, if there are any."""
    numbers = {kind: sum(service.is_kept_back for service in of_kind(services, kind)) for kind in nouns}
    parts = [
        counted(number, nouns[kind].singular, nouns[kind].plural)
        for kind, number in numbers.items()
        if number
    ]
    if not parts:
        return ()
    return (
        f"{' and '.join(parts)} known to work with an included organisation may not be named with any: the table by "
        f"kind counts {'it' if sum(numbers.values()) == 1 else 'them'}, and no region does.",
    )


def _notes(study: Study) -> tuple[str, ...]:
    return (
        f"The frame is the prisons and probation services open on {day(study.frame_on)}, counted as establishments. "
        f"Included means included by the definition “{study.definition}”, version {study.definition_version}.",
        "What is known is what the study's respondents told and what the directory found outside any interview, as it "
        "stands now; relations that have ended or are only wished for do not count.",
    )
