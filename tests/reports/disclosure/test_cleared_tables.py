"""A table before and after the policy: cells, rows, order and notes, worked by hand."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from reports.disclosure import control, exact
from reports.disclosure.blocks import BASE, COUNTRY, Block, block_of
from reports.formats import csv, json
from reports.table import Bound, Cell, Column, Ranking, Report, Row, StudyFacts, Table

STUDY = StudyFacts("s", "Study", dt.date(2009, 7, 1), "Sites", "inclusive-2009", "1", False, True)
ALL = "All services"
COLUMNS = (
    Column("theme", "Barrier"),
    Column("part", "Part of NOMS"),
    Column("named", "Named it", "count"),
    Column("base", "Answered", "count"),
    Column("rate", "Share", "percent", ratio=("named", "base")),
)
Printed = list[tuple[Cell, ...]]


def by_part(counts: Mapping[str, Mapping[str, int]], bases: Mapping[str, int]) -> Table:
    """Return a table of themes by part, as reports build it, ranked."""
    block = block_of("barriers", "several", counts, bases)
    return listed(block, {**{part: part for part in block.parts}, ALL: COUNTRY})


def listed(block: Block, parts: Mapping[str, str]) -> Table:
    rows: list[Row] = []
    shows = {}
    for theme in block.answers:
        for words, place in parts.items():
            named, base = block.figure(theme, place), block.figure(BASE, place)
            shows |= {(len(rows), "named"): named, (len(rows), "base"): base}
            share = named.count / base.count if base.count else None
            rows.append(
                {"theme": theme, "part": words, "named": named.count, "base": base.count, "rate": share}
            )
    return Table(
        "barriers",
        "Barriers",
        COLUMNS,
        tuple(rows),
        data_class="B",
        shows=shows,
        ranking=Ranking("theme", "named", last=frozenset({"Other"})),
    )


def report_of(*tables: Table, study: StudyFacts = STUDY) -> Report:
    return Report("barriers", "Barriers", "Why", lambda found: ", ".join(found), tables, study)


def cleared(table: Table, *, study: StudyFacts = STUDY) -> Table:
    (found,) = control(report_of(table, study=study)).tables
    return found


def printed(table: Table, *keys: str) -> Printed:
    return [tuple(row[key] for key in keys or table.rows[0]) for row in table.rows]


def test_the_largest_comes_first_and_what_nobody_named_stands_in_a_note() -> None:
    table = by_part(
        {
            "Prisons": {"Law": 0, "Other": 40, "Money": 32, "Buyers": 38, "Staff": 0},
            "Probation": {"Law": 0, "Other": 20, "Money": 18, "Buyers": 15, "Staff": 0},
        },
        {"Prisons": 97, "Probation": 42},
    )

    after = cleared(table)

    assert printed(after, "theme", "part", "named", "base") == [
        ("Buyers", "Prisons", 38, 97),
        ("Buyers", "Probation", 15, 42),
        ("Buyers", ALL, 53, 139),
        ("Money", "Prisons", 32, 97),
        ("Money", "Probation", 18, 42),
        ("Money", ALL, 50, 139),
        ("Other", "Prisons", 40, 97),
        ("Other", "Probation", 20, 42),
        ("Other", ALL, 60, 139),
    ]
    assert after.rows[0]["rate"] == 38 / 97
    assert after.notes == ("Named by nobody: Law; Staff. What nobody named may still be so.",)
    assert not after.hidden
    assert exact(report_of(table)).tables[0].rows == after.rows


def test_nothing_is_left_out_where_nobody_named_anything() -> None:
    after = cleared(by_part({"Prisons": {"Law": 0, "Money": 0}}, {"Prisons": 0}))

    assert printed(after, "theme", "named", "base", "rate") == [("Law", 0, 0, None), ("Money", 0, 0, None)]
    assert not after.notes
    assert not after.hidden


@pytest.mark.parametrize("asked", [0, 2])
@pytest.mark.parametrize("interviewed", [5, 97])
def test_a_base_that_is_hidden_or_a_limit_looks_the_same_if_nobody_was_asked(
    interviewed: int, asked: int
) -> None:
    """Of 5 the base is hidden, of 97 it is “4 or fewer”; a share is empty before clearing only if it is 0."""
    led = block_of("led", "single", {ALL: {"yes": asked, "no": interviewed - asked}}, {ALL: interviewed})
    block = block_of("next", "several", {ALL: {}}, {ALL: asked}, asked=led.figure("yes"))
    base = block.figure(BASE)
    table = Table(
        "next",
        "Next",
        COLUMNS,
        (
            {
                "theme": "Answered",
                "part": ALL,
                "named": asked,
                "base": asked,
                "rate": 1.0 if asked else None,
            },
        ),
        data_class="B",
        shows={(0, "named"): base, (0, "base"): base},
    )

    after = cleared(table)

    assert after.rows[0]["rate"] is None
    assert (0, "rate") in after.hidden


def test_of_a_base_under_ten_one_row_is_left_with_the_base() -> None:
    after = cleared(by_part({"Prisons": {"Law": 2, "Money": 9}}, {"Prisons": 9}))

    assert printed(after) == [("Too few answered", ALL, None, 9, None)]
    assert after.hidden == {(0, "named"), (0, "rate")}
    assert after.notes == ("Where fewer than 10 answered, only that number is shown.",)


@pytest.mark.parametrize("interviewed", [1, 3, 9])
def test_a_small_part_leaves_only_the_whole(interviewed: int) -> None:
    after = cleared(
        by_part({"Prisons": {"Law": 2}, "Probation": {"Law": 1}}, {"Prisons": 40, "Probation": interviewed})
    )

    assert printed(after, "theme", "part", "named") == [("Law", ALL, 3)]
    assert after.notes == ("Parts are not shown apart, because in one of them fewer than 10 answered.",)


def test_a_table_of_parts_only_is_left_out_where_one_is_small() -> None:
    block = block_of("law", "several", {"A": {"Law": 2}, "B": {"Law": 1}}, {"A": 40, "B": 3})
    report = report_of(listed(block, {"A": "A", "B": "B"}))

    assert control(report).tables == ()


def test_a_near_unanimous_answer_is_a_limit_in_every_format() -> None:
    table = by_part({"Prisons": {"Law": 97}, "Probation": {"Law": 20}}, {"Prisons": 97, "Probation": 42})
    controlled = control(report_of(table))
    (after,) = controlled.tables

    assert printed(after, "named", "rate") == [
        (Bound(93, True), Bound(93 / 97, True)),
        (20, 20 / 42),
        (Bound(113, True), Bound(113 / 139, True)),
    ]
    assert '"Law","Prisons","93 or more",97,"95% or more"' in csv.content(controlled)
    assert '"named": {\n            "or_more": 93' in json.content(controlled)


def test_limits_are_ordered_by_what_they_say_and_not_by_what_they_hide() -> None:
    after = cleared(by_part({"Prisons": {"Law": 95, "Money": 97}}, {"Prisons": 97}))

    assert printed(after, "theme", "named") == [("Law", Bound(93, True)), ("Money", Bound(93, True))]


def test_small_rows_of_a_total_are_merged() -> None:
    bases = {"Charity": 40, "Firm": 12, "Trust": 3}
    block = block_of("words", "several", {word: {"in": 2} for word in bases}, bases, merges_parts=True)
    table = replace(
        listed(block, {word: word for word in (*bases,)} | {ALL: COUNTRY}),
        columns=(Column("part", "Word"), *(column for column in COLUMNS if column.key != "part")),
        ranking=None,
    )

    assert printed(cleared(table), "part", "named", "base") == [
        ("Charity", 2, 40),
        ("Others together", 4, 15),
        (ALL, 6, 55),
    ]


def by_area(bases: Sequence[int]) -> Table:
    areas = {f"area {number}": {"Law": base // 2} for number, base in enumerate(bases)}
    total = {"Law": sum(found["Law"] for found in areas.values())}
    block = block_of(
        "law",
        "several",
        {ALL: total},
        {ALL: sum(bases)},
        areas=areas,
        area_bases=dict(zip(areas, bases, strict=True)),
    )
    places = {**{area: area for area in areas}, "all": COUNTRY}
    return Table(
        "by_area",
        "Barriers by area",
        (Column("theme", "Barrier"), *(Column(key, key, "count") for key in places)),
        (
            {"theme": "Law", **{key: block.count(place, "Law") for key, place in places.items()}},
            {"theme": "Answered", **{key: block.count(place, BASE) for key, place in places.items()}},
        ),
        data_class="B",
        total_rows=frozenset({"Answered"}),
        shows={(0, key): block.figure("Law", place) for key, place in places.items()}
        | {(1, key): block.figure(BASE, place) for key, place in places.items()},
    )


def test_by_area_counts_are_rounded_and_bases_and_the_country_exact() -> None:
    after = cleared(by_area([16, 23, 30]))

    assert printed(after) == [("Law", 10, 10, 15, 34), ("Answered", 16, 23, 30, 69)]
    assert "nearest 5" in after.notes[0]


@pytest.mark.parametrize(
    ("bases", "study"),
    [
        pytest.param([16, 9], STUDY, id="an area under ten"),
        pytest.param([16, 16], replace(STUDY, shows_areas=False), id="the study lead shows no areas"),
    ],
)
def test_a_table_by_area_is_left_out_where_an_area_may_not_be_printed(
    bases: Sequence[int], study: StudyFacts
) -> None:
    assert control(report_of(by_area(bases), study=study)).tables == ()


def test_a_count_that_shows_no_figure_or_another_one_refuses_to_build() -> None:
    table = by_part({"Prisons": {"Law": 2}}, {"Prisons": 40})

    with pytest.raises(ValueError, match="shows a figure of a block"):
        replace(table, shows={(0, "base"): table.shows[0, "base"]})
    with pytest.raises(ValueError, match="not the figure that it shows"):
        replace(table, shows={**table.shows, (0, "named"): table.shows[0, "base"]})


def test_an_area_has_no_percentages() -> None:
    table = by_area([16, 23])

    with pytest.raises(ValueError, match="no percentages"):
        replace(
            table,
            columns=(*table.columns, Column("rate", "Share", "percent", ratio=("area 0", "all"))),
            rows=tuple({**row, "rate": None} for row in table.rows),
        )
