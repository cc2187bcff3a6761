"""Mentions beside the organisations they may mean, with what the directory knows of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Count, Prefetch, Q

from enterprises.matching import Candidate, candidates
from enterprises.models import Assessment, Organisation, OrganisationTerm
from enterprises.vocabulary import Vocabulary, label_of
from interviews.models import Mention
from interviews.querysets import MentionQuerySet
from interviews.vocabulary import MatchState
from noms.models import Service
from survey.models import Study

MOST_CANDIDATES = 6

Facts = tuple[tuple[str, str], ...]


class Possible(NamedTuple):
    """An organisation that may be meant: why, and what the directory knows of it."""

    organisation: Organisation
    score: int
    why: str
    facts: Facts


def waiting(study: Study) -> MentionQuerySet:
    """The mentions of a study to be matched, the same names beside each other."""
    return in_order(Mention.objects.of_study(study).unmatched())


def in_order(mentions: MentionQuerySet) -> MentionQuerySet:
    """By the name as it was said, with the service that said it: one query for any number."""
    return mentions.select_related(
        "interview__unit__service__region",
        "interview__unit__organisation",
        "interview__unit__strand__study",
        "organisation",
    ).order_by("name_given", "pk")


def states_of(study: Study) -> dict[str, int]:
    """How many mentions of the study stand at each state; one query."""
    counted = Mention.objects.of_study(study).order_by().values("match_state").annotate(number=Count("pk"))
    return {row["match_state"]: row["number"] for row in counted}


def following(study: Study, *, after: Mention) -> Mention | None:
    """The next mention to be matched in the order of the desk; the first one after the last."""
    left = waiting(study).exclude(pk=after.pk)
    later = Q(name_given__gt=after.name_given) | Q(name_given=after.name_given, pk__gt=after.pk)
    found: Mention | None = left.filter(later).first() or left.first()
    return found


def alike(mention: Mention) -> MentionQuerySet:
    """Other mentions of the study still to be matched that were named in the very same words."""
    study = mention.interview.unit.strand.study
    return (
        Mention.objects.of_study(study)
        .unmatched()
        .filter(name_given__iexact=mention.name_given)
        .exclude(pk=mention.pk)
    )


def possible(said: str, *, service: Service | None) -> list[Possible]:
    """Organisations that the name may mean, best first; the same few queries whatever is found."""
    found = candidates(said[:200], limit=MOST_CANDIDATES)
    known = {row.pk: row for row in _known(found)}
    return [
        Possible(known[one.organisation_id], one.score, one.why, _facts(known[one.organisation_id], service))
        for one in found
        if one.organisation_id in known
    ]


def _known(found: Sequence[Candidate]) -> Iterable[Organisation]:
    outcomes = Prefetch("assessments", Assessment.objects.filter(is_current=True), to_attr="current_outcomes")
    return (
        Organisation.objects.filter(pk__in=[one.organisation_id for one in found])
        .select_related("merged_into")
        .prefetch_related("other_names", "places", "identifiers", "terms", "engagements__service", outcomes)
        .annotate(times_named=Count("mentions", distinct=True))
    )


def _facts(organisation: Organisation, service: Service | None) -> Facts:
    """What the directory knows that helps to tell whether it is meant, in words."""
    engaged = [one.service for one in organisation.engagements.all()]
    places = [str(place) for place in organisation.places.all() if str(place)]
    terms = organisation.terms.all()
    told = {
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
    return tuple((name, words) for name, words in told.items() if words)


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
    return f"{first.get_outcome_display()} ({first.definition})" if first else ""


def said_of(mention: Mention, *, may_read_words: bool) -> Facts:
    """What the respondent said of it. The respondent's own words are for the research roles."""
    told = {
        "Called": mention.get_described_as_display(),
        "Relation": mention.get_status_display(),
        "Arrangement": mention.get_arrangement_display(),
        "Activities": ", ".join(
            label_of(Vocabulary.ACTIVITY, term) for term in mention.terms_of(Vocabulary.ACTIVITY)
        ),
        "Referrals a year": "" if mention.referrals is None else f"{mention.referrals:,}",
    }
    if may_read_words:
        told |= {"In their words": mention.own_words, "Evaluation": mention.evaluation}
    return tuple((name, words) for name, words in told.items() if words)


STATES = (
    (MatchState.UNMATCHED, "To be matched"),
    (MatchState.NEW, "New, not finished"),
    (MatchState.MATCHED, "Matched"),
    (MatchState.NOT_AN_ORGANISATION, "Not an organisation"),
)
"""The lists of the desk, in the order of its work."""
