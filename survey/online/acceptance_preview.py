"""A preview of the changes that accepting an online response would make in the directory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz import fuzz

from enterprises import fact_values, identifiers
from enterprises.consent import FactKind, term_kind, text_kind
from enterprises.matching import candidates
from enterprises.models import Identifier, Organisation
from enterprises.vocabulary import EngagementStatus, IdentifierScheme, SourceKind, Vocabulary, label_of
from noms.models import Service
from noms.vocabulary import PROBATION
from survey import consent
from survey.models import Response
from survey.online import directory_mapping
from survey.online.directory_mapping import NAME_LENGTH

MIN_SIMILARITY = 80
SERVICE_KIND_WORDS = (
    "hmp/yoi", "hmp", "hmyoi", "yoi", "her majesty's prison", "prison", "probation trust", "probation service",
    "probation area", "probation",
)  # fmt: skip
"""Words before or after the name of a service that are ignored when names are compared."""

EVIDENCE = "evidence-"
"""What the key of a change of evidence begins with, because a text may have the same name."""

SAME_NAME = "The same name"
ACCEPTED_BEFORE = "Earlier answers of this respondent were accepted for it"
NEW, ADDED, UNCHANGED, SAME, LEFT_OUT = "new", "added", "not changed", "same", "left out"
FOR_FIGURES = ", for figures only"
NOT_ALLOWED = f"{LEFT_OUT}: the respondent does not let us show it"
TOO_LONG = f"{LEFT_OUT}: longer than {NAME_LENGTH} characters. Add a shorter one to the entry by hand"
REFUSED = "hidden, unless a register or a published page carries the organisation; then only what that says is shown"


class Change(NamedTuple):
    """One change: the current value in the directory (`holds`), the answer (`says`) and the effect of accepting.

    A change with a `key` can be left out: `survey.actions.accept_response` takes the keys.
    """

    label: str
    holds: str
    says: str
    effect: str
    key: str = ""

    @property
    def is_offered(self) -> bool:
        """True if accepting would change something that can be left out."""
        return bool(self.key) and self.effect.startswith((NEW, ADDED))


class Candidate(NamedTuple):
    """An entry of the directory that may be the same organisation, and the reason.

    `is_sure` is False where only the name is alike: then it is a guess, which the reviewer confirms.
    """

    organisation: Organisation
    why: str
    is_sure: bool = False


class NamedService(NamedTuple):
    """A line of the response that names a service: the relation, the words, and the best match.

    `is_exact` is False where the words are only like the name of the best match: then it is a guess.
    """

    status: str
    status_label: str
    words: str
    best_match: Service | None
    is_exact: bool


def candidates_for(response: Response) -> list[Candidate]:
    """Return entries that may be meant: accepted before, invited, same number, similar name; best first."""
    found: dict[int, Candidate] = {}
    if response.organisation is not None:
        found[response.organisation.pk] = Candidate(response.organisation, ACCEPTED_BEFORE, is_sure=True)
    if response.invitation is not None and response.invitation.organisation is not None:
        organisation = response.invitation.organisation
        invited = Candidate(organisation, "This organisation was invited", is_sure=True)
        found.setdefault(organisation.pk, invited)
    said = directory_mapping.identifiers_of(response.questionnaire, response.answers)
    for scheme, typed in said.items():
        try:
            value = identifiers.normalise(scheme, typed)
        except ValueError:
            continue
        own = Identifier.objects.filter(scheme=scheme, value=value, is_parents=False)
        for row in own.select_related("organisation"):
            why = f"The same number: {IdentifierScheme(scheme).label} {value}"
            found.setdefault(row.organisation_id, Candidate(row.organisation, why, is_sure=True))
    named = candidates(directory_mapping.name_of(response.answers)[:200], limit=6)
    rows = Organisation.objects.in_bulk([one.organisation_id for one in named])
    for one in named:
        candidate = Candidate(rows[one.organisation_id], one.why, is_sure=one.why.startswith(SAME_NAME))
        found.setdefault(one.organisation_id, candidate)
    return list(found.values())


def changes(response: Response, organisation: Organisation | None) -> list[Change]:
    """Return all changes to this entry, or to a new one, that accepting would make. A fixed number of queries."""
    found = [
        *_text_changes(response, organisation),
        *_identifier_changes(response, organisation),
        *_term_changes(response, organisation),
        *_fact_changes(response, organisation),
    ]
    if consent.is_refused(response.answers):
        before = "Published" if organisation is not None and organisation.is_published else "Not published"
        found.insert(0, Change("Public listing", before, "May not be listed", REFUSED))
    return found


def named_services(response: Response) -> list[NamedService]:
    """Return the lines that name services, each with the best match open on the frame date. One query."""
    named = directory_mapping.services_of(response.questionnaire, response.answers)
    if not named:
        return []
    frame = frame_of(response)
    found = []
    for status, words in named:
        best = best_match(words, frame)
        is_exact = best is not None and names_service(words, best, frame)
        found.append(NamedService(status, EngagementStatus(status).label, words, best, is_exact))
    return found


def frame_of(response: Response) -> list[Service]:
    """Return the services of the study's frame that were open on its day, by name."""
    study = response.strand.study
    return list(Service.objects.in_frame(study.frame).open_on(study.frame_on).order_by("name"))


def best_match(words: str, services: Iterable[Service]) -> Service | None:
    """Return the service whose name is most similar to the words, or None if none is similar enough.

    “HMP Leeds” and “Leeds prison” mean the prison; “Leeds probation” does not.
    """
    asked, best, score = _core_name(words), None, 0.0
    if not asked:
        return None
    wants_probation = "probation" in words.casefold()
    for service in services:
        like = fuzz.WRatio(asked, _core_name(service.name))
        like -= 15 if wants_probation != (service.kind_id == PROBATION) else 0
        if like > score:
            best, score = service, like
    return best if score >= MIN_SIMILARITY else None


