"""Loading the reference files: again, after a change, and with rows changed by hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEvent
from noms.models import (
    Outcode,
    ProbationArea,
    Service,
    Site,
)
from tests.noms.conftest import ReferenceFolder

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
Contents = Callable[[], dict[str, list[tuple[object, ...]]]]


def load() -> str:
    output = StringIO()
    call_command("load_reference", stdout=output)
    return output.getvalue()


def test_the_command_prints_its_counts() -> None:
    printed = load()

    assert printed.startswith(
        "Mid-2009: 140 sites in 135 establishments, 42 probation areas, 35 trusts, 10 regions, 318 authorities,"
        " 2411 outward codes; 11 prisons opened later; 32 sources.\n"
        "June 2025: 126 prison codes in 121 establishments, 108 delivery units in 12 probation regions and"
        " 43 police areas; 4 units were replaced before; no probation service from June 2014 to June 2021.\n"
    )
    assert printed.endswith("3626 rows added, 0 changed, 0 unchanged.\n")


def test_loading_again_touches_no_row_and_is_quick(contents: Contents) -> None:
    load()
    before = contents()

    started = time.perf_counter()
    printed = load()

    assert time.perf_counter() - started < 2
    assert printed.endswith("0 rows added, 0 changed, 3626 unchanged.\n")
    assert contents() == before
    assert AuditEvent.objects.filter(verb="reference.loaded").count() == 1


def test_loading_again_writes_nothing(django_assert_num_queries: Callable[..., object]) -> None:
    load()

    with django_assert_num_queries(15) as queries:  # a savepoint's two, and one reading of each table
        load()

    assert not [q for q in queries.captured_queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


@pytest.mark.usefixtures("frame")
def test_a_changed_file_changes_its_row_only(folder: ReferenceFolder) -> None:
    folder.set("prisons.csv", "HMP Kennet", operator="Another operator")
    key = Service.objects.get(noms_code="KTI").pk

    printed = folder.load()

    assert printed.endswith("0 rows added, 1 changed, 3625 unchanged.\n")
    assert Service.objects.get(pk=key).operator == "Another operator"
    event = AuditEvent.objects.filter(verb="reference.loaded").order_by("pk").last()
    assert event is not None
    assert event.detail == {"changed": 1, "unchanged": 3625}


@pytest.mark.usefixtures("frame")
def test_a_merger_learnt_later_links_the_prisons(folder: ReferenceFolder) -> None:
    folder.set("prisons_after_2009.csv", "HMP Oakwood", predecessors="LAI")

    printed = folder.load()

    assert "1 changed" in printed
    assert Service.objects.get(noms_code="LAI").successor == Service.objects.get(noms_code="OWI")


@pytest.mark.usefixtures("frame")
def test_two_areas_may_swap_their_tiles(folder: ReferenceFolder) -> None:
    folder.write(
        "geometry/areas_tilegrid.csv",
        [
            [row[0], row[1], {"Northumbria": "Cumbria", "Cumbria": "Northumbria"}.get(row[2], row[2])]
            for row in folder.rows("geometry/areas_tilegrid.csv")
        ],
    )

    folder.load()

    assert ProbationArea.objects.get(name="Cumbria").tile_row == 0
    assert ProbationArea.objects.get(name="Northumbria").tile_row == 1


@pytest.mark.usefixtures("frame")
def test_a_row_kept_by_hand_is_left_alone(folder: ReferenceFolder) -> None:
    Service.objects.filter(noms_code="KTI").update(name="Our name", is_kept_by_hand=True)

    printed = folder.load()

    assert Service.objects.get(noms_code="KTI").name == "Our name"
    assert "1 left as changed by hand" in printed


@pytest.mark.usefixtures("frame")
def test_a_row_that_the_files_lack_stays(folder: ReferenceFolder) -> None:
    folder.write("outcodes_ew.csv", folder.rows("outcodes_ew.csv")[:-1])

    printed = folder.load()

    assert Outcode.objects.count() == 2411
    assert "1 left that the files do not have" in printed


def test_a_clash_with_a_row_changed_by_hand_is_reported_and_changes_nothing(
    folder: ReferenceFolder, contents: Contents
) -> None:
    folder.load()
    Service.objects.filter(noms_code="KTI").update(slug="hmp-new-name", is_kept_by_hand=True)
    folder.set("prisons.csv", "HMP Lancaster Castle", name="HMP New Name", operator="Changed")
    before = contents()

    lines = folder.refusal()

    assert lines[0].startswith("The files clash with a row changed by hand: ")
    assert lines[-1] == "Nothing was changed."
    assert contents() == before


def test_a_folder_that_is_not_there_is_refused(tmp_path: object) -> None:
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("load_reference", "--from", f"{tmp_path}/nowhere")


def test_the_command_line_names_the_folder(folder: ReferenceFolder) -> None:
    call_command("load_reference", "--from", str(folder.path), stdout=StringIO())

    assert Site.objects.count() == 155


def test_files_with_the_line_ends_of_another_system_are_read(folder: ReferenceFolder) -> None:
    for path in folder.path.rglob("*.csv"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert folder.load().endswith("3626 rows added, 0 changed, 0 unchanged.\n")
