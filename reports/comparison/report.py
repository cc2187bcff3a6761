"""The comparison of two studies: services in both are matched; those that opened or closed are counted separately."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from noms.vocabulary import PRISON, CountingUnit
from reports.comparison import tables
from reports.comparison.queries import Frame, frame_of, group_names, in_order, match_of, sites_of
from reports.comparison.tables import Comparison
from reports.study_facts import facts_of, last_day_of, region_names, words_of
from reports.table import Report, StudyFacts, Table, share
from survey.models import Study
from wording import counted, day, percent

NAME = "comparison"
TITLE = "Comparison of two studies"
AIM = "What has changed between two studies?"
UNRELATED = (
    "“{}” draws from the frame “{}” and “{}” from the frame “{}”. No service is in both frames, so the two studies "
    "cannot be compared. Choose a study of the same frame."
)


def build(study: Study, *, detail: bool, other: Study | None = None) -> Report:
    """Return the comparison of a study with another; eleven queries at any size.

    Without `detail` (outside the research roles) there is no table by region, because together with the public
    relations it would disclose what the few services of a region said, and none of what became of the services
    interviewed, because what became of a service is public: of the two that a merger formed it would disclose whether
    they were interviewed. Without another study the report has one sentence and no tables.
    """
    if other is None:
        return _without_tables(study, "There is no other study yet that this one could be compared with.")
    if other.frame_id != study.frame_id:
        return _without_tables(study, UNRELATED.format(study, study.frame, other, other.frame))
    before, after = in_order(study, other)
    earlier, later = frame_of(before, study.definition_reference), frame_of(after, study.definition_reference)
    words = words_of(study)
    compared = Comparison(earlier, later, match_of(earlier, later), words)
    days = [last for last in (last_day_of(before), last_day_of(after)) if last]
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=partial(answer, before, after, list(words.kinds)),
        tables=(
            tables.engagement(compared),
            tables.turnover(compared),
            tables.significance(compared, detail=detail),
            *((tables.by_region(compared, region_names(before)),) if detail else ()),
            *((tables.groups(compared, group_names()),) if detail and compared.matched.reorganised else ()),
            *((tables.interviewed(compared),) if detail else ()),
            tables.frames(compared),
            tables.coverage(compared),
        ),
        study=_facts(study, other),
        notes=(*_notes(study, other, before, after), *_counting_units(earlier, later)),
        data_on=max(days, default=None),
    )


def _without_tables(study: Study, sentence: str) -> Report:
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=lambda tables: sentence,
        tables=(),
        study=facts_of(study),
        data_on=last_day_of(study),
    )


def answer(before: Study, after: Study, kinds: list[str], controlled: Mapping[str, Table]) -> str:
    """Return the first sentence: how many services match, and how many of them were engaged then and now.

    `kinds` are the keys of the kinds of service in both frames.
    """
    total = controlled["frames"].rows[-1]
    pairs = sum(
        number
        for row in controlled["frames"].rows
        if row["fate"] in tables.COMPARABLE
        for kind in kinds
        if isinstance(number := row[f"{kind}_earlier"], int)
    )
    earlier, later = (
        sum(number for kind in kinds if isinstance(number := total[f"{kind}_{side}"], int))
        for side in ("earlier", "later")
    )
    sentence = (
        f"Of the {counted(earlier, 'service', 'services')} in the frame of {day(before.frame_on)} and the "
        f"{later:,} in that of {day(after.frame_on)}, {pairs:,} match"
    )
    then, now = controlled["engagement"].rows[-2:]
    base, first, second = then["base"], then["engaged"], now["engaged"]
    assert isinstance(base, int)
    assert isinstance(first, int)
    assert isinstance(second, int)
    if not base:
        return f"{sentence}; none of them has been interviewed in both studies."
    return (
        f"{sentence}; of {counted(base, 'service', 'services')} interviewed in both studies, {first:,} "
        f"({percent(share(first, base))}) worked with an included organisation in the earlier study and "
        f"{second:,} ({percent(share(second, base))}) in the later."
    )


def _facts(study: Study, other: Study) -> StudyFacts:
    """Return the study's facts, marked as generated or unpublished if either of the two studies is."""
    facts = facts_of(study)
    return replace(
        facts,
        is_demonstration=facts.is_demonstration or other.is_demonstration,
        is_published=facts.is_published and other.is_published,
    )


def _notes(study: Study, other: Study, before: Study, after: Study) -> tuple[str, ...]:
    notes = [
        f"The earlier study is “{before.title}” with the frame of {day(before.frame_on)}, the later “{after.title}” "
        f"with the frame of {day(after.frame_on)}.",
        "A service is matched with itself, or with the one service that alone followed it, as a probation trust "
        "followed an area. What merged, closed or opened is counted apart and is in no figure of change. Services are "
        "counted as establishments in both studies.",
        f"Included means included by the definition “{study.definition}”, version {study.definition_version}, applied "
        "to both studies by the evidence that the directory holds today: a change is one of relations, not of rules.",
        "A change between two studies may be one of who answered: only services interviewed in both are compared.",
    ]
    if other.definition_reference != study.definition_reference:
        notes.append(
            f"The other study itself uses the definition “{other.definition}”, version {other.definition_version}."
        )
    if before.frame_on == after.frame_on:
        notes.append("Both studies have the same frame date.")
    return tuple(notes)


def _counting_units(*frames: Frame) -> list[str]:
    """Return a sentence for each study whose own reports count sites, with what this report counts in their place."""
    return [
        f"“{frame.study.title}” counts {counted(sites, 'prison site', 'prison sites')} in its own reports; here they "
        f"are {counted(prisons, 'establishment', 'establishments')}, so that both sides are counted in one unit."
        for frame in frames
        if frame.study.counting_unit == CountingUnit.SITE
        for sites in [sites_of(frame, frame.study.frame_on)]
        for prisons in [sum(unit.kind == PRISON for unit in frame.units.values())]
    ]
