"""The matching desk: unmatched mentions, and for each the organisations that it may mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Count, Prefetch, Q

from enterprises import outcome_dates
from enterprises.matching import Candidate, candidates
from enterprises.models import Assessment, Organisation, OrganisationTerm
from enterprises.vocabulary import Vocabulary, label_of
from interviews.models import Mention
from interviews.querysets import MentionQuerySet
from interviews.vocabulary import MatchState
from noms.models import Service
from survey.models import Study

MAX_CANDIDATES = 6

Facts = tuple[tuple[str, str], ...]


class MatchCandidate(NamedTuple):
    """An organisation that a mention may mean, with the reason and what the directory knows about it.

    `score` is that of enterprises.matching: higher is better.
    """

    organisation: Organisation
    score: int
    reason: str
    facts: Facts


def unmatched_mentions(study: Study) -> MentionQuerySet:
    """Return the unmatched mentions of a study, sorted by name."""
    return in_desk_order(Mention.objects.of_study(study).unmatched())


def in_desk_order(mentions: MentionQuerySet) -> MentionQuerySet:
    """Sort mentions by the name given, and select the interviewed service or organisation with them. One query."""
    return mentions.select_related(
        "interview__unit__service",
        "interview__unit__region",
        "interview__unit__organisation",
        "interview__unit__strand__study",
        "organisation",
    ).order_by("name_given", "pk")


def state_counts(study: Study) -> dict[str, int]:
    """Return the number of mentions of the study in each MatchState. One query."""
    counted = Mention.objects.of_study(study).order_by().values("match_state").annotate(number=Count("pk"))
    return {row["match_state"]: row["number"] for row in counted}


def next_mention(study: Study, *, after: Mention) -> Mention | None:
    """Return the next unmatched mention in the order of the desk; after the last one, the first."""
    others = unmatched_mentions(study).exclude(pk=after.pk)
    later = Q(name_given__gt=after.name_given) | Q(name_given=after.name_given, pk__gt=after.pk)
    mention: Mention | None = others.filter(later).first() or others.first()
    return mention


def same_name(mention: Mention) -> MentionQuerySet:
    """Return the other unmatched mentions of the study with the same name, ignoring case."""
    study = mention.interview.unit.strand.study
    return (
        Mention.objects.of_study(study)
        .unmatched()
        .filter(name_given__iexact=mention.name_given)
        .exclude(pk=mention.pk)
    )


def match_candidates(name: str, *, service: Service | None) -> list[MatchCandidate]:
    """Return the organisations that the name may mean, best first. A fixed number of queries."""
    found = candidates(name[:200], limit=MAX_CANDIDATES)
    organisations = {row.pk: row for row in _organisations(found)}
    return [
        MatchCandidate(
            organisations[one.organisation_id],
            one.score,
            one.why,
            _facts(organisations[one.organisation_id], service),
        )
        for one in found
        if one.organisation_id in organisations
    ]


def _organisations(found: Sequence[Candidate]) -> Iterable[Organisation]:
    outcomes = Prefetch("assessments", Assessment.objects.filter(is_current=True), to_attr="current_outcomes")
    rows = (
        Organisation.objects.filter(pk__in=[one.organisation_id for one in found])
        .select_related("merged_into")
        .prefetch_related("other_names", "places", "identifiers", "terms", "engagements__service", outcomes)
        .annotate(times_named=Count("mentions", distinct=True))
    )
    outcome_dates.mark([one for row in rows for one in row.current_outcomes])
    return rows


def _facts(organisation: Organisation, service: Service | None) -> Facts:
    """Return what the directory knows about an organisation, as labelled texts; empty ones are left out."""
    engaged = [one.service for one in organisation.engagements.all()]
    places = [str(place) for place in organisation.places.all() if str(place)]
    terms = organisation.terms.all()
    facts = {
        "Also called": ", ".join(other.name for other in organisation.other_names.all()),
        "Where": "; ".join(places[:3]),
        "What it does": organisation.description,
        "Activities": _labels(terms, Vocabulary.ACTIVITY),
        "Legal form": organisation.legal_form,
        "Numbers": ", ".join(str(number) for number in organisation.identifiers.all()),
        "Works with": _engaged(engaged, service),
        "Named": _times(getattr(organisation, "times_named", 0)),
        "Outcome": _outcome(organisation),
    }
    return tuple((name, words) for name, words in facts.items() if words)


def _labels(terms: Iterable[OrganisationTerm], vocabulary: str) -> str:
    return ", ".join(row.label for row in terms if row.vocabulary == vocabulary)


def _engaged(services: Sequence[Service], service: Service | None) -> str:
    if service is not None and any(one.pk == service.pk for one in services):
        others = len({one.pk for one in services} - {service.pk})
        return f"This service{f', and {others} more' if others else ''}"
    near = [one for one in services if service is not None and one.region_id == service.region_id]
    names = list(dict.fromkeys(one.name for one in [*near, *services]))
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _times(number: int) -> str:
    return f"{number} time{'' if number == 1 else 's'} in interviews" if number else ""


def _outcome(organisation: Organisation) -> str:
    first = next(iter(getattr(organisation, "current_outcomes", ())), None)
    return f"{first.outcome_in_words} ({first.definition})" if first else ""


def respondent_facts(mention: Mention, *, may_read_text: bool) -> Facts:
    """Return what the respondent said about the organisation, as labelled texts; empty ones are left out.

    Free text is only for the research roles (`may_read_text`).
    """
    facts = {
        "Called": mention.get_described_as_display(),
        "Relation": mention.get_status_display(),
        "Arrangement": mention.get_arrangement_display(),
        "Activities": ", ".join(
            label_of(Vocabulary.ACTIVITY, term) for term in mention.terms_of(Vocabulary.ACTIVITY)
        ),
        "Referrals a year": "" if mention.referrals is None else f"{mention.referrals:,}",
    }
    if may_read_text:
        facts |= {"In their words": mention.own_words, "Evaluation": mention.evaluation}
    return tuple((name, words) for name, words in facts.items() if words)


STATES = (
    (MatchState.UNMATCHED, "To be matched"),
    (MatchState.NEW, "New, not finished"),
    (MatchState.MATCHED, "Matched"),
    (MatchState.NOT_AN_ORGANISATION, "Not an organisation"),
)
"""The lists of the desk, in the order of the work."""
