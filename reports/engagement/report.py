"""Engagement: which services work with organisations that the definition includes, and how."""

from collections.abc import Mapping
from functools import partial

from noms.nouns import Noun
from reports.disclosure.policy import Policy
from reports.engagement import queries
from reports.engagement.tables import relations, services
from reports.engagement.tables.relations import ALL, KNOWN, UNKNOWN
from reports.region_merging import every_region, public_regions
from reports.study_facts import facts_of, last_day_of, words_of
from reports.table import Report, Row, Table, share
from survey.models import Study
from wording import counted, percent

NAME = "engagement"
TITLE = "Who works with whom"
AIM = "How many services work with social enterprises, and how?"


def build(study: Study, *, detail: bool) -> Report:
    """Return the engagement report of a study; nine queries at any size, and two more without `detail`.

    Without `detail` (outside the research roles) figures by region count only relations that may be named.
    Together with the listed relations, any other figure of so few services would disclose what one of them said.
    """
    found = queries.services(study)
    words = words_of(study)
    nouns = words.nouns((group.kind, group.form) for group in found)
    groups = queries.relations(study, relations.BANDS)
    facts = facts_of(study)
    smallest = Policy.of(facts).smallest_base
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=partial(answer, nouns),
        tables=(
            services.by_kind(found, nouns),
            services.by_region(
                found,
                nouns,
                every_region(study) if detail else public_regions(study),
                None if detail else queries.nameable_services(study),
                words.title,
            ),
            *relations.of_relations(groups, queries.terms(study), nouns, smallest),
            services.organisations(study, groups),
            services.mentions(queries.mentions(study)),
            relations.numbers_said(queries.numbers_said(study), nouns, smallest, detail=detail),
        ),
        study=facts,
        notes=_notes(study),
        data_on=last_day_of(study),
    )


def answer(nouns: Mapping[str, Noun], tables: Mapping[str, Table]) -> str:
    """Return the first sentence: how many services work with an included organisation, and in how many relations."""
    rows = {str(row["kind"]): row for row in tables["services_by_kind"].rows}
    parts, included = [], 0
    for noun in nouns.values():
        row = rows[noun.heading]
        base, part, rate = row["interviewed"], row["included"], row["share"]
        assert isinstance(base, int)
        assert isinstance(part, int)
        assert rate is None or isinstance(rate, float)
        if base:
            services = counted(base, noun.singular, noun.plural)
            parts.append(f"{part:,} of {services} interviewed ({percent(rate)}{_undecided(row)})")
            included = part
    if not parts:
        return "No service has been interviewed in this study yet."
    verb = "works" if len(parts) == 1 and included == 1 else "work"
    return f"{' and '.join(parts)} {verb} with a social enterprise{_relations(tables)}."


def _undecided(row: Row) -> str:
    """Return what the share would be with the services that are undecided: “, or 91% with the 2 undecided”."""
    undecided, most = row["undecided"], row["weighted_most"]
    assert isinstance(undecided, int)
    if not undecided:
        return ""
    assert isinstance(most, float)
    return f", or {percent(most)} with the {undecided:,} undecided"


def _relations(tables: Mapping[str, Table]) -> str:
    """Return how many relations there are, and the commonest arrangement: “: 10 relations, most often “Grant” (…)”."""
    rows = {str(row["words"]): row["included"] for row in tables["by_arrangement"].rows}
    every, known, _ = rows.pop(ALL), rows.pop(KNOWN), rows.pop(UNKNOWN)
    assert isinstance(every, int)
    assert isinstance(known, int)
    if not every:
        return ""
    numbers = {words: number for words, number in rows.items() if isinstance(number, int)}
    most = max(numbers.values())
    commonest = [words for words, number in numbers.items() if number == most]
    found = f": {counted(every, 'working link', 'working links')}"
    if not most or len(commonest) > 1:
        return found
    return (
        f"{found}, most often “{commonest[0]}” ({most:,} of {known:,} known, {percent(share(most, known))})"
    )


def _notes(study: Study) -> tuple[str, ...]:
    return (
        f"A social enterprise here is what the definition “{study.definition}”, version "
        f"{study.definition_version}, counts as one, applied to what the directory knows, and never what the "
        "person who answered called the organisation.",
        "Services are counted as establishments. Working links that have ended or are only wished for are not counted.",
    )
