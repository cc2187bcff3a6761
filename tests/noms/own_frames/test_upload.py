"""Spreadsheets of units loaded into an own frame: preview, new kinds, load, update, undo, and the way back."""

from __future__ import annotations

import datetime as dt
import time
from io import BytesIO

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent
from accounts.uploads import actions as uploads
from accounts.uploads.preview import RowStatus
from noms import actions
from noms.models import Frame, FrameUpload, Region, Service, ServiceKind
from noms.own_frames import download
from noms.own_frames.upload import UNITS_UPLOAD
from tests.factories.noms import OutcodeFactory
from tests.factories.survey import SampledUnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

UTOPIA = (
    "code,name,kind,region,postcode,latitude,longitude,opened,closed,operator\n"
    "U1,Aford,prison,North,,10.5,-20.25,1972,,The state\n"
    "U2,Beford,prison,North,,11,-21,2001-05,2019-06-30,\n"
    "U3,Ceham,Probation Office,South,,,,,,\n"
)


@pytest.fixture
def utopia() -> Frame:
    return actions.create_frame(title="Utopia", description="", by=None)


def previewed(frame: Frame, text: str | bytes, name: str = "units.csv") -> FrameUpload:
    content = text.encode() if isinstance(text, str) else text
    stored = actions.upload_units(frame=frame, uploads=[(name, content)], by=None)
    return uploads.preview(kind=UNITS_UPLOAD, upload=stored, by=None)


def loaded(frame: Frame, text: str | bytes, name: str = "units.csv", **words: tuple[str, str]) -> FrameUpload:
    row = previewed(frame, text, name)
    given = {kind: words.get(kind.casefold().replace(" ", "_"), ("unit", "units")) for kind in row.open_kinds}
    if given:
        row = actions.name_kinds(upload=row, words=given, by=None)
    return uploads.apply(kind=UNITS_UPLOAD, upload=row, by=None)


def counts(upload: FrameUpload) -> tuple[int, int, int, int]:
    return upload.added_count, upload.changed_count, upload.unchanged_count, upload.rejected_count


def test_a_spreadsheet_becomes_a_frame(utopia: Frame) -> None:
    upload = loaded(utopia, UTOPIA, probation_office=("probation office", "probation offices"))

    assert counts(upload) == (3, 0, 0, 0)
    first, second, third = Service.objects.in_frame(utopia).order_by("noms_code")
    assert (first.name, first.slug, first.kind_id, first.region.name) == (
        "Aford",
        "utopia-aford",
        "prison",
        "North",
    )
    assert (first.latitude, first.longitude, first.operator) == (10.5, -20.25, "The state")
    assert (first.opened, second.opened, second.closed) == ("1972", "May 2001", "30 June 2019")
    assert (third.latitude, third.kind.plural) == (None, "probation offices")
    assert [region.name for region in Region.objects.filter(system__frame=utopia)] == ["North", "South"]
    assert list(Service.objects.in_frame(utopia).open_on(dt.date(2020, 1, 1))) == [first, third]
    assert AuditEvent.objects.filter(verb="frame.loaded").get().detail["added"] == 3


def test_a_new_kind_is_asked_for_before_anything_is_loaded(utopia: Frame) -> None:
    row = previewed(utopia, UTOPIA)

    assert row.open_kinds == ["Probation Office"]
    with pytest.raises(ValidationError, match="Say first what one and many are called"):
        uploads.apply(kind=UNITS_UPLOAD, upload=row, by=None)
    assert not Service.objects.in_frame(utopia).exists()
    with pytest.raises(ValidationError, match="Say what one is called"):
        actions.name_kinds(upload=row, words={"Probation Office": ("", "offices")}, by=None)


def test_a_file_without_kinds_asks_what_its_units_are(utopia: Frame) -> None:
    row = previewed(utopia, "name,state\nAford,North\nBeford,North\n")

    assert row.open_kinds == [""]
    row = actions.name_kinds(upload=row, words={"": ("police station", "police stations")}, by=None)
    uploads.apply(kind=UNITS_UPLOAD, upload=row, by=None)

    assert {service.kind.singular for service in Service.objects.in_frame(utopia)} == {"police station"}


def test_a_kind_that_is_known_is_recognised_by_each_of_its_words(utopia: Frame) -> None:
    loaded(utopia, "name,type\nAford,PRISONS\nBeford,Prison\nCeham,probation service\n")

    kinds = Service.objects.in_frame(utopia).order_by("name").values_list("kind", flat=True)
    assert list(kinds) == ["prison", "prison", "probation"]


def test_the_same_file_again_changes_nothing(utopia: Frame) -> None:
    loaded(utopia, UTOPIA)
    before = list(Service.objects.in_frame(utopia).values())

    again = loaded(utopia, UTOPIA)

    assert counts(again) == (0, 0, 3, 0)
    assert list(Service.objects.in_frame(utopia).values()) == before


