"""Tables of the verdicts: how far the definitions agree, and each organisation by each definition."""

from collections import Counter
from functools import cache

from enterprises.classification.criteria import Definition
from enterprises.vocabulary import Outcome
from reports.table import Column, Row, Table, share
from reports.verdicts.queries import JudgedOrganisations
from wording.terms import COUNTED, NOT_COUNTED

SOURCE = "Stored facts of the published organisations named in the study's interviews."
ALL_AGREE = "All definitions agree"
SIDES = {True: COUNTED.lower(), False: NOT_COUNTED.lower(), None: "cannot be decided"}


def agreement(judged: JudgedOrganisations, compared: tuple[Definition, ...], chosen: Definition) -> Table:
    """Return a table of how often each definition agrees with `chosen`, the study's own, on who is included."""
    same: Counter[str] = Counter()
    unanimous = total = 0
    for key, number in Counter(key for _, key in judged.organisations).items():
        verdicts = judged.verdicts[key]
        own = verdicts[chosen.id][1]
        for definition in compared:
            same[definition.id] += number * (verdicts[definition.id][1] is own)
        unanimous += number * (len({side for _, side in verdicts.values()}) == 1)
        total += number
    rows: list[Row] = [
        {
            "definition": definition.title,
            "organisations": total,
            "same": same[definition.id],
            "share": share(same[definition.id], total),
        }
        for definition in compared
    ]
    rows.append(
        {
            "definition": ALL_AGREE,
            "organisations": total,
            "same": unanimous,
            "share": share(unanimous, total),
        }
    )
    return Table(
        key="agreement",
        title=f"Organisations on which a definition says the same as “{chosen.title}”",
        columns=(
            Column("definition", "Definition"),
            Column("organisations", "Organisations", "count"),
            Column("same", "The same", "count"),
            Column("share", "Share", "percent", ratio=("same", "organisations")),
        ),
        rows=tuple(rows),
        notes=(
            "An organisation is counted, not counted, or cannot be decided. Two that cannot decide count as the same.",
        ),
        source=SOURCE,
        total_rows=frozenset({ALL_AGREE}),
    )


def organisations(judged: JudgedOrganisations, compared: tuple[Definition, ...]) -> Table:
    """Return a table of each organisation with its outcome by each definition."""
    words = {
        key: {definition: _words(*verdict) for definition, verdict in verdicts.items()}
        for key, verdicts in judged.verdicts.items()
    }
    rows: list[Row] = [{"organisation": name, **words[key]} for name, key in judged.organisations]
    return Table(
        key="organisations",
        title="Each organisation by each definition",
        columns=(
            Column("organisation", "Organisation"),
            *(Column(definition.id, definition.title) for definition in compared),
        ),
        rows=tuple(rows),
        notes=("The organisation's assessment page gives the reasons.",),
        source=SOURCE,
    )


@cache
def _words(outcome: str, side: bool | None) -> str:
    return f"{Outcome(outcome).label} ({SIDES[side]})"
