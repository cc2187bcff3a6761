"""Coverage: who was interviewed, who refused and who was not reached, and who is missing."""

from collections.abc import Mapping
from functools import partial

from noms.nouns import FrameWords, Noun
from noms.vocabulary import CountingUnit
from reports.coverage import queries
from reports.coverage.tables import categories, missing, rates, services
from reports.coverage.tables.services import BRIEF, FULL, split_is_safe
from reports.engagement import queries as engagement
from reports.region_merging import every_region, public_regions
from reports.study_facts import facts_of, last_day_of, words_of
from reports.table import Report, Table
from survey.models import Study
from wording import counted, day, percent

NAME = "coverage"
TITLE = "Coverage"
AIM = "How many services were interviewed?"


def build(study: Study, *, detail: bool) -> Report:
    """Return the coverage report of a study; nine queries at any size, and one more without `detail`.

    Without `detail` (outside the research roles) the services that were not interviewed are split by reason for the
    whole country only, and not even there if the split would name one of them: a region may have one probation
    service. The same holds for the outcome rates of each strand, from which the reasons could be worked out. Regions
    are merged where they would disclose who was interviewed, and figures of what services said are not by region.
    """
    words = words_of(study)
    tally = queries.tally_of(study, words)
    engaged = engagement.services(study)
    groups = every_region(study) if detail else public_regions(study)
    split_by_kind = detail or all(split_is_safe(tally.of(kind)) for kind in tally.nouns)
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=partial(answer, words, tally.nouns),
        tables=(
            services.by_kind(tally, FULL if split_by_kind else BRIEF),
            services.by_region(tally, groups, FULL if detail else BRIEF),
            missing.missing_groups(
                queries.frame_groups(study), groups.names, words, tally.nouns, detail=detail
            ),
            services.confidence_intervals(engaged, groups.names, words, tally.nouns, detail=detail),
            *rates.outcome_rates(queries.cases(study), groups.names, words.title, tally.nouns, detail=detail),
            *categories.by_category(queries.categories(study), engaged, detail=detail),
        ),
        study=facts_of(study),
        notes=_notes(study, words),
        data_on=last_day_of(study),
    )


def answer(words: FrameWords, nouns: Mapping[str, Noun], controlled: Mapping[str, Table]) -> str:
    """Return the first sentence: “97 of 135 prisons were interviewed (72%), and 42 of 42 probation areas (100%).”"""
    rows = {str(row["kind"]): row for row in controlled["by_kind"].rows}
    present = [(noun, rows[noun.heading]) for noun in nouns.values() if rows[noun.heading]["frame"]]
    if not present:
        return f"No {words.one} is in the list of services of this study yet."
    parts = []
    for position, (noun, row) in enumerate(present):
        whole, interviewed, rate = row["frame"], row["interviewed"], row["rate"]
        assert isinstance(whole, int)
        assert isinstance(interviewed, int)
        assert rate is None or isinstance(rate, float)
        verb = "" if position else " was interviewed" if 1 in (interviewed, whole) else " were interviewed"
        parts.append(
            f"{interviewed:,} of {counted(whole, noun.singular, noun.plural)}{verb} ({percent(rate)})"
        )
    sentence = f"{', and '.join(parts)}."
    absent = [noun.singular for noun in nouns.values() if not rows[noun.heading]["frame"]]
    return f"{sentence} No {absent[0]} is in the list." if absent else sentence


def counting_note(study: Study) -> str:
    """Return a sentence on what counts as one prison in the figures of the study."""
    if study.counting_unit == CountingUnit.SITE:
        return (
            "Sites are counted: an establishment with two sites counts twice, and one interview covers both."
        )
    if not study.frame.is_reference:
        return "Each service counts once."
    return "Establishments are counted: the sites that one governor manages are one prison."


def _notes(study: Study, words: FrameWords) -> tuple[str, ...]:
    return (
        f"The list of services is the {words.many} open on {day(study.frame_on)}. {counting_note(study)}",
        "Coverage is the number of services with an interview, complete or in part, divided by the number in "
        "the list. A service found closed after that day stays in the list.",
        "The shares who answered are those of the American Association for Public Opinion Research (Standard "
        "Definitions). “Not available” means that there is nothing to divide by.",
    )
