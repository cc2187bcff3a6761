"""Store the frame in the database, writing only rows that differ from the files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.db import models, transaction
from django.db.models import F

from accounts.audit import record
from accounts.roles import Visitor
from noms.importing.frame import Frame, Record, service_key
from noms.models import (
    DataSource,
    LocalAuthority,
    Outcode,
    PoliceArea,
    ProbationArea,
    Region,
    RegionSystem,
    Service,
    Site,
    SiteFate,
    SiteToday,
)
from noms.signals import frame_changed
from noms.vocabulary import REFERENCE_FRAME

BATCH = 500
OUT_OF_THE_WAY = 1000
LINKS = ("area", "successor")
"""Fields of a service that are set after all services and areas exist."""

KEYS: dict[type[models.Model], str] = {
    DataSource: "key",
    RegionSystem: "key",
    Region: "slug",
    ProbationArea: "name",
    PoliceArea: "name",
    LocalAuthority: "gss_code",
    Outcode: "outcode",
    SiteFate: "site_id",
    SiteToday: "site_id",
}
Keys: TypeAlias = Mapping[Any, Any]
"""Maps a row's key in the files to its primary key."""


@dataclass
class Outcome:
    """The counts of rows added, changed and unchanged by one load."""

    changes: dict[tuple[type[models.Model], Any], str] = field(default_factory=dict)
    not_in_files: set[tuple[type[models.Model], Any]] = field(default_factory=set)

    @property
    def counts(self) -> Counter[str]:
        return Counter(self.changes.values())

    @property
    def changed_anything(self) -> bool:
        return bool(self.counts["added"] or self.counts["changed"])

    def __str__(self) -> str:
        counts = self.counts
        summary = (
            f"{counts['added']} rows added, {counts['changed']} changed, {counts['unchanged']} unchanged"
        )
        if counts["kept"]:
            summary += f", {counts['kept']} left as changed by hand"
        if self.not_in_files:
            summary += f", {len(self.not_in_files)} left that the files do not have"
        return summary


@transaction.atomic
def store(*, frame: Frame, by: Visitor | None) -> Outcome:
    """Store the frame. Rows that are missing from the files are kept, because interviews may refer to them."""
    outcome = Outcome()
    _sync(DataSource, frame.sources, outcome)
    systems = _sync(RegionSystem, frame.systems, outcome)
    every_region = [*frame.regions, *frame.regions_2021]
    region_keys = _sync(Region, _linked(every_region, system=systems), outcome)
    regions = {region["name"]: region_keys[region["slug"]] for region in frame.regions}
    regions_2021 = {region["name"]: region_keys[region["slug"]] for region in frame.regions_2021}
    bare = [{name: value for name, value in row.items() if name not in LINKS} for row in frame.services]
    services = _sync(Service, _linked(bare, region=regions, region_2021=regions_2021), outcome)
    served = _linked(frame.areas, region=regions, region_2021=regions_2021, service=services, trust=services)
    areas = _sync(ProbationArea, served, outcome)
    _sync(PoliceArea, _linked(frame.police_areas, area=areas), outcome)
    links = [{name: row[name] for name in ("key", *LINKS)} for row in frame.services]
    _sync(Service, _linked(links, area=areas, successor=services), outcome)
    bare = [
        {name: value for name, value in row.items() if name != "delivery_units"} for row in frame.authorities
    ]
    authorities = _sync(LocalAuthority, _linked(bare, area=areas), outcome)
    _link_delivery_units(frame, authorities, services, outcome)
    _sync(Outcode, _linked(frame.outcodes, area=areas, region=regions), outcome)
    named = {row["name"]: authorities[row["gss_code"]] for row in frame.authorities}
    site_keys = _sync(Site, _linked(frame.sites, service=services, local_authority=named), outcome)
    sites = {(prison, code): site_keys[services[prison], code] for prison, code in _codes(frame)}
    _sync(SiteToday, _linked(frame.sites_today, site=sites), outcome)
    _sync(SiteFate, _linked(frame.fates, site=sites, became=sites), outcome)
    if outcome.changed_anything:
        record(by=by, verb="reference.loaded", detail=dict(outcome.counts))
        frame_changed.send(sender=Frame)
    return outcome


