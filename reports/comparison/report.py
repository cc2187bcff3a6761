"""The comparison of two studies: services in both are matched; those that opened or closed are counted separately."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from noms.vocabulary import PRISON, CountingUnit
from reports.comparison import tables
from reports.comparison.queries import Frame, frame_of, group_names, in_order, match_of, sites_of
from reports.comparison.released import published_by
from reports.comparison.released import tables as of_published
from reports.comparison.tables import Comparison
from reports.study_facts import facts_of, last_day_of, region_names, words_of
from reports.table import Report, Row, StudyFacts, Table, share
from survey.models import Study
from wording import counted, day, percent

NAME = "comparison"
TITLE = "What has changed since"
AIM = "What has changed between two studies?"
MATCHED = "turnover"
"""The key of a table of services that are matched, which the public version does not have."""
NOT_RELEASED = "“{}” has published no figures yet that this study could be compared with."
UNRELATED = (
    "“{}” draws from the list “{}” and “{}” from the list “{}”. No service is in both lists, so the two studies "
    "cannot be compared. Choose a study of the same list."
)


def build(study: Study, *, detail: bool, other: Study | None = None) -> Report:
    """Return the comparison of a study with another; eleven queries at any size with `detail`.

    Without `detail` (outside the research roles) it compares what the two studies have published, this one by the
    release that is being built and the other by its current one: services are not matched, because what became of a
    service is public, so that figures of few would disclose what one of them said. Without another study, or a release
    of it, the report has one sentence and no tables.
    """
    if other is None:
        return _without_tables(study, "There is no other study yet that this one could be compared with.")
    if other.frame_id != study.frame_id:
        return _without_tables(study, UNRELATED.format(study, study.frame, other, other.frame))
    before, after = in_order(study, other)
    published = [
        published_by(each, is_being_released=each == study) for each in (before, after) if not detail
    ]
    if None in published:
        return _without_tables(study, NOT_RELEASED.format(other))
    words = words_of(study)
    earlier, later = (frame_of(each, study.definition_reference) for each in (before, after))
    compared = Comparison(earlier, later, match_of(earlier, later), words)
    days = [last for last in (last_day_of(before), last_day_of(after)) if last]
    report = Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=partial(answer, before, after, list(words.kinds)),
        tables=(),
        study=_facts(study, other),
        data_on=max(days, default=None),
    )
    if published:
        is_same = before.definition_reference == after.definition_reference
        return replace(
            report,
            tables=(
                *of_published(compared, *filter(None, published), has_change=is_same),
                tables.frames(compared),
            ),
            notes=(_periods(before, after), *_units_and_definitions(before, after)),
        )
    return replace(
        report,
        tables=(
            tables.engagement(compared),
            tables.turnover(compared),
            tables.significance(compared),
            tables.by_region(compared, region_names(before)),
            *((tables.groups(compared, group_names()),) if compared.matched.reorganised else ()),
            tables.interviewed(compared),
            tables.frames(compared),
            tables.coverage(compared),
        ),
        notes=(*_notes(study, other, before, after), *_counting_units(earlier, later)),
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
        f"Of the {counted(earlier, 'service', 'services')} in the list of {day(before.frame_on)} and the "
        f"{later:,} in that of {day(after.frame_on)}, {pairs:,} can be compared"
    )
    then, now = controlled["engagement"].rows[-2:]
    (first, then_of), (second, now_of) = (
        (_number(row, "engaged"), _number(row, "base")) for row in (then, now)
    )
    if MATCHED not in controlled:
        if not then_of or not now_of:
            return f"{sentence}; in one of the studies no service has been interviewed."
        return (
            f"{sentence}; {first:,} of {counted(then_of, 'service', 'services')} interviewed "
            f"({percent(share(first, then_of))}) worked with a social enterprise in the earlier study and "
            f"{second:,} of {now_of:,} ({percent(share(second, now_of))}) in the later."
        )
    if not then_of:
        return f"{sentence}; none of them has been interviewed in both studies."
    return (
        f"{sentence}; of {counted(then_of, 'service', 'services')} interviewed in both studies, {first:,} "
        f"({percent(share(first, then_of))}) worked with a social enterprise in the earlier study and "
        f"{second:,} ({percent(share(second, now_of))}) in the later."
    )


def _number(row: Row, key: str) -> int:
    cell = row[key]
    assert isinstance(cell, int)
    return cell


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
        _periods(before, after),
        "A service is compared with itself, or with the one service that alone followed it, as a probation trust "
        "followed an area. What merged, closed or opened is counted apart and is in no figure of change. Services are "
        "counted as establishments in both studies.",
        f"A social enterprise here is what the definition “{study.definition}”, version "
        f"{study.definition_version}, counts as one, applied to both studies by what the directory knows today: a "
        "change is one of working links, not of rules.",
        "A change between two studies may be one of who answered: only services interviewed in both are compared.",
    ]
    if other.definition_reference != study.definition_reference:
        notes.append(
            f"The other study itself uses the definition “{other.definition}”, version {other.definition_version}."
        )
    if before.frame_on == after.frame_on:
        notes.append("Both studies have the same day of the list of services.")
    return tuple(notes)


def _periods(before: Study, after: Study) -> str:
    return (
        f"The earlier study is “{before.title}” with the list of {day(before.frame_on)}, the later “{after.title}” "
        f"with the list of {day(after.frame_on)}."
    )


def _units_and_definitions(before: Study, after: Study) -> Iterator[str]:
    """Yield what the published figures of two studies count as included, and as one service where that differs."""
    if before.definition_reference == after.definition_reference:
        yield (
            f"A social enterprise here is what the definition “{before.definition}”, version "
            f"{before.definition_version}, counts as one."
        )
    else:
        yield (
            f"A social enterprise here is what the definition “{before.definition}”, version "
            f"{before.definition_version}, counts as one in the earlier study, and “{after.definition}”, version "
            f"{after.definition_version}, in the later. No change is given, because it may be one of the "
            "definition."
        )
    if before.counting_unit != after.counting_unit:
        yield (
            f"In the earlier study {before.get_counting_unit_display().lower()}, in the later "
            f"{after.get_counting_unit_display().lower()}. The services of the two lists are counted as "
            "establishments."
        )


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
