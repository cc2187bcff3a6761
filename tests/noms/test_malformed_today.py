"""A mistake in the files of today is refused with file, row, column and reason, and nothing changes."""

from __future__ import annotations

import pytest

from noms.models import Service
from tests.noms.conftest import ReferenceFolder

TODAY = "prisons_today.csv"
FATES = "prisons_2009_fate.csv"
UNITS = "probation_units.csv"
REGIONS = "probation_regions_2021.csv"
POLICE = "police_areas.csv"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("file", "name", "column", "value", "reason"),
    [
        pytest.param(TODAY, "HMP Gartree", "probation_region", "London", "lies in East Midlands.", id="region"),
        pytest.param(TODAY, "HMP Gartree", "status", "shut", "not one of: in use, temporarily closed", id="status"),
        pytest.param(TODAY, "HMP Gartree", "managed_as", "QQQ", "there is no prison code in this file", id="prison"),
        pytest.param(TODAY, "HMP Gartree", "postcode", "", "not a whole postcode", id="postcode"),
        pytest.param(TODAY, "HMP Gartree", "local_authority_now", "Leeds", "probation area West", id="authority"),
        pytest.param(FATES, "AWI", "fate", "in use", "prisons.csv has it closed.", id="fate-of-a-closed-one"),
        pytest.param(FATES, "GTI", "fate", "merged", "prisons.csv has it open.", id="fate-of-an-open-one"),
        pytest.param(FATES, "AWI", "year", "2012", "prisons.csv has it end in 2011.", id="another-year"),
        pytest.param(FATES, "GTI", "code_today", "QQQ", "there is no prison code of today", id="code-today"),
        pytest.param(UNITS, "N03CTM", "code", "N03ALL", "the code of “All Wales”, which is not a place", id="office"),
        pytest.param(UNITS, "N03CTM", "code", "N03", "not a code of six or seven capital letters", id="code"),
        pytest.param(UNITS, "N03CTM", "probation_region", "London", "South Wales lies in Wales.", id="unit-region"),
        pytest.param(UNITS, "N03CTM", "opened", "", "a delivery unit has a first day.", id="no-first-day"),
        pytest.param(UNITS, "N03CTM", "replaced_by", "WPTGWT", "and no other does.", id="follower-of-an-open-one"),
        pytest.param(UNITS, "N50SATR", "replaced_by", "N50XXXX", "no row has the code N50XXXX.", id="follower"),
        pytest.param(REGIONS, "N03", "delivery_units", "7", "the other files have 6 of them in June 2025.", id="count"),
        pytest.param(POLICE, "Metropolitan", "probation_region", "Wales", "London by a row above", id="police-region"),
        pytest.param(POLICE, "Gwent", "probation_area", "Rome", "there is no probation area", id="police-area"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_at_its_cell(
    folder: ReferenceFolder, file: str, name: str, column: str, value: str, reason: str
) -> None:
    number = folder.set(file, name, **{column: value})

    lines = folder.refusal()

    assert any(
        line.startswith(f"{file}, row {number}, column {column}: ") and reason in line for line in lines
    ), lines
    assert lines[-1] == "Nothing was changed."
    assert not Service.objects.exists()


def test_a_code_that_is_in_one_file_only_is_refused(folder: ReferenceFolder) -> None:
    folder.write(TODAY, [row for row in folder.rows(TODAY) if "GTI" not in row[:3]])

    assert (
        f"{TODAY}: the site GTI of the prison GTI is open in June 2025 by the other files, but not here."
        in (folder.refusal())
    )


def test_a_site_of_2009_without_its_fate_is_refused(folder: ReferenceFolder) -> None:
    folder.write(FATES, [row for row in folder.rows(FATES) if row[0] != "GTI"])

    assert f"{FATES}: the site GTI of 2009 has no row." in folder.refusal()


def test_both_files_name_the_same_units_of_an_authority(folder: ReferenceFolder) -> None:
    folder.set("local_authorities.csv", "Leeds", delivery_units="")

    assert any("probation_units.csv has Leeds served by N55" in line for line in folder.refusal())
