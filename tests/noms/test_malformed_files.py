"""A file with a mistake is refused with file, row, column and reason, and nothing changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.uploads.rows import MAX_SHOWN, Finding
from noms.importing.sheets import ReferenceFileError
from tests.noms.conftest import ReferenceFolder

SITES = "prisons.csv"
LATER = "prisons_after_2009.csv"
AREAS = "probation_areas.csv"
TRUSTS = "probation_trusts.csv"
REGIONS = "noms_regions.csv"
AUTHORITIES = "local_authorities.csv"
OUTCODES = "outcodes_ew.csv"
SOURCES = "sources.csv"
TILES = "geometry/areas_tilegrid.csv"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("file", "name", "column", "value", "reason"),
    [
        pytest.param(SITES, "HMP Kennet", "name", "", "this must be filled in.", id="empty"),
        pytest.param(SITES, "HMP Kennet", "name", "K" * 121, "longer than 120 characters.", id="long"),
        pytest.param(SITES, "HMP Kennet", "name", "HMP\nKennet", "a line break", id="line-break"),
        pytest.param(SITES, "HMP Kennet", "name", "HMP Acklington", "row 2 has this already.", id="twice"),
        pytest.param(SITES, "HMP Kennet", "noms_code", "kti", "three capital letters", id="code"),
        pytest.param(SITES, "HMP Kennet", "noms_code", "AKI", "row 2 has this already.", id="code-twice"),
        pytest.param(SITES, "HMP Kennet", "type", "gaol", "not one of: prison, prison and YOI", id="type"),
        pytest.param(SITES, "HMP Kennet", "sex", "men", "not one of: male, female, both", id="sex"),
        pytest.param(SITES, "HMP Kennet", "open_conditions", "1", "not one of: yes, no", id="yes-or-no"),
        pytest.param(SITES, "HMP Kennet", "postcode", "L31", "not a whole postcode", id="postcode"),
        pytest.param(SITES, "HMP Kennet", "latitude", "53,5", "this is not a number.", id="comma"),
        pytest.param(SITES, "HMP Kennet", "latitude", "nan", "this is not a number.", id="not-a-number"),
        pytest.param(SITES, "HMP Kennet", "latitude", "-2.98", "not between 49.8 and 55.9.", id="swapped"),
        pytest.param(SITES, "HMP Kennet", "longitude", "53.5", "not between -6.6 and 1.9.", id="at-sea"),
        pytest.param(
            SITES, "HMP Kennet", "opened", "c. 2007", "write 2009, 2009-11 or 2009-11-30", id="date"
        ),
        pytest.param(SITES, "HMP Kennet", "opened", "2007-02-30", "this is not a date", id="no-such-day"),
        pytest.param(SITES, "HMP Kennet", "closed", "2016-12", "this is not a year alone.", id="year-alone"),
        pytest.param(SITES, "HMP Kennet", "closed", "", "agree with its status, closed.", id="not-closed"),
        pytest.param(
            SITES, "HMP Kennet", "closed", "2008", "open in the middle of 2009.", id="closed-before"
        ),
        pytest.param(SITES, "HMP Kennet", "status_since", "shut", "not one of: open, closed", id="status"),
        pytest.param(SITES, "HMP Acklington", "year_merged", "", "status, merged.", id="merger-year"),
        pytest.param(
            SITES, "HMP Acklington", "year_merged", "2012", "opened in 2011.", id="merger-dated-twice"
        ),
        pytest.param(
            SITES, "HMP Acklington", "successor_code", "", "names what it merged", id="no-successor"
        ),
        pytest.param(SITES, "HMP Acklington", "successor_code", "QQQ", "no other estab", id="who-is-that"),
        pytest.param(SITES, "HMP Acklington", "successor_code", "HMI", "as a predecessor.", id="one-sided"),
        pytest.param(SITES, "HMP Kennet", "noms_region", "Mercia", "no region of this name.", id="region"),
        pytest.param(SITES, "HMP Kennet", "noms_region", "Wales", "lies in North West.", id="other-region"),
        pytest.param(SITES, "HMP Kennet", "probation_area", "Mercia", "no probation area", id="area"),
        pytest.param(SITES, "HMP Kennet", "local_authority_now", "Mercia", "no local auth", id="authority"),
        pytest.param(SITES, "HMP Kennet", "local_authority_now", "Leeds", "it lies in", id="other-area"),
        pytest.param(
            SITES, "HMP Kennet", "managed_as", "QQQ", "no site that is its own", id="nobody-manages"
        ),
        pytest.param(
            SITES, "HMP Parkhurst", "managed_as_name", "HMP Wight", "names this estab", id="two-names"
        ),
        pytest.param(SITES, "HMP Kennet", "source", "", "every row names its source.", id="no-source"),
        pytest.param(SITES, "HMP Kennet", "source", "hearsay", "sources.csv has no hearsay.", id="source"),
        pytest.param(LATER, "HMP Bure", "noms_code", "KTI", "has this code already.", id="later-code"),
        pytest.param(LATER, "HMP Bure", "noms_code", "", "may lack a code.", id="later-without-a-code"),
        pytest.param(LATER, "HMP Bure", "opened", "", "has an opening date.", id="later-without-a-date"),
        pytest.param(LATER, "HMP Bure", "predecessors", "QQQ", "no such code.", id="no-predecessor"),
        pytest.param(LATER, "HMP Bure", "predecessors", "LEI", "has it still open.", id="still-open"),
        pytest.param(LATER, "HMP Bure", "predecessors", "GPI", "after this opened.", id="closed-after"),
        pytest.param(LATER, "HMP Bure", "predecessors", "AKI", "merged into NLI.", id="merged-elsewhere"),
        pytest.param(LATER, "HMP Bure", "predecessors", "CHI", "an establishment of its own.", id="a-site"),
        pytest.param(AREAS, "Kent", "nomis_code", "4", "a code of two figures.", id="nomis-code"),
        pytest.param(AREAS, "Kent", "trust_2010", "Kent", "no trust of this name.", id="trust"),
        pytest.param(AREAS, "Kent", "trust_since", "2010", "not a whole date", id="whole-date"),
        pytest.param(AREAS, "Kent", "trust_since", "2008-04-01", "does not agree with its", id="trust-early"),
        pytest.param(AREAS, "Kent", "status_mid_2009", "", "not one of: board, trust", id="legal-status"),
        pytest.param(AREAS, "Gwent", "merged_with", "Wales", "its trust covers besides", id="merged-with"),
        pytest.param(AREAS, "Kent", "south", "52.0", "does not run from south to north", id="box"),
        pytest.param(AREAS, "Kent", "head_office_outcode", "ME14 1", "first half of a", id="office"),
        pytest.param(TRUSTS, "Wales Probation Trust", "areas", "Gwent", "gives this trust", id="trust-areas"),
        pytest.param(TRUSTS, "Wales Probation Trust", "since", "2015-01-01", "in this order.", id="order"),
        pytest.param(
            TRUSTS, "Wales Probation Trust", "noms_region", "Mercia", "no region", id="trust-region"
        ),
        pytest.param(
            TRUSTS, "Wales Probation Trust", "police_forces", "Gwent", "not the forces", id="forces"
        ),
        pytest.param(REGIONS, "Wales", "prison_sites", "6", "the other files have 5 of them.", id="sites"),
        pytest.param(REGIONS, "Wales", "prison_establishments", "5", "have 4 of them.", id="prisons"),
        pytest.param(REGIONS, "Wales", "probation_trusts", "four", "not a whole number.", id="whole-number"),
        pytest.param(AUTHORITIES, "Hartlepool", "gss_code", "E0600001", "E or W and eight", id="gss-code"),
        pytest.param(AUTHORITIES, "Hartlepool", "postcodes", "-1", "not a whole number.", id="postcodes"),
        pytest.param(OUTCODES, "AL1", "outcode", "AL1 1AA", "the first half of a postcode.", id="outcode"),
        pytest.param(
            OUTCODES, "AL1", "noms_region", "Wales", "lies in East of England.", id="outcode-region"
        ),
        pytest.param(SOURCES, "onspd", "licence", "", "this must be filled in.", id="no-licence"),
        pytest.param(
            SOURCES, "onspd", "key", "ONS PD", "small letters, figures and hyphens.", id="source-key"
        ),
        pytest.param(TILES, "5", "column", "41", "not between 0 and 40.", id="tile"),
    ],
)
def test_a_wrong_cell_is_refused_and_nothing_changes(
    folder: ReferenceFolder,
    contents: Callable[[], object],
    file: str,
    name: str,
    column: str,
    value: str,
    reason: str,
) -> None:
    before = contents()
    row = folder.set(file, name, **{column: value})

    lines = folder.refusal()

    reported = [line for line in lines if line.startswith(f"{file}, row {row}, column {column}: ")]
    assert any(reason in line for line in reported), lines
    assert lines[-1] == "Nothing was changed."
    assert contents() == before


@pytest.mark.usefixtures("frame")
def test_a_refused_file_leaves_a_full_frame_as_it_was(
    folder: ReferenceFolder, contents: Callable[[], object]
) -> None:
    before = contents()
    folder.set(SITES, "HMP Kennet", operator="Another operator")
    folder.set(OUTCODES, "AL1", latitude="north")

    folder.refusal()

    assert contents() == before


def test_a_refusal_reads_like_this(folder: ReferenceFolder) -> None:
    row = folder.set(SITES, "HMP Kennet", latitude="53,5")

    assert folder.refusal() == [
        f"prisons.csv, row {row}, column latitude: “53,5”: this is not a number.",
        "Nothing was changed.",
    ]


def test_every_mistake_of_every_file_is_reported_at_once(folder: ReferenceFolder) -> None:
    row = folder.set(SITES, "HMP Kennet", latitude="north", sex="men")
    folder.set(OUTCODES, "AL1", longitude="")
    folder.set(TRUSTS, "Wales Probation Trust", dissolved="soon")

    lines = folder.refusal()

    assert "outcodes_ew.csv, row 2, column longitude: an empty cell: this is not a number." in lines
    assert {line.split(",")[0] for line in lines[:-1]} == {OUTCODES, SITES, TRUSTS}
    assert sum(line.startswith(f"prisons.csv, row {row},") for line in lines) == 2


@pytest.mark.parametrize(
    "file", [SITES, LATER, AREAS, TRUSTS, REGIONS, AUTHORITIES, OUTCODES, SOURCES, TILES]
)
def test_a_missing_file_is_named(folder: ReferenceFolder, file: str) -> None:
    (folder.path / file).unlink()

    assert f"{file}: this file is missing from {folder.path}." in folder.refusal()


@pytest.mark.parametrize(
    "file", [SITES, LATER, AREAS, TRUSTS, REGIONS, AUTHORITIES, OUTCODES, SOURCES, TILES]
)
def test_a_file_without_rows_is_refused(folder: ReferenceFolder, file: str) -> None:
    folder.write(file, folder.rows(file)[:1])

    assert f"{file}: this file has no rows." in folder.refusal()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "prisons.csv, row 1: the heading lacks name, noms_code", id="empty"),
        pytest.param(b"\xff\xfe\x00", "prisons.csv: this file is not text in UTF-8.", id="not-text"),
        pytest.param(b'a,"b', "prisons.csv, row 1: this cannot be read as CSV: ", id="quote-not-closed"),
        pytest.param(b"name;noms_code\n", "prisons.csv, row 1: the heading lacks name", id="semicolons"),
    ],
)
def test_a_file_that_is_no_table_is_refused(folder: ReferenceFolder, content: bytes, reason: str) -> None:
    (folder.path / SITES).write_bytes(content)

    assert any(line.startswith(reason) for line in folder.refusal())


def test_a_lacking_column_is_named(folder: ReferenceFolder) -> None:
    folder.write(OUTCODES, [row[:-1] for row in folder.rows(OUTCODES)])

    assert "outcodes_ew.csv, row 1: the heading lacks probation_area." in folder.refusal()[0]


def test_an_unknown_column_is_named(folder: ReferenceFolder) -> None:
    folder.write(OUTCODES, [[*row, "colour"] for row in folder.rows(OUTCODES)])

    assert "outcodes_ew.csv, row 1: the heading has the unknown column 'colour'." in folder.refusal()[0]


def test_columns_in_another_order_are_refused(folder: ReferenceFolder) -> None:
    folder.write(OUTCODES, [row[::-1] for row in folder.rows(OUTCODES)])

    assert "the heading has its columns in another order" in folder.refusal()[0]


def test_a_ragged_row_is_counted(folder: ReferenceFolder) -> None:
    rows = folder.rows(OUTCODES)
    rows[4].append("one too many")
    folder.write(OUTCODES, rows)

    assert "outcodes_ew.csv, row 5: this row has 6 cells, the heading has 5." in folder.refusal()


def test_a_byte_order_mark_and_empty_lines_do_no_harm(folder: ReferenceFolder) -> None:
    path = folder.path / OUTCODES
    path.write_text("\ufeff" + path.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")

    assert "2411 outward codes" in folder.load()


def test_names_that_would_share_an_address_are_refused(folder: ReferenceFolder) -> None:
    folder.set(SITES, "HMP Kennet", name="HMP. Lancaster Castle")

    assert folder.refusal()[0] == (
        "prisons.csv: “HMP. Lancaster Castle” and “HMP Lancaster Castle” would share the address"
        " “hmp-lancaster-castle”."
    )


def test_an_area_without_a_tile_is_refused(folder: ReferenceFolder) -> None:
    folder.write(TILES, [row for row in folder.rows(TILES) if row[2] != "Kent"])

    assert any("has no tile for this area." in line for line in folder.refusal())


def test_two_areas_on_one_tile_are_refused(folder: ReferenceFolder) -> None:
    rows = folder.rows(TILES)
    rows[2][:2] = rows[1][:2]
    folder.write(TILES, rows)

    assert any("Northumbria has this tile already." in line for line in folder.refusal())


def test_a_lost_prison_is_missed_by_its_region(folder: ReferenceFolder) -> None:
    folder.write(SITES, [row for row in folder.rows(SITES) if row[0] != "HMP Kennet"])

    lines = folder.refusal()

    assert "noms_regions.csv, row 3, column prison_sites: “17”: the other files have 16 of them." in lines


def test_a_refusal_shows_the_first_fifty_problems_and_counts_the_rest() -> None:
    problems = [Finding("a.csv", row, "", "wrong.") for row in range(60)]

    lines = str(ReferenceFileError(problems)).splitlines()

    assert len(lines) == MAX_SHOWN + 1
    assert lines[-1] == "… and 10 more."


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param("", "an empty cell", id="empty"),
        pytest.param("a\x1b[31m", "“a�[31m”", id="terminal-codes"),
        pytest.param("x" * 61, f"“{'x' * 60}…”", id="long"),
    ],
)
def test_a_problem_shows_its_cell_without_harm(value: str, shown: str) -> None:
    assert str(Finding("a.csv", 2, "name", "wrong.", value)) == f"a.csv, row 2, column name: {shown}: wrong."