def test_a_newer_file_changes_adds_and_names_who_is_missing(utopia: Frame) -> None:
    loaded(utopia, UTOPIA)

    row = previewed(utopia, "Code;Name;Closed\nU1;Aford Castle;2024\nU9;Novum;\n")

    assert row.preview["counts"] == {
        RowStatus.NEW: 1,
        RowStatus.CHANGED: 1,
        RowStatus.UNCHANGED: 0,
        RowStatus.CONFLICT: 0,
        RowStatus.REJECTED: 0,
    }
    assert any(
        notice == "2 units of the frame are not in this file and will stay as they are: Beford and Ceham."
        for notice in row.preview["notices"]
    )
    row = actions.name_kinds(upload=row, words={"": ("prison", "prisons")}, by=None)
    uploads.apply(kind=UNITS_UPLOAD, upload=row, by=None)
    first = Service.objects.get(frame=utopia, noms_code="U1")
    assert (first.name, first.closed, first.region.name, first.latitude) == (
        "Aford Castle",
        "2024",
        "North",
        10.5,
    )
    assert Service.objects.in_frame(utopia).count() == 4


def test_a_file_is_undone_with_its_regions_and_kinds_and_what_it_changed_comes_back(utopia: Frame) -> None:
    loaded(utopia, UTOPIA)
    before = list(Service.objects.in_frame(utopia).order_by("pk").values())
    second = loaded(
        utopia, "code,name,kind,region,opened\nU1,Another,farm,East,2000-01-02\nU9,Novum,farm,East,\n"
    )
    assert ServiceKind.objects.filter(singular="unit").exists()

    uploads.undo(kind=UNITS_UPLOAD, upload=second, by=None)

    assert list(Service.objects.in_frame(utopia).order_by("pk").values()) == before
    assert not Region.objects.filter(name="East").exists()


def test_a_file_stays_while_a_newer_one_or_a_study_rests_on_it(utopia: Frame) -> None:
    first = loaded(utopia, UTOPIA)
    second = loaded(utopia, "code,name,kind\nU9,Novum,prison\n")

    with pytest.raises(ValidationError, match="Another file was loaded into this frame after it"):
        uploads.undo(kind=UNITS_UPLOAD, upload=first, by=None)
    SampledUnitFactory(service=Service.objects.get(noms_code="U9"))
    with pytest.raises(ValidationError, match="in use"):
        uploads.undo(kind=UNITS_UPLOAD, upload=second, by=None)
    assert Service.objects.in_frame(utopia).count() == 4


def test_a_rejected_row_is_left_out_and_told_and_a_remark_loses_no_unit(utopia: Frame) -> None:
    row = previewed(
        utopia, "name,kind,postcode,closed,opened\nAford,prison,EH1 1AA,,\nBeford,prison,,1999,2000\n"
    )
    assert [(line[1], line[3], line[4]) for line in row.preview["lines"]] == [
        (3, "rejected", "closed"),
        (2, "new", "postcode"),
    ]

    upload = uploads.apply(kind=UNITS_UPLOAD, upload=row, by=None)

    assert counts(upload) == (1, 0, 0, 1)
    assert [(row, column) for _, row, column, _ in upload.findings] == [(3, "closed")]
    assert Service.objects.in_frame(utopia).get().postcode == "EH1 1AA"


def test_a_frame_without_regions_has_one_that_is_called_all_until_there_are_others(utopia: Frame) -> None:
    row = previewed(utopia, "name,kind\nAford,prison\n")
    assert "there is one region, “All”: tables by region have one row." in " ".join(row.preview["notices"])
    uploads.apply(kind=UNITS_UPLOAD, upload=row, by=None)
    assert Service.objects.in_frame(utopia).get().region.name == "All"

    loaded(utopia, "name,kind,region\nBeford,prison,North\nCeham,prison,\n")

    regions = dict(Service.objects.in_frame(utopia).values_list("name", "region__name"))
    assert regions == {"Aford": "No region given", "Beford": "North", "Ceham": "No region given"}


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_download_comes_back_equal(utopia: Frame, format: str) -> None:
    OutcodeFactory(outcode="LS9")
    loaded(
        utopia,
        UTOPIA
        + "U4,=Deham,prison,South,LS9 7TL,,,,,-\n,Eham,prison,,,-0.00001,179.999999,1972-03,2000-02-29,\n",
    )
    rows = Service.objects.in_frame(utopia).order_by("pk")
    before = list(rows.values())

    content = download.content(download.lines_of(rows), format)
    again = loaded(utopia, content, f"units.{format}")

    assert counts(again) == (0, 0, 5, 0)
    assert list(rows.all().values()) == before
    other = actions.create_frame(title="Copy", description="", by=None)
    copied = loaded(other, content, f"units.{format}")
    assert counts(copied) == (5, 0, 0, 0)
    copy = download.lines_of(Service.objects.in_frame(other).order_by("pk"))
    assert list(copy) == list(download.lines_of(rows.all()))


