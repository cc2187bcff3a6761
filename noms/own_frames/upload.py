"""Uploads of units: what a spreadsheet changes in an own frame, and how it is written and taken back."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.db.models.deletion import Collector
from django.utils.text import slugify

from accounts.uploads import files
from accounts.uploads.actions import Report, UploadKind
from accounts.uploads.preview import APPLIED, Preview, PreviewRow, RowStatus
from accounts.uploads.rows import Finding, Sheet
from noms.models import Frame, FrameUpload, Outcode, Region, RegionSystem, Service, ServiceKind
from noms.own_frames.columns import CONTACT_FIELDS, POINT, is_heading
from noms.own_frames.units import Unit, UnitRow, UnitTable, read_units
from noms.signals import frame_changed
from wording import counted, listed

if TYPE_CHECKING:
    from accounts.models import User

BATCH = 500
MAX_NAMED = 10
SLUG_LENGTH, REGION_SLUG_LENGTH, KIND_LENGTH = 120, 60, 30
AT_POSTCODE = "Its point is the centre of the first half of its postcode."
"""The note on a unit without a point of its own, by which a download leaves the point out."""
ALL = "All"
"""The name of the one region of a frame without regions."""
NOT_GIVEN = "No region given"
"""The name of the region of units without one in a frame with regions."""

NEW_KIND = "Say first what one and many are called of each kind that is new: {}."
NEWER = "Another file was loaded into this frame after it. Undo that one first."
IN_USE = (
    "Units, regions or kinds of this file are in use, in a study or in what was noted of them, so they stay."
)
SEVERAL_ROWS = (
    "the frame has one unit of this name, without a code, and more than one row could be it. Load first a file with "
    "the one row that it is, and then this file."
)

Key = tuple[str, str]
Values = dict[str, Any]


class UnitsUpload(UploadKind[FrameUpload, UnitTable, Unit]):
    """Uploads of units of an own frame. Units are recognised by code, else by name; none is ever deleted by a file."""

    noun = "frame"

    def sheets(self, upload: FrameUpload) -> Sequence[Sheet]:
        return files.read_sheets(files.unpack(upload.content), is_heading=is_heading)

    def read(self, upload: FrameUpload, sheets: Sequence[Sheet], report: Report) -> UnitTable:
        points = Outcode.objects.order_by().values_list("outcode", "latitude", "longitude")
        return read_units(sheets, {outcode: (north, east) for outcode, north, east in points}, report)

    def preview(self, upload: FrameUpload, parsed: UnitTable) -> Preview[Unit]:
        """Compare the units with those of the frame. Four queries at any size."""
        stored = _Stored(upload)
        found = Counter(service.pk for unit in parsed.units if (service := stored.service_of(unit)))
        rows = tuple(_previewed(row, stored, found) for row in parsed.rows)
        upload.ask_words_for(stored.new_kinds(row for row in rows if row.status in APPLIED))
        return Preview(rows, tuple(_notices(parsed, stored)))

    def lock(self, upload: FrameUpload) -> FrameUpload:
        # Two loads into one frame wait for each other, so that each sees what the other has loaded.
        Frame.objects.select_for_update().get(pk=upload.frame_id)
        uploads = FrameUpload.objects.select_for_update(of=("self",)).select_related("frame")
        return uploads.get(pk=upload.pk)

    def write(self, upload: FrameUpload, rows: Sequence[PreviewRow[Unit]], *, by: User | None) -> None:
        stored = _Stored(upload)
        if missing := [kind for kind in stored.new_kinds(rows) if not upload.words_of(kind)]:
            raise ValidationError(NEW_KIND.format(listed([f"“{kind}”" for kind in missing])))
        written: dict[str, Any] = {"kinds": stored.add_kinds(rows), "regions": stored.add_regions(rows)}
        added, changed, before = [], [], {}
        slugs = _slugs(upload.frame)
        for row in rows:
            unit = row.content
            values = stored.values_of(unit)
            service = stored.service_of(unit)
            if service is None:
                slug = _unused_slug(f"{upload.frame_id}-{slugify(unit.name)}", SLUG_LENGTH, slugs)
                added.append(Service(frame=upload.frame, slug=slug, **values))
                continue
            before[service.pk] = {name: _plain(getattr(service, name)) for name in values}
            for name, value in values.items():
                setattr(service, name, value)
            changed.append(service)
        Service.objects.bulk_create(added, batch_size=BATCH)
        _store(changed)
        _name_the_region_of_the_rest(upload.frame_id)
        upload.written = {**written, "added": [service.pk for service in added], "before": before}
        if added or changed:
            frame_changed.send(sender=Frame)

    def reason_not_to_undo(self, upload: FrameUpload) -> str:
        newer = FrameUpload.objects.filter(
            frame=upload.frame_id, applied_at__gt=upload.applied_at, undone_at__isnull=True
        )
        if newer.exists():
            return NEWER
        try:
            Collector(using=upload._state.db or "default").collect(_added(upload))
        except ProtectedError:
            return IN_USE
        return ""

    def remove_rows(self, upload: FrameUpload, *, by: User | None) -> int:
        """Remove the units that the upload added, and give back to those that it changed what they had before.

        :raises ValidationError: where a study has a region or a kind that the upload added.
        """
        number = _added(upload).delete()[0]
        before = upload.written["before"]
        changed = list(Service.objects.filter(pk__in=list(before)))
        for service in changed:
            for name, value in before[str(service.pk)].items():
                setattr(service, name, _from_plain(name, value))
        _store(changed)
        try:
            Region.objects.filter(pk__in=upload.written["regions"], services__isnull=True).delete()
            ServiceKind.objects.filter(pk__in=upload.written["kinds"], services__isnull=True).delete()
        except ProtectedError:
            raise ValidationError(IN_USE) from None
        _name_the_region_of_the_rest(upload.frame_id)
        frame_changed.send(sender=Frame)
        return number + len(changed)

    def study(self, upload: FrameUpload) -> None:
        return None


UNITS_UPLOAD = UnitsUpload()

UNIT_FIELDS = (
    *("noms_code", "name", "kind_id", "region_id", "postcode", "latitude", "longitude", "uncertain"),
    *("opened_on", "opened_precision", "closed_on", "closed_precision", "operator"),
    *CONTACT_FIELDS,
)
"""The fields of a service that a spreadsheet fills."""


def _known_kinds() -> dict[str, str]:
    """Return the keys of all kinds of service by each of their words, in small letters. One query."""
    return {
        word.casefold(): key
        for key, *words in ServiceKind.objects.values_list("key", "key", "singular", "plural")
        for word in words
    }


class _Stored:
    """What is stored of a frame, and the values of its units as a service has them."""

    def __init__(self, upload: FrameUpload) -> None:
        self.upload = upload
        self.kinds = _known_kinds()
        self.system = RegionSystem.objects.filter(frame=upload.frame_id).first()
        regions = Region.objects.filter(system__frame=upload.frame_id)
        self.regions = {region.name.casefold(): region.pk for region in regions}
        services = Service.objects.in_frame(upload.frame_id)
        self.services = {_key_of(service): service for service in services}

    def service_of(self, unit: Unit) -> Service | None:
        """Return the service of a unit, by its code or its name.

        A unit whose code is new is found by a name without a code, so that codes can be added to a frame.
        """
        return self.services.get(unit.key) or self.services.get(("name", unit.name.casefold()))

    def kind_of(self, unit: Unit) -> str | None:
        """Return the key of a unit's kind, None where it is new."""
        words = self.upload.words_of(unit.kind)
        found = self.kinds.get(unit.kind.casefold())
        return found or (self.kinds.get(words[0].casefold()) if words else None)

    def new_kinds(self, rows: Iterable[PreviewRow[Unit]]) -> list[str]:
        """Return the kinds that no kind of service has, as the file writes them; "" for units without one."""
        kinds = [row.content.kind for row in rows if "kind" in self.given_of(row.content)]
        return sorted({kind.casefold(): kind for kind in kinds if kind.casefold() not in self.kinds}.values())

    def region_of(self, unit: Unit) -> int | None:
        """Return the key of a unit's region, None where it is new."""
        for name in (unit.region,) if unit.region else (ALL, NOT_GIVEN):
            if found := self.regions.get(name.casefold()):
                return found
        return None

    def given_of(self, unit: Unit) -> frozenset[str]:
        """Return the columns that the unit's spreadsheet has, and those that every new service needs."""
        return unit.given if self.service_of(unit) else unit.given | {"code", "kind", "region", "postcode"}

    def values_of(self, unit: Unit) -> Values:
        """Return the fields of the columns that the unit's spreadsheet has."""
        given = self.given_of(unit)
        values: Values = {"name": unit.name}
        if "code" in given:
            values["noms_code"] = unit.code or None
        if "kind" in given:
            values["kind_id"] = self.kind_of(unit)
        if "region" in given:
            values["region_id"] = self.region_of(unit)
        if given & {"latitude", "longitude", POINT, "postcode"}:
            north, east = unit.point or (None, None)
            note = AT_POSTCODE if unit.is_at_postcode else ""
            values |= {"latitude": north, "longitude": east, "uncertain": note}
        if "postcode" in given:
            values["postcode"] = unit.postcode
        if "opened" in given:
            opened = unit.opened
            values["opened_on"] = opened.first if opened else None
            values["opened_precision"] = opened.precision if opened else ""
        if "closed" in given:
            closed = unit.closed
            values["closed_on"] = closed.last if closed else None
            values["closed_precision"] = closed.precision if closed else ""
        if "operator" in given:
            values["operator"] = unit.operator
        values |= {name: value for name, value in unit.contact.items() if name in given}
        return values

    def add_kinds(self, rows: Sequence[PreviewRow[Unit]]) -> list[str]:
        """Add the kinds that are new, with the words that were given for them, and return their keys."""
        added = []
        for kind in self.new_kinds(rows):
            one, many = self.upload.words_of(kind)
            if one.casefold() not in self.kinds:
                key = _unused_slug(slugify(one) or "kind", KIND_LENGTH, set(self.kinds.values()))
                ServiceKind.objects.create(key=key, singular=one, plural=many)
                self.kinds |= {word.casefold(): key for word in (key, one, many)}
                added.append(key)
        return added

    def add_regions(self, rows: Sequence[PreviewRow[Unit]]) -> list[int]:
        """Add the regions that are new, in alphabetical order behind those that are there, and return their keys."""
        units = [row.content for row in rows if "region" in self.given_of(row.content)]
        new = {unit.region.casefold(): unit.region for unit in units if not self.region_of(unit)}
        if not new:
            return []
        if self.system is None:
            frame = self.upload.frame
            self.system = RegionSystem.objects.create(
                frame=frame, key=_unused_key(frame), title=f"Regions of {frame.title}"[:80], singular="region"
            )
        slugs = set(
            Region.objects.filter(slug__startswith=self.upload.frame_id).values_list("slug", flat=True)
        )
        first = len(self.regions) + 1
        added = []
        for position, (key, name) in enumerate(sorted(new.items()), start=first):
            slug = _unused_slug(f"{self.upload.frame_id}-{slugify(name) or 'all'}", REGION_SLUG_LENGTH, slugs)
            region = Region.objects.create(system=self.system, name=name or ALL, slug=slug, position=position)
            self.regions[key or ALL.casefold()] = region.pk
            added.append(region.pk)
        return added


