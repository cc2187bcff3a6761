"""The table of shares weighted by kind of service, for the reports on opinions in the initial interviews."""

from collections.abc import Callable, Iterator, Mapping

from django.db.models import Count

from reports.answers import tables as answer_tables
from reports.answers.blocks import answer_block
from reports.answers.queries import QuestionAnswers
from reports.disclosure.blocks import BASE, Figure
from reports.stratified import Stratum, estimate
from reports.table import Column, Ranking, Row, Table, share
from survey.models import SampledUnit, Study
from survey.vocabulary import StrandKind


def frame_sizes(study: Study) -> dict[str, int]:
    """Return the number of services in the study's frame by kind. One query."""
    units = SampledUnit.objects.of_study(study).initial().filter(service__isnull=False).order_by()
    return dict(units.values_list("service__kind").annotate(number=Count("pk")))


def by_kind(
    answers: QuestionAnswers, frame: Mapping[str, int], *, name: str, title: str, heading: str
) -> Iterator[Table]:
    """Yield a table of the share of all services that named each theme, weighted by the `frame` of each kind.

    There is none unless everybody in the initial interviews was asked and several kinds of service answered. Every
    share is calculated from the printed counts of its row.
    """
    strand = StrandKind.INITIAL_INTERVIEW
    parts = {
        part.respondents[0].kind: part
        for part in answer_tables.parts_of(answers, strand)
        if part.respondents and part.label not in answer_tables.WHOLE
    }
    if len(parts) < 2 or strand in answers.depends:
        return
    block = answer_block(answers, strand)
    columns = [
        column
        for kind, part in parts.items()
        for column in (
            Column(f"named_{kind}", f"{part.label} that named it", "count"),
            Column(f"base_{kind}", f"{part.label} that answered", "count"),
        )
    ]
    shares = _shares({kind: frame.get(kind, 0) for kind in parts})
    rows: list[Row] = []
    shows: dict[tuple[int, str], Figure] = {}
    for word, label in answers.choices.items():
        figures = {
            f"{key}_{kind}": block.figure(answer, part.label)
            for kind, part in parts.items()
            for key, answer in (("named", word), ("base", BASE))
        }
        shows |= {(len(rows), key): figure for key, figure in figures.items()}
        row: Row = {"theme": label, **{key: figure.count for key, figure in figures.items()}}
        rows.append({**row, **{column.key: column.formula(row) for column in shares if column.formula}})
    yield Table(
        key=f"{name}_weighted",
        title=f"{title}: all services, weighted by kind",
        columns=(Column("theme", heading), *columns, *shares),
        rows=tuple(rows),
        notes=(
            f"{answers.words.heading} were not reached equally. Weighted, each kind counts as it does in the "
            "list; the unweighted share of those who answered stands beside it. The interval allows for chance, as "
            "if those who answered had been drawn by lot from each kind; it cannot allow for what the others have in "
            "common.",
            answer_tables.RESPONDENT,
        ),
        source=answer_tables.SOURCE,
        data_class="B",
        shows=shows,
        ranking=Ranking("theme", "unweighted", last=answer_tables.other_of(answers)),
    )


def _shares(frame: Mapping[str, int]) -> tuple[Column, ...]:
    """Return the columns of shares, each with the formula that works it out from the counts of its row."""

    def strata(row: Row) -> list[Stratum] | None:
        found = []
        for kind, size in frame.items():
            named, base = row[f"named_{kind}"], row[f"base_{kind}"]
            if not isinstance(named, int) or not isinstance(base, int):
                return None
            # More may have been interviewed than the frame has.
            base = min(base, size)
            found.append(Stratum(size, base, min(named, base)))
        return found

    def of(figure: Callable[[list[Stratum]], float | None]) -> Callable[[Row], float | None]:
        def formula(row: Row) -> float | None:
            found = strata(row)
            return None if found is None else figure(found)

        return formula

    def unweighted(found: list[Stratum]) -> float | None:
        return share(sum(stratum.having for stratum in found), sum(stratum.interviewed for stratum in found))

    return (
        Column("unweighted", "Share, unweighted", "percent", formula=of(unweighted)),
        Column("weighted", "Share, weighted", "percent", formula=of(lambda found: estimate(found).share)),
        Column("low", "Lowest, 95%", "percent", formula=of(lambda found: estimate(found).low)),
        Column("high", "Highest, 95%", "percent", formula=of(lambda found: estimate(found).high)),
    )