def names_service(words: str, service: Service, services: Iterable[Service]) -> bool:
    """Return True if the words are the name of this service and of no other.

    “Leeds prison” names HMP Leeds. “Durham” names none of HMP Durham and Durham probation, nor does “HMP Leads” any.
    """
    asked = _core_name(words)
    if asked != _core_name(service.name):
        return False
    says_kind = asked != " ".join(words.casefold().split())
    wants_probation = "probation" in words.casefold()
    same = [
        each
        for each in services
        if _core_name(each.name) == asked
        and not (says_kind and wants_probation != (each.kind_id == PROBATION))
    ]
    return same == [service]


def _core_name(name: str) -> str:
    text = f" {' '.join(name.casefold().replace('’', chr(39)).split())} "
    for kind in SERVICE_KIND_WORDS:
        text = text.replace(f" {kind} ", " ")
    return " ".join(text.split())


def _text_changes(response: Response, organisation: Organisation | None) -> list[Change]:
    found = []
    name = directory_mapping.name_of(response.answers)
    if organisation is None:
        found.append(Change("Name", "", name, NEW))
    others = directory_mapping.names_of(response.answers)
    known = _names(organisation) if organisation is not None else {name}
    fresh = [other for other in others if other not in known]
    too_long = [other for other in fresh if len(other) > NAME_LENGTH]
    fresh = [other for other in fresh if other not in too_long]
    found += [Change("Other names", "", other, TOO_LONG) for other in too_long]
    allowed = consent.consented(response.answers)
    is_entry_allowed = FactKind.ENTRY in allowed
    if fresh:
        effect = ADDED if is_entry_allowed else NOT_ALLOWED
        held = ", ".join(sorted(known))
        found.append(Change("Other names", held, ", ".join(fresh), effect, "other_names"))
    postcode = directory_mapping.postcode_of(response.answers)
    if postcode:
        place = next(iter(organisation.places.all()), None) if organisation is not None else None
        effect = UNCHANGED if place else NEW if is_entry_allowed else NOT_ALLOWED
        found.append(Change("Postcode", str(place or ""), postcode, effect, "postcode"))
    for field, text in directory_mapping.texts_of(response.questionnaire, response.answers).items():
        holds = str(getattr(organisation, field, "") or "")
        added = NEW if text_kind(field) in allowed else f"{NEW}{FOR_FIGURES}"
        effect = added if not holds else SAME if holds == text else UNCHANGED
        found.append(Change(_label(field), holds, text, effect, field))
    return found


def _identifier_changes(response: Response, organisation: Organisation | None) -> list[Change]:
    found = []
    held = (
        {row.scheme: row.value for row in organisation.identifiers.all()} if organisation is not None else {}
    )
    for scheme, typed in directory_mapping.identifiers_of(response.questionnaire, response.answers).items():
        label = str(IdentifierScheme(scheme).label)
        try:
            value = identifiers.normalise(scheme, typed)
        except ValueError as error:
            found.append(Change(label, held.get(scheme, ""), typed, f"{LEFT_OUT}: {error}"))
            continue
        if scheme in held:
            found.append(Change(label, held[scheme], value, SAME if held[scheme] == value else UNCHANGED))
            continue
        other = Identifier.objects.filter(scheme=scheme, value=value, is_parents=False).first()
        effect = f"{LEFT_OUT}: it is the number of {other.organisation}" if other else NEW
        if FactKind.ENTRY not in consent.consented(response.answers):
            effect = NOT_ALLOWED
        found.append(Change(label, "", value, effect, str(scheme)))
    return found


def _term_changes(response: Response, organisation: Organisation | None) -> list[Change]:
    held: dict[str, set[str]] = {}
    for row in organisation.terms.all() if organisation is not None else ():
        held.setdefault(row.vocabulary, set()).add(row.term)
    found = []
    allowed = consent.consented(response.answers)
    for vocabulary, words in directory_mapping.terms_of(response.questionnaire, response.answers).items():
        before = held.get(vocabulary, set())
        effect = SAME if set(words) <= before else ADDED if before else NEW
        if effect != SAME and term_kind(vocabulary) not in allowed:
            effect += FOR_FIGURES
        said, holds = (
            ", ".join(label_of(vocabulary, word) for word in sorted(each)) for each in (words, before)
        )
        found.append(Change(str(Vocabulary(vocabulary).label), holds, said, effect, vocabulary))
    return found


def _fact_changes(response: Response, organisation: Organisation | None) -> list[Change]:
    """Return the evidence to add. Existing evidence stays; the rank of the sources decides which counts."""
    held: dict[str, list[str]] = {}
    if organisation is not None:
        for row in organisation.evidence.filter(is_withdrawn=False):
            held.setdefault(row.fact, []).append(f"{row.display_value} ({SourceKind(row.source_kind).label})")
    return [
        Change(
            f"Evidence: {fact_values.label(fact)}",
            "\n".join(held.get(fact, [])),
            fact_values.display_value(fact, value),
            ADDED if fact in held else NEW,
            f"{EVIDENCE}{fact}",
        )
        for fact, value in directory_mapping.facts_of(response.questionnaire, response.answers).items()
    ]


def _names(organisation: Organisation) -> set[str]:
    return {organisation.name, *(other.name for other in organisation.other_names.all())}


def _label(field: str) -> str:
    words = str(getattr(Organisation._meta.get_field(field), "verbose_name", field))
    return f"{words[:1].upper()}{words[1:]}"
