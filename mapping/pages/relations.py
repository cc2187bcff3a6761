"""Relations between organisations and services, limited to what the reader may see."""

from dataclasses import dataclass

from enterprises.models import Engagement
from enterprises.querysets import EngagementQuerySet
from enterprises.vocabulary import PUBLIC_SOURCES, Arrangement
from wording import day


@dataclass(frozen=True)
class Relation:
    """One relation in words. `source` is empty if the reader may not see it."""

    engagement: Engagement
    status: str
    facts: tuple[tuple[str, str], ...]
    source_kind: str
    source: str


def relations(rows: EngagementQuerySet, *, sees_unpublished: bool) -> list[Relation]:
    """Return relations in words: published ones, or all of them for research roles. Two queries.

    Only research roles see what a service said of an organisation, the number of referrals and the evaluation: a
    service has about one respondent, who could be recognised.
    """
    found = rows.filter(organisation__merged_into__isnull=True)
    if not sees_unpublished:
        found = found.published()
    found = found.select_related("organisation", "service__region").prefetch_related("terms")
    return [
        _relation(one, sees_all=sees_unpublished)
        for one in found.order_by("status", "organisation__name", "service__name", "public_id")
    ]


def _relation(one: Engagement, *, sees_all: bool) -> Relation:
    shows_source = sees_all or one.source_kind in PUBLIC_SOURCES
    return Relation(
        engagement=one,
        status=one.get_status_display(),
        facts=tuple((name, words) for name, words in _facts(one, sees_all=sees_all) if words),
        source_kind=one.get_source_kind_display(),
        source=one.source if shows_source else "",
    )


def _facts(one: Engagement, *, sees_all: bool) -> list[tuple[str, str]]:
    is_known = one.arrangement != Arrangement.NOT_KNOWN
    found = [
        ("Arrangement", one.get_arrangement_display() if is_known else ""),
        ("What is done", ", ".join(one.terms_of("activity"))),
        ("Stage", ", ".join(one.terms_of("stage"))),
        ("With", ", ".join(one.terms_of("offender_group"))),
        ("Dates", _dates(one)),
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
        return f"{day(one.started_on)} to {day(one.ended_on)}"
    if one.started_on:
        return f"Since {day(one.started_on)}"
    return f"Until {day(one.ended_on)}" if one.ended_on else ""
