"""What the public sees of answers in the demonstration, as docs/method.md says."""

from collections import Counter
from pathlib import Path

import pytest

from demo import running
from reports import registry
from reports.disclosure import Policy, blocks_in, control
from reports.disclosure.policy import clear
from reports.releases.public import released
from reports.table import Bound, Report, Table
from survey.models import Study

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demonstration"), pytest.mark.slow]

MOST_WORDS = 45
PAGE = " ".join(Path("docs/method.md").read_text(encoding="utf-8").split())


@pytest.fixture(scope="module")
def built(demonstration: Study, django_db_blocker) -> dict[str, Report]:
    with django_db_blocker.unblock():
        return {kind.name: registry.make(kind.name, demonstration, detail=False) for kind in registry.every()}


def table(report: Report, key: str) -> Table:
    return next(table for table in control(report).tables if table.key == key)


def test_every_report_answers_in_at_most_45_words(built: dict[str, Report], demonstration: Study) -> None:
    answers = {f"live {name}": control(report).answer for name, report in built.items()}
    current = released(demonstration)
    assert current is not None
    # A release has no comparison where there is no other study to compare with.
    assert set(built) - set(current.content.reports) <= {"comparison"}
    for name in current.content.reports:
        report = current.report(name)
        assert report is not None
        answers[f"released {name}"] = report.answer
    today = Study.objects.get(slug=running.SLUG)
    answers |= {f"running {name}": control(registry.make(name, today, detail=False)).answer for name in built}

    assert all(answers.values())
    assert {name: words for name, words in answers.items() if len(words.split()) > MOST_WORDS} == {}


def test_the_page_says_how_many_figures_are_exact_rounded_limits_or_withheld(
    built: dict[str, Report],
) -> None:
    cleared = clear(blocks_in(built.values()), Policy())
    areas = {(group, area) for group, block in cleared.blocks.items() for area in block.areas}
    found = Counter(
        "withheld"
        if shown is None
        else "limit"
        if isinstance(shown, Bound)
        else "rounded"
        if (figure.block.group, figure.place) in areas
        else "exact"
        for figure, shown in cleared.figures.items()
        if figure.answer in figure.block.answers
    )

    assert (
        f"Of {found.total():,} figures of answers in the demonstration {found['exact']:,} are exact, "
        f"{found['rounded']} rounded by area, {found['limit']} limits, and {found['withheld']} "
        f"({found['withheld'] / found.total():.0%}) withheld"
    ) in PAGE


@pytest.mark.parametrize(
    ("report", "key"), [("barriers", "by_part"), ("benefits", "benefits"), ("benefits", "drawbacks")]
)
def test_every_list_has_its_leaders_exact_and_largest_first(
    built: dict[str, Report], report: str, key: str
) -> None:
    rows = table(built[report], key).rows

    named = [row["named"] for row in rows if row["part"] == "All services"]
    assert named == sorted(named, reverse=True)
    assert all(isinstance(row["named"], int) for row in rows)
    assert {row["part"] for row in rows} == {"Prisons", "Probation areas", "All services"}


def test_six_regions_have_fifteen_interviews_or_more_each(built: dict[str, Report]) -> None:
    interviewed: Counter[str] = Counter()
    for row in table(built["coverage"], "by_region").rows:
        interviewed[str(row["region"])] += int(str(row["interviewed"]))

    assert [column.label for column in table(built["barriers"], "by_region").columns[1:]] == [*interviewed]
    assert interviewed.pop("England and Wales") == 139
    assert len(interviewed) == 6
    assert min(interviewed.values()) >= 15
    assert all(f"{name} ({number})" in PAGE for name, number in interviewed.items())
