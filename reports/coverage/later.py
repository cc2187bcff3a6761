"""Who was interviewed in the later strands, by category of respondent."""

from collections import Counter

from django.db.models import Count

from reports.table import Bars, Column, Row, Table
from survey.models import SampledUnit, Study
from survey.vocabulary import INTERVIEWED, RespondentCategory, StrandKind

STRANDS = (StrandKind.EXTENDED_INTERVIEW, StrandKind.ENTERPRISE_INTERVIEW)
NO_CATEGORY = "In none of the four"
ALL_ASKED = "All in these strands"

Category = int | None


def categories(study: Study) -> tuple[Counter[Category], Counter[Category]]:
    """Units of the extended and the enterprises' sample by category: all of them, and those interviewed. One query."""
    rows = (
        SampledUnit.objects.of_study(study)
        .filter(strand__kind__in=STRANDS)
        .order_by()
        .values_list("category", "code")
        .annotate(number=Count("pk"))
    )
    sampled: Counter[Category] = Counter()
    interviewed: Counter[Category] = Counter()
    for category, code, number in rows:
        sampled[category] += number
        interviewed[category] += number * (code in INTERVIEWED)
    return sampled, interviewed


def tables(asked: tuple[Counter[Category], Counter[Category]], *, detail: bool) -> tuple[Table, ...]:
    """The table where the study has such a strand, or none. Without `detail` nobody's refusal can be read from it."""
    return (_categories(*asked, detail=detail),) if asked[0] else ()


def _categories(sampled: Counter[Category], interviewed: Counter[Category], *, detail: bool) -> Table:
    groups: list[tuple[str, list[Category]]] = [
        (f"{category.value}. {category.label}", [category.value]) for category in RespondentCategory
    ]
    if sampled[None]:
        groups.append((NO_CATEGORY, [None]))
    groups.append((ALL_ASKED, list(sampled)))
    columns = [Column("category", "Category of respondent"), Column("interviewed", "Interviewed", "count")]
    if detail:
        columns.insert(1, Column("sampled", "In the sample", "count"))
    rows: list[Row] = []
    for words, inside in groups:
        counted = {
            "sampled": sum(sampled[category] for category in inside),
            "interviewed": sum(interviewed[category] for category in inside),
        }
        rows.append({"category": words, **{c.key: counted[c.key] for c in columns if c.key in counted}})
    return Table(
        key="categories",
        title="Extended interviews and interviews with enterprises, by category of respondent",
        columns=tuple(columns),
        rows=tuple(rows),
        notes=(
            "Opportunity samples: the numbers stand for those who were asked, and no others. An interview in none "
            "of the four was held with somebody else, such as whoever developed an enterprise that was referred to.",
        ),
        source="The samples of the two strands, and their interviews, complete or in part.",
        total_rows=frozenset({ALL_ASKED}),
        bars=Bars("category", ("interviewed",)),
    )
