"""The content of a release: canonical, hashed, and back into reports that every format renders the same."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports import registry
from reports.disclosure import ControlledReport, control, exact, from_release
from reports.disclosure.blocks import block_of
from reports.formats import html
from reports.formats.files import FORMATS
from reports.releases.content import (
    ReleaseContent,
    content_of_report,
    report_from_content,
    sha256_of,
)
from reports.releases.mark import ReleaseMark
from reports.releases.plain_values import canonical
from reports.table import Bars, Bound, Column, Lines, Report, StudyFacts, Table
from survey.models import Study
from tests.factories.survey import StudyFactory
from tests.reports.test_every_report import CASES

STUDY = StudyFacts("s", "Study", dt.date(2009, 7, 1), "Sites", "inclusive-2009", "1", False, True)
MARK = ReleaseMark(1, "First figures", "0" * 64, dt.date(2009, 10, 1))


def small_report() -> Report:
    """A report of one table of opinion: 11 of 19 named the cost."""
    block = block_of("the block of costs", "several", {"All": {"cost": 11}}, {"All": 19})
    table = Table(
        "barriers",
        "Barriers",
        (Column("barrier", "Barrier"), Column("named", "Named it", "count")),
        ({"barrier": "Cost", "named": 11},),
        data_class="B",
        shows={(0, "named"): block.figure("cost")},
    )
    return Report("barriers", "Barriers", "Why", lambda tables: "11 named the cost.", (table,), STUDY)


def _again(report: ControlledReport) -> ControlledReport:
    """The report after a way through the text that is stored."""
    text = canonical(content_of_report(report))
    return report_from_content(json.loads(text), report.release)


@pytest.fixture
def study() -> Study:
    return StudyFactory()


@pytest.mark.django_db
@pytest.mark.parametrize("fill", CASES)
@pytest.mark.parametrize("name", registry.names())
def test_every_report_comes_back_as_it_was(name: str, fill: Callable[[Study], None], study: Study) -> None:
    fill(study)
    report = control(registry.make(name, study, detail=False))

    again = _again(report)

    assert content_of_report(again) == content_of_report(report)
    assert (again.title, again.answer, again.notes, again.data_on, again.study) == (
        report.title,
        report.answer,
        report.notes,
        report.data_on,
        report.study,
    )
    assert FORMATS["csv"].write(again) == FORMATS["csv"].write(report)
    assert FORMATS["json"].write(again) == FORMATS["json"].write(report)
    assert {key: (chart.version, chart.alternative) for key, chart in html.charts(again).items()} == {
        key: (chart.version, chart.alternative) for key, chart in html.charts(report).items()
    }
    for table, before in zip(again.tables, report.tables, strict=True):
        assert (table.rows, table.hidden, table.notes) == (before.rows, before.hidden, before.notes)


WORDS = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
CELLS = {
    "text": WORDS,
    "count": st.integers(0, 10_000) | st.builds(Bound, st.integers(0, 99), st.booleans()),
    "percent": st.floats(0, 1) | st.integers(0, 1) | st.builds(Bound, st.floats(0, 1), st.booleans()),
    "decimal": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-5, 5),
    "date": st.dates(),
}


@st.composite
def tables(draw: st.DrawFn) -> Table:
    kinds = draw(st.lists(st.sampled_from(sorted(CELLS)), min_size=1, max_size=5))
    columns = [Column("name", draw(WORDS))]
    columns += [
        Column(
            f"c{number}",
            draw(WORDS),
            kind,
            heads=draw(st.booleans()),
            formula=(lambda row: None) if draw(st.booleans()) else None,
        )
        for number, kind in enumerate(kinds)
    ]
    rows = draw(
        st.lists(
            st.fixed_dictionaries({each.key: st.none() | CELLS[each.kind] for each in columns}), max_size=4
        )
    )
    counts = tuple(each.key for each in columns if each.kind == "count")
    return Table(
        key="t",
        title=draw(WORDS),
        columns=tuple(columns),
        rows=tuple(rows),
        notes=tuple(draw(st.lists(WORDS, max_size=2))),
        total_rows=frozenset(draw(st.sets(WORDS, max_size=2))),
        bars=Bars("name", counts[:1]) if counts and draw(st.booleans()) else None,
        lines=Lines(counts[0], counts[1:], 1.5, counted="services") if len(counts) > 1 else None,
        hidden=frozenset((number, "name") for number in range(len(rows))),
    )


def _controlled(*of: Table, release: ReleaseMark | None = None) -> ControlledReport:
    return from_release(
        name="n", title="T", aim="A", answer="It is so.", tables=of, study=STUDY, notes=(), data_on=None,
        release=release,
    )  # fmt: skip


@given(tables())
def test_any_table_comes_back_as_it_was(table: Table) -> None:
    [again] = _again(_controlled(table)).tables

    assert again.rows == table.rows
    assert [{key: type(cell) for key, cell in row.items()} for row in again.rows] == [
        {key: type(cell) for key, cell in row.items()} for row in table.rows
    ]
    assert [replace(each, formula=None) for each in again.columns] == [
        replace(each, formula=None) for each in table.columns
    ]
    assert [each.formula is None for each in again.columns] == [
        each.formula is None for each in table.columns
    ]
    assert replace(again, columns=table.columns) == table


def test_what_only_disclosure_control_needs_is_not_released() -> None:
    assert "the block of costs" not in canonical(content_of_report(control(small_report())))


def test_exact_figures_are_never_content() -> None:
    report = exact(small_report())

    with pytest.raises(ValueError, match="never released"):
        content_of_report(report)


def test_canonical_text_does_not_depend_on_the_order_of_keys_and_is_not_escaped() -> None:
    assert canonical({"b": 1, "a": {"d": None, "c": "é’"}}) == '{"a":{"c":"é’","d":null},"b":1}'
    with pytest.raises(ValueError):
        canonical({"a": float("nan")})


def test_a_content_comes_back_from_its_text_with_the_same_hash() -> None:
    report = control(small_report())
    content = ReleaseContent(
        facts={"number": 1},
        reports={report.name: content_of_report(report)},
        order=(report.name,),
        parts={"map": [1]},
    )

    again = ReleaseContent.from_text(content.as_text())

    assert sha256_of(again.as_text()) == sha256_of(content.as_text())
    assert again.parts == {"map": [1]}
    assert again.titles == ((report.name, report.title),)
    assert again.report(report.name, MARK).release == MARK


def test_a_content_of_another_layout_is_refused() -> None:
    with pytest.raises(ValueError, match="layout 99"):
        ReleaseContent.from_text('{"format":99}')


def test_the_facts_of_the_study_come_back() -> None:
    facts = StudyFacts("s", "S", dt.date(2009, 7, 1), "Sites", "d", "1", True, False)
    report = from_release(
        name="n", title="T", aim="A", answer="It is so.", tables=(), study=facts, notes=("A note.",),
        data_on=dt.date(2009, 9, 30), release=None,
    )  # fmt: skip

    assert _again(report) == report
