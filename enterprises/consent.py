"""Which facts about an organisation may be public: kinds of fact, the consent in answers, and the rule for listing.

The answers are stored in apps above this one. Each of these reads its own consent questions (`survey.consent`,
`interviews.consent`) and translates them into these kinds of fact. Decision 32 gives the reasons.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Q

from enterprises.models import Engagement, Evidence, Identifier, Organisation
from enterprises.vocabulary import (
    PUBLIC_SOURCES,
    PUBLICATIONS,
    ListingConsent,
    SourceKind,
    StudyListing,
    Vocabulary,
)


class FactKind(StrEnum):
    """A kind of fact in an answer to the study."""

    ENTRY = "entry"
    """The organisation's name, place, website and register numbers, and what it does."""
    RELATION = "relation"
    """That it works, worked or would like to work with a named prison or probation service."""
    RELATION_DETAILS = "relation_details"
    """How they work together: arrangement, dates, activities, stage and people. Never who pays, or how many."""
    FIGURES_ONLY = "figures_only"
    """Everything else. No consent covers it: it counts in figures and only research roles see it."""


Consented = frozenset[FactKind]
NOTHING: Consented = frozenset()

ENTRY_TEXTS = frozenset({"description", "website"})
ENTRY_VOCABULARIES = frozenset({Vocabulary.ORGANISATION_TYPE, Vocabulary.SECTOR, Vocabulary.ACTIVITY})


def text_kind(field: str) -> FactKind:
    """Return the kind of fact that a text of an organisation is."""
    return FactKind.ENTRY if field in ENTRY_TEXTS else FactKind.FIGURES_ONLY


def term_kind(vocabulary: str) -> FactKind:
    """Return the kind of fact that a term of an organisation is."""
    return FactKind.ENTRY if vocabulary in ENTRY_VOCABULARIES else FactKind.FIGURES_ONLY


class ListingAnswer(NamedTuple):
    """One answer of an organisation about its own public listing, with the day on which it was given."""

    day: dt.date
    may_list: bool


AnswerReader = Callable[[int], Iterable[ListingAnswer]]
_readers: list[AnswerReader] = []


def register_answers(reader: AnswerReader) -> None:
    """Register an app's reader: a function from an organisation's primary key to its answers about its listing."""
    if reader not in _readers:
        _readers.append(reader)


def listing_consent(organisation: Organisation) -> ListingConsent:
    """Return the organisation's last answer about its listing. If two are of the same day, a “no” decides."""
    answers = [answer for reader in _readers for answer in reader(organisation.pk)]
    if not answers:
        return ListingConsent.NOT_ASKED
    last = max(answers, key=lambda answer: (answer.day, not answer.may_list))
    return ListingConsent.YES if last.may_list else ListingConsent.NO


def is_carried_by_a_publication(organisation: Organisation) -> bool:
    """Return True if a register or a published page names this organisation. At most two queries.

    A register number that the organisation gave us itself is not such a source. No publication names an invented
    organisation.
    """
    if organisation.is_invented:
        return False
    evidence = Evidence.objects.active().filter(organisation=organisation, source_kind__in=PUBLICATIONS)
    return (
        evidence.exists()
        or Identifier.objects.filter(organisation=organisation, is_from_answer=False).exists()
        or not organisation.is_from_answer
    )


def may_be_listed(organisation: Organisation) -> bool:
    """Return True if everybody may see that this organisation exists. At most three queries.

    An organisation that answered “no” is listed only if a publication names it. One that we know only from answers
    needs an answer that allows it: its own, or that of a service whose relation with it may be shown,
    now or by the next release.
    """
    if organisation.listing_consent == ListingConsent.NO:
        return is_carried_by_a_publication(organisation)
    if not organisation.is_from_answer or organisation.listing_consent == ListingConsent.YES:
        return True
    shown = Engagement.objects.filter(
        Q(is_published=True) | Q(listing=StudyListing.WAITING), organisation=organisation
    )
    return shown.exists() or is_carried_by_a_publication(organisation)


def may_show_relation(organisation: Organisation, source_kind: str) -> bool:
    """Return True if a relation from this kind of source may be shown, by the organisation's own answer alone."""
    return organisation.listing_consent != ListingConsent.NO or source_kind in PUBLIC_SOURCES


def may_tell_source(organisation: Organisation, source_kind: str, *, has_told_relation: bool) -> bool:
    """Return True if everybody may see that a fact of this organisation is from this kind of source, and its month.

    `has_told_relation` says that a relation which a service told us of is public. Without it, the kind would show that
    a service was interviewed.
    """
    if source_kind in PUBLIC_SOURCES:
        return True
    if source_kind == SourceKind.SERVICE_INTERVIEW:
        return has_told_relation
    return organisation.listing_consent == ListingConsent.YES


def shown_evidence(organisation: Organisation) -> Q:
    """Return the condition for the evidence on which the organisation's public outcome may rest.

    The outcome is the study's own verdict, so it may rest on evidence given in confidence. For an organisation
    that answered “no”, it rests on publications alone, as it did before the answer.
    """
    return Q(source_kind__in=PUBLIC_SOURCES) if organisation.listing_consent == ListingConsent.NO else Q()