def _previewed(row: UnitRow, stored: _Stored, found: Mapping[int, int]) -> PreviewRow[Unit]:
    """Return what loading does to a row; `found` has the number of rows that could be each service of the frame."""
    unit = row.unit

    def with_status(status: RowStatus, *more: Finding) -> PreviewRow[Unit]:
        findings = (*row.findings, *more, *row.remarks)
        return PreviewRow(row.file, row.row, f"{unit.code} {unit.name}".strip(), unit, status, findings)

    if row.findings:
        return with_status(RowStatus.REJECTED)
    service = stored.service_of(unit)
    if service is None:
        return with_status(RowStatus.NEW)
    if found[service.pk] > 1:
        return with_status(RowStatus.REJECTED, Finding(row.file, row.row, "", SEVERAL_ROWS))
    values = stored.values_of(unit)
    is_same = all(getattr(service, name) == value for name, value in values.items())
    return with_status(RowStatus.UNCHANGED if is_same else RowStatus.CHANGED)


def _notices(table: UnitTable, stored: _Stored) -> Iterable[str]:
    """Yield what is to be said of the whole file: its layout, its kinds and regions, and who is not in it."""
    yield from table.notices
    units = table.units
    if units and not any(unit.region for unit in units):
        yield (
            "The units have no regions, so there is one region, “All”: tables by region have one row."
            if not stored.regions.keys() - {ALL.casefold()}
            else f"Units without a region are in the region “{NOT_GIVEN}”."
        )
    without = sum(unit.point is None for unit in units)
    if units and without:
        yield f"{counted(without, 'unit has', 'units have')} no point and {'is' if without == 1 else 'are'} on no map."
    seen = {service.pk for unit in units if (service := stored.service_of(unit))}
    missing = [service for service in stored.services.values() if service.pk not in seen]
    if missing:
        names = [service.name for service in missing[:MAX_NAMED]]
        more = [f"{len(missing) - MAX_NAMED:,} more"] if len(missing) > MAX_NAMED else []
        words = counted(len(missing), "unit of the frame is", "units of the frame are")
        yield f"{words} not in this file and will stay as they are: {listed([*names, *more])}."


