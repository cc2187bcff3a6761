"""Verdicts: every organisation named, by every definition, side by side."""

from collections import Counter
from collections.abc import Hashable, Mapping
from functools import cache

from enterprises import fact_groups
from enterprises.classification import definitions
from enterprises.classification.assess import assess
from enterprises.classification.criteria import Definition
from enterprises.classification.facts import Facts
from enterprises.models import Assessment
from enterprises.vocabulary import Outcome
from reports.definition import definition_of, organisations_named
from reports.fieldwork import facts_of, last_day_of
from reports.table import Column, Report, Row, Table, share
from survey.models import Study
from wording import counted, percent

NAME = "verdicts"
TITLE = "Organisations by definition"
AIM = "What each definition says of each organisation named"
SOURCE = "Stored facts of the published organisations named in the study's interviews."
ALIKE = "All definitions agree"
DIFFERS = "the word means different things to different people"
SIDES = {True: "included", False: "not included", None: "cannot be decided"}


def build(study: Study, *, detail: bool) -> Report:
    """The report of a study; two queries at any size. `detail` changes nothing: outcomes are public."""
    every = definitions.all()
    chosen = definition_of(study)
    stored = (
        Assessment.objects.current(definitions.DEFAULT)
        .filter(organisation__in=organisations_named(study).published().order_by().values("pk"))
        .order_by("organisation__name", "organisation")
        .values_list("organisation__name", "facts")
    )
    kinds = fact_groups.Kinds(every)
    judged: dict[Hashable, Verdicts] = {}
    named: list[tuple[str, Hashable]] = []
    for name, cells in stored.iterator():
        kind = kinds.of(cells)
        if kind not in judged:
            judged[kind] = _judged(fact_groups.known(cells), every)
        named.append((name, kind))
    numbers = Counter(kind for _, kind in named)
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=answer,
        tables=(
            _agreement([(judged[kind], number) for kind, number in numbers.items()], every, chosen),
            _table(named, judged, every),
        ),
        study=facts_of(study),
        notes=(
            "Each definition is held against the same facts. A definition that asks what is not known of an "
            "organisation leaves it undetermined; that is no verdict against it.",
            "Organisations that are not published are left out.",
        ),
        data_on=last_day_of(study),
    )


def answer(tables: Mapping[str, Table]) -> str:
    """The first sentence: of how many organisations all definitions take the same side."""
    rows = {str(row["definition"]): row for row in tables["agreement"].rows}
    total, alike = rows[ALIKE]["organisations"], rows[ALIKE]["same"]
    assert isinstance(total, int)
    assert isinstance(alike, int)
    if not total:
        return "No published organisation has been named in this study yet."
    named = f"all {total:,} organisations" if total > 1 else "the 1 organisation"
    if alike == total:
        return f"On {named} named every definition takes the same side."
    if not alike:
        return f"On {named} named the definitions take different sides: {DIFFERS}."
    others = "the other" if total - alike == 1 else "the others"
    return (
        f"On {alike:,} of {counted(total, 'organisation', 'organisations')} named "
        f"({percent(share(alike, total))}) every definition takes the same side; on {others} {DIFFERS}."
    )


Verdicts = dict[str, tuple[str, bool | None]]


def _judged(facts: Facts, every: tuple[Definition, ...]) -> Verdicts:
    """Definition → its outcome and its side."""
    found: Verdicts = {}
    for definition in every:
        verdict = assess(facts, definition)
        found[definition.id] = (verdict.outcome, verdict.is_included())
    return found


def _agreement(
    judged: list[tuple[Verdicts, int]], every: tuple[Definition, ...], chosen: Definition
) -> Table:
    """How often each definition takes the side of the study's own; of each verdicts the number of organisations."""
    same: Counter[str] = Counter()
    alike = total = 0
    for verdicts, number in judged:
        own = verdicts[chosen.id][1]
        for definition in every:
            same[definition.id] += number * (verdicts[definition.id][1] is own)
        alike += number * (len({side for _, side in verdicts.values()}) == 1)
        total += number
    rows: list[Row] = [
        {
            "definition": definition.title,
            "organisations": total,
            "same": same[definition.id],
            "share": share(same[definition.id], total),
        }
        for definition in every
    ]
    rows.append({"definition": ALIKE, "organisations": total, "same": alike, "share": share(alike, total)})
    return Table(
        key="agreement",
        title=f"Organisations on which a definition takes the side of “{chosen.title}”",
        columns=(
            Column("definition", "Definition"),
            Column("organisations", "Organisations", "count"),
            Column("same", "Same side", "count"),
            Column("share", "Share", "percent", ratio=("same", "organisations")),
        ),
        rows=tuple(rows),
        notes=(
            "A side is included, not included, or cannot be decided. Two that cannot decide count as the same side.",
        ),
        source=SOURCE,
        total_rows=frozenset({ALIKE}),
    )


def _table(
    named: list[tuple[str, Hashable]], judged: Mapping[Hashable, Verdicts], every: tuple[Definition, ...]
) -> Table:
    words = {
        kind: {id_: _words(*verdict) for id_, verdict in verdicts.items()}
        for kind, verdicts in judged.items()
    }
    rows: list[Row] = [{"organisation": name, **words[kind]} for name, kind in named]
    return Table(
        key="organisations",
        title="Each organisation by each definition",
        columns=(
            Column("organisation", "Organisation"),
            *(Column(definition.id, definition.title) for definition in every),
        ),
        rows=tuple(rows),
        notes=("The organisation's assessment page gives the reasons.",),
        source=SOURCE,
    )


@cache
def _words(outcome: str, side: bool | None) -> str:
    return f"{Outcome(outcome).label} ({SIDES[side]})"
