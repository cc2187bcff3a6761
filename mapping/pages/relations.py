"""Relations between organisations and services, limited to what the reader may see."""

import datetime as dt
from dataclasses import dataclass

from enterprises import source_dates
from enterprises.models import Engagement
from enterprises.querysets import EngagementQuerySet
from enterprises.vocabulary import PUBLIC_SOURCES, Arrangement, EngagementStatus
from noms.models import Service

STATUSES = EngagementStatus.values
FRAME_ON = dt.date(2009, 6, 30)
"""The day of the frame of mid-2009."""


@dataclass(frozen=True)
class Relation:
    """One relation in words. `source` and `date` are empty if the reader may not see them."""

    engagement: Engagement
    status: str
    facts: tuple[tuple[str, str], ...]
    source_kind: str
    source: str
    date: str
    outside_frame: str

    @property
    def is_invented(self) -> bool:
        return self.engagement.organisation.is_invented


def relations(rows: EngagementQuerySet, *, sees_unpublished: bool) -> list[Relation]:
    """Return relations in words, those of invented organisations last: published ones, or all for research roles.

    Two queries.

    Only research roles see what a service said of an organisation, the number of referrals and the evaluation: a
    service has about one respondent, who could be recognised.
    """
    found = rows.filter(organisation__merged_into__isnull=True)
    if not sees_unpublished:
        found = found.published()
    found = found.select_related("organisation", "service__region").prefetch_related("terms")
    found = found.order_by("organisation__is_invented", "organisation__name", "service__name", "public_id")
    in_order = sorted(found, key=lambda one: (one.organisation.is_invented, STATUSES.index(one.status)))
    return [_relation(one, sees_all=sees_unpublished) for one in in_order]


def _relation(one: Engagement, *, sees_all: bool) -> Relation:
    shows_source = sees_all or one.source_kind in PUBLIC_SOURCES
    return Relation(
        engagement=one,
        status=one.get_status_display(),
        facts=tuple((name, words) for name, words in _facts(one, sees_all=sees_all) if words),
        source_kind=one.get_source_kind_display(),
        source=one.source if shows_source else "",
        date=source_dates.in_words(one.observed_on, one.source_date)
        if shows_source and one.observed_on
        else "",
        outside_frame=outside_frame(one.service),
    )


def outside_frame(service: Service) -> str:
    """Return a note if the service opened after the frame of mid-2009, or an empty string."""
    opened = service.opened_on
    return f"Opened {service.opened}: not in the list of mid-2009" if opened and opened > FRAME_ON else ""


def _facts(one: Engagement, *, sees_all: bool) -> list[tuple[str, str]]:
    is_known = one.arrangement != Arrangement.NOT_KNOWN
    if not (sees_all or one.shows_details):
        return []
    is_public = sees_all or one.source_kind in PUBLIC_SOURCES
    found = [
        ("In short", one.description if is_public else ""),
        ("Arrangement", one.get_arrangement_display() if is_known else ""),
        ("What is done", ", ".join(one.terms_of("activity"))),
        ("Stage", ", ".join(one.terms_of("stage"))),
        ("With", ", ".join(one.terms_of("offender_group"))),
        ("Dates", _dates(one)),
        ("Last seen", str(one.last_seen or "")),
    ]
    if sees_all:
        estimate = " (an estimate)" if one.referrals_are_estimated else ""
        found += [
            ("How it began", one.get_origin_display()),
            ("Who pays", ", ".join(one.terms_of("payer"))),
            ("Referrals a year", f"{one.referrals:,}{estimate}" if one.referrals is not None else ""),
            ("Evaluation", one.evaluation),
        ]
    return found


def _dates(one: Engagement) -> str:
    if one.started_on and one.ended_on:
        return one.started if one.started == one.ended else f"{one.started} to {one.ended}"
    if one.started_on:
        return f"{'Since' if one.status == EngagementStatus.WORKS else 'From'} {one.started}"
    return f"Until {one.ended}" if one.ended_on else ""