def _name_the_region_of_the_rest(frame: str) -> None:
    """Call the region of units without one “All” while the frame has no other region, and else “No region given”."""
    regions = Region.objects.filter(system__frame=frame)
    before, after = (ALL, NOT_GIVEN) if regions.count() > 1 else (NOT_GIVEN, ALL)
    regions.filter(name=before).update(name=after)


def _store(services: Sequence[Service]) -> None:
    """Store the changed fields of services that are there.

    One statement inserts or updates a batch. `bulk_update` took 45 seconds for 5,000 units, with a condition for each
    unit and field.
    """
    fields = [name.removesuffix("_id") for name in UNIT_FIELDS]
    Service.objects.bulk_create(
        services, batch_size=BATCH, update_conflicts=True, unique_fields=["pk"], update_fields=fields
    )


def _added(upload: FrameUpload) -> Any:
    return Service.objects.filter(pk__in=upload.written["added"])


def _key_of(service: Service) -> Key:
    return ("code", service.noms_code) if service.noms_code else ("name", service.name.casefold())


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _from_plain(name: str, value: Any) -> Any:
    return dt.date.fromisoformat(value) if value and name.endswith("_on") else value


def _slugs(frame: Frame) -> set[str]:
    return set(Service.objects.filter(slug__startswith=frame.pk).values_list("slug", flat=True))


def _unused_slug(wanted: str, longest: int, taken: set[str]) -> str:
    """Return a slug that is not taken, and add it to those that are."""
    slug, number = wanted[:longest].strip("-"), 1
    while slug in taken:
        number += 1
        end = f"-{number}"
        slug = f"{wanted[: longest - len(end)].strip('-')}{end}"
    taken.add(slug)
    return slug


def _unused_key(frame: Frame) -> str:
    taken = set(RegionSystem.objects.values_list("key", flat=True))
    return _unused_slug(frame.pk, RegionSystem._meta.get_field("key").max_length or 40, taken)