def test_a_workbook_with_dates_and_numbers_as_excel_writes_them_is_read(utopia: Frame) -> None:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Facility ID", "Facility", "Type", "Opened", "Closed", "Lat", "Long"])
        sheet.write_row(1, 0, [101, "Aford", "prison"])
        sheet.write_datetime(1, 3, dt.datetime(1999, 12, 31))
        sheet.write_row(1, 4, [2012, 1.5, -2])

    loaded(utopia, file.getvalue(), "list.xlsx")

    unit = Service.objects.in_frame(utopia).get()
    assert (unit.noms_code, unit.opened, unit.closed) == ("101", "31 December 1999", "2012")
    assert (unit.latitude, unit.longitude) == (1.5, -2.0)


def test_the_reference_frame_takes_no_file() -> None:
    frame = Frame.objects.get(slug="england-and-wales")

    with pytest.raises(ValidationError, match="kept by the product"):
        actions.upload_units(frame=frame, uploads=[("units.csv", b"name\nA\n")], by=None)


def test_two_frames_have_their_own_short_names_regions_and_codes(utopia: Frame) -> None:
    other = actions.create_frame(title="Utopia!", description="", by=None)
    loaded(utopia, UTOPIA)
    loaded(other, UTOPIA)

    assert other.slug == "utopia-2"
    assert Service.objects.filter(noms_code="U1").count() == 2
    assert Region.objects.filter(name="North").count() == 2


def test_an_empty_frame_is_deleted_and_one_with_units_is_not(utopia: Frame) -> None:
    upload = loaded(utopia, UTOPIA)
    with pytest.raises(ValidationError, match="has units or studies"):
        actions.delete_frame(frame=utopia, by=None)

    uploads.undo(kind=UNITS_UPLOAD, upload=upload, by=None)
    actions.delete_frame(frame=utopia, by=None)

    assert not Frame.objects.filter(slug="utopia").exists()
    assert not FrameUpload.objects.exists()


def test_the_queries_of_a_preview_stay_the_same_at_any_size(
    utopia: Frame, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries(units: int) -> int:
        text = "name,kind,region\n" + "".join(f"Unit {n},prison,Region {n % 7}\n" for n in range(units))
        stored = actions.upload_units(frame=utopia, uploads=[("units.csv", text.encode())], by=None)
        with CaptureQueriesContext(connection) as captured:
            uploads.preview(kind=UNITS_UPLOAD, upload=stored, by=None)
        return len(captured)

    assert queries(3) == queries(60)


@pytest.mark.slow
def test_five_thousand_units_load_change_and_go_back_in_seconds(utopia: Frame) -> None:
    text = "code,name,kind,region,latitude,longitude,opened\n" + "".join(
        f"C{n},Unit {n},prison,Region {n % 40},{n / 100},{n / 50},{1900 + n % 100}\n" for n in range(1, 5_001)
    )
    began = time.monotonic()

    upload = loaded(utopia, text)

    assert counts(upload) == (5_000, 0, 0, 0)
    changed = loaded(utopia, text.replace(",Unit ", ",Changed "))
    assert counts(changed) == (0, 5_000, 0, 0)
    uploads.undo(kind=UNITS_UPLOAD, upload=changed, by=None)
    assert Service.objects.in_frame(utopia).filter(name__startswith="Unit ").count() == 5_000
    assert time.monotonic() - began < 60


def test_a_unit_without_a_code_is_never_two_rows(utopia: Frame) -> None:
    """Two prisons of one name come with codes: nobody can know which of them the frame has until a file says it."""
    loaded(utopia, "name,kind,operator\nAford,prison,The state\n")
    both = "code,name,kind,operator\nU1,Aford,prison,One\nU2,Aford,prison,Two\nU3,Beford,prison,\n"

    upload = loaded(utopia, both)

    assert counts(upload) == (1, 0, 0, 2)
    assert [row for _, row, _, _ in upload.findings] == [2, 3]
    assert all("more than one row could be it" in why for *_, why in upload.findings)
    aford = Service.objects.in_frame(utopia).get(name="Aford")
    assert (aford.noms_code, aford.operator) == (None, "The state")

    loaded(utopia, "code,name\nU2,Aford\n")
    assert counts(loaded(utopia, both)) == (1, 1, 1, 0)
    afords = Service.objects.in_frame(utopia).filter(name="Aford").values_list("noms_code", "operator")
    assert set(afords) == {("U1", "One"), ("U2", "Two")}
    aford.refresh_from_db()
    assert aford.noms_code == "U2"


def test_a_file_stays_while_a_study_has_one_of_its_regions(utopia: Frame) -> None:
    loaded(utopia, UTOPIA)
    second = loaded(utopia, "code,name,kind,region\nU1,Aford,prison,East\n")
    unit = Service.objects.get(noms_code="U1")
    SampledUnitFactory(service=unit, region=unit.region)

    with pytest.raises(ValidationError, match="in use"):
        uploads.undo(kind=UNITS_UPLOAD, upload=second, by=None)

    assert Service.objects.get(noms_code="U1").region.name == "East"
    assert Region.objects.filter(name="East").exists()
