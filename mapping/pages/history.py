"""What became of a service of 2009, and what a service of today was then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from noms.models import DataSource, ProbationArea, Service, Site, SiteFate, SiteToday
from noms.vocabulary import Fate, ServiceForm

NO_PROBATION_BETWEEN = (
    "No probation service is recorded here from June 2014, when the trusts stopped work, to June 2021, when the "
    "present regions began."
)
SAID_BY_THE_FATE = (Fate.MERGED, Fate.OTHER_CODE)
"""Fates whose sentence says all that the note of what happened says."""


@dataclass(frozen=True)
class Change:
    """A fact of a prison that is different today."""

    name: str
    before: str
    today: str


@dataclass(frozen=True)
class SiteStory:
    """What became of one prison code: sentences, the prison that it is part of now, and the facts that changed."""

    title: str
    sentences: tuple[str, ...]
    now: Service | None
    changes: tuple[Change, ...]
    sources: tuple[str, ...]
    uncertain: str


def site_stories(service: Service, sources: Mapping[str, DataSource]) -> list[SiteStory]:
    """Return the story of each of the prison's codes that has one, that of its own code first. One query.

    `sources` are the sources of the reference data by their keys.
    """
    related = ("fate__became__service", "fate__became__today", "today")
    rows = service.sites.select_related(*related).order_by("opened_on", "name", "pk")
    found = sorted(rows, key=lambda site: site.noms_code != service.noms_code)
    titles = {key: f"{source.title} ({source.licence})" for key, source in sources.items()}
    return [story for site in found if (story := _story(site, service, titles)) is not None]


def sites_of_2009(service: Service) -> list[Site]:
    """Return the sites of other prisons of 2009 that are this prison today. One query."""
    fates = SiteFate.objects.filter(became__service=service).exclude(site__service=service)
    return [fate.site for fate in fates.select_related("site__service").order_by("site__name")]


def units_of_today(areas: list[ProbationArea], today: dt.date) -> list[Service]:
    """Return the delivery units that serve the areas on the day, by name. One query."""
    units = Service.objects.open_on(today).filter(form=ServiceForm.DELIVERY_UNIT, area__in=areas)
    return list(units.select_related("region_2021").order_by("name"))


def _rows(site: Site) -> list[SiteFate | SiteToday]:
    found = (getattr(site, "fate", None), getattr(site, "today", None))
    return [row for row in found if row is not None]


def _story(site: Site, service: Service, titles: dict[str, str]) -> SiteStory | None:
    fate, today = getattr(site, "fate", None), getattr(site, "today", None)
    changes = _changes(site, service) if today else ()
    if fate is None and not changes:
        return None
    rows = _rows(site)
    became = fate.became if fate else None
    return SiteStory(
        title=site.name,
        sentences=_sentences(fate) if fate else (),
        now=became.service if became and became.service_id != service.pk else None,
        changes=changes,
        sources=tuple(dict.fromkeys(titles[key] for row in rows for key in row.source_keys if key in titles)),
        uncertain="; ".join(dict.fromkeys(row.uncertain for row in rows if row.uncertain)),
    )


def _sentences(fate: SiteFate) -> tuple[str, ...]:
    """Return what happened in one or two sentences, with the year where it is known."""
    became = fate.became
    name = (became.today.name if hasattr(became, "today") else became.name) if became else ""
    year = fate.year.replace("/", " and ")
    since = f" since {year}" if year else ""
    first = {
        Fate.IN_USE: "It is in use today under the same code",
        Fate.CHANGED_FUNCTION: f"It is in use today; its function changed{f' in {year}' if year else ''}",
        Fate.RENAMED: f"It has been {name}{since}",
        Fate.OTHER_CODE: f"It is in use today as part of {name}",
        Fate.TEMPORARILY_CLOSED: f"It is temporarily closed{since}",
        Fate.MERGED: f"It became part of {name} in {year}",
        Fate.CLOSED: f"It closed in {year}",
        Fate.REBUILT: f"It closed in {year}, and a new prison was built on its site",
    }[Fate(fate.fate)]
    more = "" if fate.fate in SAID_BY_THE_FATE or fate.what_happened == name else fate.what_happened
    return tuple(f"{text[0].upper()}{text[1:]}." for text in (first, more) if text)


def _changes(site: Site, service: Service) -> tuple[Change, ...]:
    """Return the facts that differ between the site's record and today."""
    today = site.today
    pairs = (
        ("Name", site.name, today.name),
        ("Kind", service.get_form_display(), today.get_form_display()),
        ("Function", site.function, today.function),
        ("Category", site.category, today.category),
        ("Holds", service.get_sex_held_display(), today.get_sex_held_display()),
        ("Run by", service.operator, today.operator),
    )
    return tuple(Change(name, before, now) for name, before, now in pairs if now and before != now)
