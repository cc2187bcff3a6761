"""Spreadsheets of units in other people's layouts, and every fault with its sentence at its row."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.uploads.files import read_sheets
from accounts.uploads.rows import Sheet, UnreadableError
from noms.own_frames.columns import columns_of, is_heading, meaning_of
from noms.own_frames.days import KnownDay
from noms.own_frames.units import UnitTable, read_units

OUTCODES = {"LS9": (53.8, -1.5)}


def read(text: str, *more: str) -> UnitTable:
    files = [(f"units{number or ''}.csv", each.encode()) for number, each in enumerate((text, *more))]
    return read_units(read_sheets(files, is_heading=is_heading), OUTCODES)


def problems(table: UnitTable) -> list[tuple[int, str, str]]:
    return [(found.row, found.column, found.problem) for row in table.rows for found in row.findings]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("NAME", "name"), ("Prison Name", "name"), ("facility_name", "name"), ("Name of the prison", "name"),
        ("Establishment", "name"), ("Institution_Name", "name"), ("Nom", "name"), ("FACILITYID", "code"),
        ("Facility ID", "code"), ("PrisonId", "code"), ("TYPE", "kind"), ("Facility type", "kind"),
        ("STATE", "region"), ("prov_code", "region"), ("Région", "region"), ("ZIP", "postcode"),
        ("PostCode", "postcode"), ("Lat (WGS84)", "latitude"), ("LNG", "longitude"), ("Date opened", "opened"),
        ("Year established", "opened"), ("Closed", "closed"), ("Managed by", "operator"), ("Coordinates", "point"),
        ("Capacity", None), ("TELEPHONE", "telephone"), ("Population", None), ("", None),
    ],
)  # fmt: skip
def test_a_heading_is_recognised_by_common_words_in_any_capitals(heading: str, column: str | None) -> None:
    meaning = meaning_of(heading)

    assert (meaning[0] if meaning else None) == column


def test_of_several_headings_for_one_column_the_likeliest_is_taken() -> None:
    found = columns_of(["County", "State", "Region", "Name", "Capacity"])

    assert found.headings == {"region": "Region", "name": "Name"}
    assert found.not_read == ("County", "State", "Capacity")


def test_a_row_is_read_with_every_column() -> None:
    table = read(
        "code,name,kind,region,postcode,latitude,longitude,opened,closed,operator\n"
        "A1,North Prison,Prison,North,ls97tl,53.81,-1.51,1972,2009-11-30,HM Prison Service\n"
    )

    (row,) = table.rows
    assert row.unit.key == ("code", "A1")
    assert (row.unit.name, row.unit.kind, row.unit.region) == ("North Prison", "Prison", "North")
    assert (row.unit.postcode, row.unit.point, row.unit.is_at_postcode) == ("LS9 7TL", (53.81, -1.51), False)
    assert row.unit.opened == KnownDay(dt.date(1972, 1, 1), "year")
    assert row.unit.closed == KnownDay(dt.date(2009, 11, 30), "day")
    assert (row.unit.operator, row.findings, row.remarks, table.notices) == ("HM Prison Service", (), (), [])


def test_a_layout_with_a_title_semicolons_and_other_headings_is_read_and_said() -> None:
    table = read(
        "Prisons of Utopia 2024;;;\n;;;\nPrison;State;Lat;Long;Capacity\nAford;North;1,5;2,5;300\n;;;;\n"
    )

    (row,) = table.rows
    assert (row.row, row.unit.name, row.unit.region, row.unit.point) == (4, "Aford", "North", (1.5, 2.5))
    assert table.notices == [
        "1 row above the headings was not read.",
        "Read “Prison” as name, “State” as region, “Lat” as latitude and “Long” as longitude.",
        "Not read: “Capacity”.",
        "No column has codes: units are recognised by their names when you load a newer file.",
    ]


@pytest.mark.parametrize(
    ("cells", "point"),
    [
        ("53.8, -1.55", (53.8, -1.55)),
        ("(53.8 -1.55)", (53.8, -1.55)),
        ("POINT (-1.55 53.8)", (53.8, -1.55)),
        ("n/a", None),
        ("", None),
    ],
)
def test_a_point_in_one_cell_is_read(cells: str, point: tuple[float, float] | None) -> None:
    assert read(f'name,kind,coordinates\nAford,prison,"{cells}"\n').rows[0].unit.point == point


def test_a_postcode_gives_the_point_and_an_unknown_one_is_said_without_losing_the_unit() -> None:
    known, unknown, abroad = read("name,postcode\nA,LS9 7TL\nB,EH1 1AA\nC,8001\n").rows

    assert (known.unit.point, known.unit.is_at_postcode) == (OUTCODES["LS9"], True)
    assert (unknown.unit.point, unknown.findings) == (None, ())
    assert str(unknown.remarks[0]).startswith(
        "units.csv, row 3, column postcode: “EH1 1AA”: this is not a postcode of England or Wales that we know"
    )
    assert (abroad.unit.postcode, abroad.unit.point, abroad.remarks) == ("8001", None, ())


def test_every_fault_of_a_file_is_said_at_its_row_at_once() -> None:
    table = read(
        "code,name,kind,lat,lon,opened,closed\n"
        "A1,One,prison,53,-1,2009,2008\n"
        "A1,Two,prison,,,,\n"
        ",,prison,,,,\n"
        "A3,Three,prison,91,-181,,\n"
        "A4,Four,prison,0,0,,\n"
        "A5,Five,prison,53,,,\n"
        "A6,Six,prison,430000,north,,\n"
        "A7,Seven,prison,,,soon,4/5/2009\n"
        f"{'A' * 21},Eight,prison,,,,\n"
        ",Nine,prison,,,,\n"
        ",NINE,prison,,,,\n"
        ",Source: the ministry,,,,,\n"
        "9,Grand total,,,,,\n"
    )

    assert problems(table) == [
        (2, "closed", "this is before the opening: the last day open is on or after the first."),
        (3, "code", "row 2 has this code already: each unit has a code of its own."),
        (4, "name", "this must be filled in."),
        (5, "lat", "this is outside the earth: a latitude is from -90 to 90 degrees."),
        (5, "lon", "this is outside the earth: a longitude is from -180 to 180 degrees."),
        (6, "lat", "0, 0 is a point in the sea off Africa. If the point is not known, leave it empty."),
        (7, "lon", "give latitude and longitude, or neither."),
        (8, "lat", "this is outside the earth: a latitude is from -90 to 90 degrees."),
        (8, "lon", "this is not a number of degrees, such as 53.8."),
        (9, "opened", "this is not a date: write 2009, 2009-11, 2009-11-30 or 30 November 2009."),
        (
            9,
            "closed",
            "this may be day and month or month and day, and the other dates of the column do not say which. Write it "
            "as 2009-11-30.",
        ),
        (10, "code", "this is longer than 20 characters."),
        (12, "name", "row 11 has this name already, and neither has a code. Give each a code of its own."),
        (
            13,
            "name",
            "nothing else in this row is filled in: it looks like a note or a total. Give a unit a code or a kind.",
        ),
        (14, "name", "this looks like a total, not like a unit."),
    ]
    assert [unit.name for unit in table.units] == ["Nine"]


def test_a_name_that_a_download_kept_from_being_a_formula_is_read_as_it_was() -> None:
    assert read("name,kind\n'-Aford,'twas a prison\n").rows[0].unit.name == "-Aford"
    assert read("name,kind\n'-Aford,'twas a prison\n").rows[0].unit.kind == "'twas a prison"


def test_a_list_with_a_name_and_nothing_else_that_is_known_is_read() -> None:
    """The layout of a published table of occupancy, which has each prison once for each day."""
    table = read(
        "facility,capacity,report_date\nAford,568.0,2020-04-20\nBeford,10,2020-04-20\nAford,568.0,2020-04-13\n"
    )

    assert [unit.name for unit in table.units] == ["Aford", "Beford"]
    assert problems(table) == [
        (4, "facility", "row 2 has this name already, and neither has a code. Give each a code of its own.")
    ]


def test_a_row_with_something_in_a_column_that_is_not_read_is_no_note() -> None:
    table = read("title,location,date_opened\nAford,By the river,\nSee also Beford,,\n")

    assert [unit.name for unit in table.units] == ["Aford"]
    assert [row for row, _, _ in problems(table)] == [3]


def test_two_files_are_one_table_and_a_sheet_of_something_else_is_said() -> None:
    table = read("code,name\nA,One\n", "code,name\nA,Two\n", "city,mayor\nX,Y\n")

    assert problems(table) == [
        (2, "code", "row 2 of units.csv has this code already: each unit has a code of its own.")
    ]
    assert table.notices[-1] == "units2.csv was not read: no column has the names of units."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("city,mayor\nX,Y\n", "units.csv: no column has the names of the units.", id="no name"),
        pytest.param("name,kind\n,\n", "There are no units in this file", id="only headings"),
    ],
)
def test_a_file_without_units_is_refused_with_what_to_do(text: str, message: str) -> None:
    with pytest.raises(UnreadableError) as error:
        read(text)

    assert error.value.messages[0].startswith(message)


CELLS = st.sampled_from(
    ["", "-", "n/a", "A1", "0", "91", "-181", "1e5", "53,8", "2009", "40147", "31/02/2009", "4/5/2009", "May 1999",
     "LS9 7TL", "EH1 1AA", "53.8, -1.5", "POINT (1 2)", "=1+1", "'=1+1", "Total", "x" * 130, "Łódź", "\\u202e", "٣"]
)  # fmt: skip
HEADINGS = [
    "code",
    "name",
    "kind",
    "region",
    "postcode",
    "lat",
    "long",
    "opened",
    "closed",
    "operator",
    "point",
]


@given(
    st.lists(st.sampled_from(HEADINGS), min_size=1, unique=True).filter(lambda names: "name" in names),
    st.lists(st.lists(CELLS, min_size=11, max_size=11), min_size=1, max_size=6),
)
def test_whatever_is_in_the_cells_every_row_is_a_valid_unit_or_has_a_sentence(
    headings: list[str], cells: list[list[str]]
) -> None:
    rows = tuple(
        (number, dict(zip(headings, row, strict=False))) for number, row in enumerate(cells, start=2)
    )

    table = read_units([Sheet("units.csv", tuple(headings), rows)], OUTCODES)

    assert [row.row for row in table.rows] == [number for number, _ in rows]
    keys = [unit.key for unit in table.units]
    assert len(keys) == len(set(keys))
    for unit in table.units:
        assert 0 < len(unit.name) <= 120
        assert len(unit.code) <= 20
        if unit.point:
            north, east = unit.point
            assert -90 <= north <= 90
            assert -180 <= east <= 180
        if unit.opened and unit.closed:
            assert unit.opened.first <= unit.closed.last
