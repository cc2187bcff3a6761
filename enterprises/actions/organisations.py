"""Creates and changes organisations: their texts, names, terms, numbers and places."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from string import ascii_lowercase, digits
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from accounts import changes
from accounts.audit import record
from enterprises import cache_version, consent, geocoding, name_index
from enterprises.actions.assessments import assess
from enterprises.actions.listing import set_published
from enterprises.models import Identifier, Organisation, OrganisationTerm, OtherName
from enterprises.pii_scan import in_words, kinds_in, may_be_published
from enterprises.vocabulary import INVENTED_MARK, ListingConsent

if TYPE_CHECKING:
    from accounts.models import User

TEXT_FIELDS = (
    "registered_name",
    "description",
    "legal_form",
    "contact_role",
    "telephone",
    "email",
    "address",
    "website",
    "contact_source",
    "founded",
    "status",
    "works_with",
    "services_named",
    "source",
    "note",
)
"""The texts of an organisation beside its name."""

MAX_NAME = 200
MAY_NOT_BE_LISTED = {
    True: "It answered that it may not be listed. Add evidence from a register or a published page first.",
    False: "Only an answer that may not be shown names it. Add evidence from a register or a published page first.",
}
"""The reason for refusing to publish, by whether the organisation itself answered no."""

ABOUT_FIELDS = (*TEXT_FIELDS, "ended_in", "contact_checked_on")
"""What an organisation has beside its name: its texts, the year in which it ended, the day of its contact."""

PUBLISHED_TEXTS = (
    "name", "registered_name", "description", "contact_role", "address", "contact_source", "status", "works_with",
    "services_named", "source",
)  # fmt: skip

Terms = Mapping[str, Iterable[str]]


@transaction.atomic
@changes.told_once()
def create_organisation(
    *,
    name: str,
    by: User | None,
    other_names: Iterable[str] = (),
    terms: Terms | None = None,
    terms_source: str = "",
    identifiers: Iterable[tuple[str, str]] = (),
    place: str = "",
    postcode: str = "",
    is_published: bool = False,
    is_invented: bool = False,
    is_from_answer: bool = False,
    **about: Any,
) -> Organisation:
    """Create an organisation and assess it, usually as undetermined.

    `about` holds values of ABOUT_FIELDS; `terms` maps vocabulary → terms; `identifiers` are (scheme, number).
    `postcode` may be an outward code. The name of an invented organisation gets the mark that says so.
    `is_from_answer` says that only an answer to the study names it.

    :raises ValidationError: for malformed values.
    """
    _check_texts(about)
    organisation = Organisation(
        name=_with_mark(" ".join(name.split())) if is_invented else " ".join(name.split()),
        is_published=is_published,
        is_invented=is_invented,
        is_from_answer=is_from_answer,
        **about,
    )
    organisation.slug = free_slug(organisation.name)
    organisation.stamp(by=by)
    _save(organisation, by=by)
    set_other_names(organisation, other_names)
    set_terms(organisation, terms or {}, source=terms_source)
    for scheme, value in identifiers:
        _save_identifier(Identifier(organisation=organisation, scheme=scheme, value=value))
    if place or postcode:
        geocoding.place(organisation, label=place, postcode=postcode)
    refresh_derived(organisation=organisation, by=by)
    record(by=by, verb="organisation.created", subject=organisation)
    cache_version.bump(organisation.slug)
    return organisation


@transaction.atomic
@changes.told_once()
def update_organisation(
    *,
    organisation: Organisation,
    by: User | None,
    other_names: Iterable[str] | None = None,
    terms: Terms | None = None,
    terms_source: str = "",
    place: str | None = None,
    postcode: str | None = None,
    confidential: Collection[str] = (),
    **changes: Any,
) -> Organisation:
    """Change an organisation. What is not given stays; `terms` replaces the vocabularies that it names.

    `confidential` names the texts and vocabularies that come from an answer and may not be shown; others are public
    from now on. The slug never changes, so that addresses keep working. Nothing is written if all values are stored
    already.
    """
    _check_texts({field: text for field, text in changes.items() if field != "name"})
    if organisation.is_invented and "name" in changes:
        changes["name"] = _with_mark(changes["name"])
    # A form may have changed the instance already, so the values are compared with the stored row.
    stored = Organisation.objects.get(pk=organisation.pk)
    changed = sorted(field for field, text in changes.items() if getattr(stored, field) != text)
    for field, text in changes.items():
        setattr(organisation, field, text)
    is_changed = [
        bool(changed),
        other_names is not None and set_other_names(organisation, other_names),
        terms is not None
        and set_terms(organisation, terms, source=terms_source, confidential=frozenset(confidential)),
        (place is not None or postcode is not None) and _set_place(organisation, place, postcode),
    ]
    if not any(is_changed):
        return organisation
    hidden = (set(organisation.unpublished_texts) - set(changed)) | (set(changed) & set(confidential))
    organisation.unpublished_texts = sorted(hidden)
    organisation.stamp(by=by)
    _save(organisation, by=by, in_history=bool(changed))
    refresh_derived(organisation=organisation, by=by)
    record(by=by, verb="organisation.changed", subject=organisation, detail={"fields": changed})
    cache_version.bump(organisation.slug)
    return organisation


@transaction.atomic
def add_identifier(
    *,
    organisation: Organisation,
    scheme: str,
    value: str,
    by: User | None,
    is_parents: bool = False,
    is_from_answer: bool = False,
    source: str = "",
) -> Identifier:
    """Add the organisation's number in a register, or its parent body's.

    :raises ValidationError: for a malformed number and for one of another organisation.
    """
    identifier = Identifier(
        organisation=organisation,
        scheme=scheme,
        value=value,
        is_parents=is_parents,
        is_from_answer=is_from_answer,
        source=source,
    )
    _save_identifier(identifier)
    record(by=by, verb="organisation.identified", subject=organisation, detail={"number": str(identifier)})
    cache_version.bump(organisation.slug)
    return identifier


@transaction.atomic
def publish(*, organisation: Organisation, by: User | None) -> Organisation:
    """Show the organisation to everybody.

    :raises ValidationError: for a merged entry, for personal information, and for one that may not be named.
    """
    if organisation.merged_into_id:
        raise ValidationError("This entry was merged into another: publish that one.")
    _refuse_pii(organisation)
    if not consent.may_be_listed(organisation):
        raise ValidationError(MAY_NOT_BE_LISTED[organisation.listing_consent == ListingConsent.NO])
    return set_published(organisation, True, by)


@transaction.atomic
def unpublish(*, organisation: Organisation, by: User | None) -> Organisation:
    """Hide the organisation from the atlas, the public pages and the API; nothing is deleted."""
    return set_published(organisation, False, by)


def _refuse_pii(organisation: Organisation) -> None:
    if problems := pii_problems(organisation):
        raise ValidationError(f"{problems[0]} Remove it first.")


def pii_problems(organisation: Organisation) -> list[str]:
    """Return a sentence for each text of the organisation that contains personal information."""
    texts = [(field.replace("_", " "), getattr(organisation, field)) for field in PUBLISHED_TEXTS]
    return [
        f"“{label}” seems to hold {in_words(kinds_in(text))}."
        for label, text in texts
        if not may_be_published(text, is_own_entry=True)
    ]


def _with_mark(name: str) -> str:
    """Return the name of an invented organisation with the mark that tells it from a real one."""
    if name.endswith(INVENTED_MARK):
        return name
    return f"{name[: MAX_NAME - len(INVENTED_MARK) - 1]} {INVENTED_MARK}".strip()


def refresh_derived(*, organisation: Organisation, by: User | None) -> None:
    """Update what is derived from an organisation after a change: name keys and assessments."""
    name_index.refresh([organisation.pk])
    assess(organisation=organisation, by=by)


def free_slug(name: str) -> str:
    """Return a slug for the name that no organisation has: `clink`, or `clink-x7k2m9qd` where `clink` is taken.

    A number at the end would reveal how many entries have this name, even unpublished ones, and in which order they
    were entered.
    """
    base = slugify(name)[:200] or "organisation"
    slug = base
    while Organisation.objects.filter(slug=slug).exists():
        slug = f"{base}-{get_random_string(8, ascii_lowercase + digits)}"
    return slug


def set_other_names(organisation: Organisation, names: Iterable[str]) -> bool:
    """Give the organisation exactly these other names, except its own name. Return True if any changed."""
    wanted = {" ".join(name.split()) for name in names} - {"", organisation.name}
    stored = {other.name: other.pk for other in organisation.other_names.all()}
    OtherName.objects.filter(pk__in=[pk for name, pk in stored.items() if name not in wanted]).delete()
    for name in sorted(wanted - stored.keys()):
        other = OtherName(organisation=organisation, name=name)
        other.clean_fields()
        other.save()
    return wanted != stored.keys()


def set_terms(
    organisation: Organisation,
    terms: Terms,
    *,
    source: str = "",
    confidential: frozenset[str] = frozenset(),
) -> bool:
    """Give the organisation exactly these terms in the given vocabularies. Return True if any changed.

    New terms of a `confidential` vocabulary count in figures and are not shown.
    """
    is_changed = False
    for vocabulary, words in terms.items():
        wanted = set(words)
        stored = {row.term: row.pk for row in organisation.terms.filter(vocabulary=vocabulary)}
        is_changed = is_changed or wanted != stored.keys()
        OrganisationTerm.objects.filter(
            pk__in=[pk for term, pk in stored.items() if term not in wanted]
        ).delete()
        for term in sorted(wanted - stored.keys()):
            row = OrganisationTerm(
                organisation=organisation,
                vocabulary=vocabulary,
                term=term,
                source=source,
                is_public=vocabulary not in confidential,
            )
            row.clean_fields()
            row.clean()
            row.save()
    return is_changed


def _set_place(organisation: Organisation, label: str | None, postcode: str | None) -> bool:
    main = organisation.places.filter(is_main=True)
    before = main.values().first()
    geocoding.place(organisation, label=label, postcode=postcode)
    return main.values().first() != before


def _save_identifier(identifier: Identifier) -> None:
    identifier.full_clean()
    identifier.save()


def _check_texts(about: Mapping[str, Any]) -> None:
    if unknown := sorted(about.keys() - set(ABOUT_FIELDS)):
        raise TypeError(f"An organisation has no field {unknown[0]!r}: use one of {', '.join(ABOUT_FIELDS)}.")


def _save(organisation: Organisation, *, by: User | None, in_history: bool = True) -> None:
    organisation.clean_fields(exclude=["merged_into"])
    organisation.clean_contact()
    organisation._history_user = by
    if in_history:
        organisation.save()
    else:
        organisation.save_without_historical_record()
