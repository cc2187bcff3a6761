"""The gaps report: where no included organisation is known, which activities nobody provides, and who is nearest."""

from collections.abc import Mapping
from functools import partial

from noms.nouns import FrameWords, Noun
from reports.gaps import queries
from reports.gaps.nearest import Grid, Nearest
from reports.gaps.tables import activities, nearest, services
from reports.gaps.tables.services import ALL, BRIEF, FULL, of_kind, split_is_safe
from reports.study_facts import facts_of, last_day_of, region_names, words_of
from reports.table import Report, Table
from survey.models import Study
from wording import counted, day, percent

NAME = "gaps"
TITLE = "Places with none known"
AIM = "Where is no social enterprise known to work?"


def build(study: Study, *, detail: bool) -> Report:
    """Return the gaps report of a study; nine queries at any size.

    Figures for the whole country count every relation. Without `detail`, figures by region, area or named service count
    only the relations that the public may see, because a reader could find the others by subtraction. The number
    of services interviewed is then given for the whole country only, and only if it discloses no single service.
    """
    found = queries.services(study)
    words = words_of(study)
    nouns = words.nouns((service.kind, service.form) for service in found)
    split = FULL if detail or all(split_is_safe(of_kind(found, kind)) for kind in nouns) else BRIEF
    regions, places = region_names(study), queries.main_places(study)
    known_areas = queries.areas(regions)
    grid = Grid(places.points)
    gaps = [
        (service, grid.nearest(*service.position) if service.position else Nearest())
        for service in found
        if not service.has_known_relation(sees_all=detail)
    ]
    of_areas: tuple[Table, ...] = ()
    note = nearest.DISTANCE
    if study.frame.is_reference:
        of_areas = (
            services.by_area(found, known_areas, places, regions, detail=detail),
            activities.by_area(found, known_areas, detail=detail),
        )
    else:
        note = nearest.distance_note(sum(service.position is None for service, _ in gaps))
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=partial(answer, words, nouns),
        tables=(
            services.by_kind(found, nouns, split),
            services.by_region(found, nouns, regions, words.title, detail=detail),
            activities.by_kind(found, nouns, regions, detail=detail),
            activities.by_region(found, regions, words.title, detail=detail),
            *of_areas,
            nearest.nearest_organisations(gaps, regions, nouns, note, detail=detail),
            nearest.nearest_by_activity(gaps, note),
        ),
        study=facts_of(study),
        notes=_notes(study, words),
        data_on=last_day_of(study),
    )


def answer(words: FrameWords, nouns: Mapping[str, Noun], controlled: Mapping[str, Table]) -> str:
    """Return the first sentence: how many services have no known relation, and how many of them had no interview."""
    rows = {str(row["kind"]): row for row in controlled["services_by_kind"].rows}
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
        return f"No {words.one} is in the list of services of this study yet."
    gaps, not_interviewed = (rows[ALL].get(key) for key in ("without", "not_interviewed"))
    assert isinstance(gaps, int)
    verb = "is" if len(parts) == 1 and alone else "are"
    sentence = (
        f"{' and '.join(parts)} {verb} not known to work with any organisation that the study's definition "
        "includes"
    )
    if not isinstance(not_interviewed, int):
        return f"{sentence}; those that were not interviewed may well do so."
    return f"{sentence}; {_interviewed_words(gaps, not_interviewed)}." if gaps else f"{sentence}."


def _interviewed_words(gaps: int, not_interviewed: int) -> str:
    if gaps == 1:
        return "it was not interviewed" if not_interviewed else "it was interviewed"
    if not_interviewed in (0, gaps):
        return (
            f"none of these {gaps:,} was interviewed"
            if not_interviewed
            else f"all of these {gaps:,} were interviewed"
        )
    return (
        f"{not_interviewed:,} of these {gaps:,} {'was' if not_interviewed == 1 else 'were'} not interviewed"
    )


def _notes(study: Study, words: FrameWords) -> tuple[str, ...]:
    return (
        f"The list of services is the {words.many} open on {day(study.frame_on)}, counted as establishments. "
        f"A social enterprise here is what the definition “{study.definition}”, version "
        f"{study.definition_version}, counts as one.",
        "What is known is what people said in the study and what the directory found outside any interview, as it "
        "is now; working links that have ended or are only wished for do not count.",
    )