def _codes(frame: Frame) -> Iterable[tuple[str, str]]:
    return ((site["service"], site["noms_code"]) for site in frame.sites)


def _link_delivery_units(frame: Frame, authorities: Keys, services: Keys, outcome: Outcome) -> None:
    """Make each authority's delivery units those of the files; an authority changed by hand keeps its own."""
    link = LocalAuthority.delivery_units.through
    there = set(link.objects.values_list("localauthority_id", "service_id"))
    there_of: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for pair in there:
        there_of[pair[0]].add(pair)
    wanted: set[tuple[int, int]] = set()
    for row in frame.authorities:
        key = LocalAuthority, row["gss_code"]
        pk = authorities[row["gss_code"]]
        pairs = {(pk, services[unit]) for unit in row["delivery_units"]}
        wanted |= there_of[pk] if outcome.changes[key] == "kept" else pairs
        if pairs != there_of[pk] and outcome.changes[key] == "unchanged":
            outcome.changes[key] = "changed"
    for authority, unit in there - wanted:
        link.objects.filter(localauthority=authority, service=unit).delete()
    link.objects.bulk_create(
        [link(localauthority_id=one, service_id=other) for one, other in sorted(wanted - there)],
        batch_size=BATCH,
    )


def _linked(rows: Iterable[Record], **links: Keys) -> list[Record]:
    """Return the rows with primary keys in place of the keys that they refer to."""
    return [
        {name: value for name, value in row.items() if name not in links}
        | {f"{name}_id": keys[row[name]] if row[name] else None for name, keys in links.items()}
        for row in rows
    ]


def _sync(model: type[models.Model], rows: Sequence[Record], outcome: Outcome) -> Keys:
    """Add missing rows, update rows that differ, and return each row's primary key by its key."""
    rows_there = model._default_manager.all()
    if model is Service:
        rows_there = Service.objects.in_frame(REFERENCE_FRAME)
    there = {_key_of(row): row for row in rows_there}
    added, changed = [], []
    for wanted in rows:
        key = (wanted["service_id"], wanted["noms_code"]) if model is Site else wanted[KEYS.get(model, "key")]
        values = {name: value for name, value in wanted.items() if model is not Service or name != "key"}
        row = there.get(key)
        change = outcome.changes.get((model, key), "unchanged")
        if row is None:
            added.append(model(**values))
            change = "added"
        elif getattr(row, "is_kept_by_hand", False):
            change = "kept"
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
            change = "changed" if change == "unchanged" else change
        outcome.changes[model, key] = change
    model._default_manager.bulk_create(added, batch_size=BATCH)
    _change(model, changed, rows)
    outcome.not_in_files |= {(model, key) for key in there} - outcome.changes.keys()
    return {key: row.pk for key, row in there.items()} | {_key_of(row): row.pk for row in added}


def _change(model: type[models.Model], changed: Sequence[models.Model], rows: Sequence[Record]) -> None:
    if not changed:
        return
    if model is ProbationArea:
        # Areas may swap tiles, and the unique constraint applies at every moment.
        moving = ProbationArea.objects.filter(pk__in=[row.pk for row in changed])
        moving.update(tile_row=F("tile_row") + OUT_OF_THE_WAY)
    names = [name for name in rows[0] if model is not Service or name != "key"]
    fields = {model._meta.get_field(name.removesuffix("_id")).name for name in names}
    fields.discard(model._meta.pk.name)
    model._default_manager.bulk_update(changed, sorted(fields), batch_size=BATCH)


def _key_of(row: Any) -> Any:
    if isinstance(row, Service):
        return service_key(row.noms_code, row.slug)
    if isinstance(row, Site):
        return row.service_id, row.noms_code
    return getattr(row, KEYS[type(row)])
