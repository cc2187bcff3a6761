"""Catalogue entries of releases in DCAT, the vocabulary in which portals of open data describe what they list.

Sources: W3C, Data Catalog Vocabulary (DCAT); SEMIC, DCAT Application Profile, whose mandatory properties all are here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from reports.formats.files import FORMATS
from reports.models import Release, ReleaseDocument
from survey.models import Study

Entry = dict[str, Any]

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes of the terms. They stand in each document, so that a reader needs no other address."""
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
ENGLISH = "http://id.loc.gov/vocabulary/iso639-1/en"
KEYWORDS = ("social enterprise", "prisons", "probation", "offender services", "survey")
TITLE = "Releases of mapping studies"
DESCRIPTION = (
    "Figures on the work of social enterprises with prisons and probation services, as they were released."
)


@dataclass(frozen=True)
class Listing:
    """A public release with what its entry needs: the place it covers, its reports and documents, its neighbours.

    `reports` are pairs of name and title, none if it is withdrawn. `newer` is the number of the next release, if any.
    """

    release: Release
    place: str
    reports: Sequence[tuple[str, str]] = ()
    documents: Sequence[ReleaseDocument] = ()
    newer: int | None = None


def catalogue(listings: Iterable[Listing], site: str) -> Entry:
    """Return the catalogue of these releases as JSON-LD; `site` is the address of Gatehouse without a last slash."""
    return {
        "@context": CONTEXT,
        "@id": f"{site}{reverse('catalogue')}",
        "@type": "dcat:Catalog",
        "dcterms:title": TITLE,
        "dcterms:description": DESCRIPTION,
        "dcterms:publisher": _publisher(site),
        "dcterms:language": {"@id": ENGLISH},
        "dcterms:license": {"@id": settings.PUBLICATION_LICENCE},
        "foaf:homepage": {"@id": f"{site}/"},
        "dcat:dataset": [_dataset(listing, site) for listing in listings],
    }


def dataset(listing: Listing, site: str) -> Entry:
    """Return the entry of one release as a JSON-LD document of its own."""
    return {"@context": CONTEXT, **_dataset(listing, site)}


def _dataset(listing: Listing, site: str) -> Entry:
    release, study = listing.release, listing.release.study
    assert release.released_at is not None
    entry: Entry = {
        "@id": f"{site}{release.get_absolute_url()}",
        "@type": "dcat:Dataset",
        "dcterms:identifier": f"{site}{release.get_absolute_url()}",
        "dcterms:title": f"{study.title}: release {release.number}",
        "dcterms:description": _description(release),
        "dcterms:publisher": _publisher(site),
        "dcterms:issued": _date(timezone.localdate(release.released_at)),
        "dcterms:language": {"@id": ENGLISH},
        "dcterms:license": {"@id": settings.PUBLICATION_LICENCE},
        "dcterms:spatial": {"@type": "dcterms:Location", "skos:prefLabel": listing.place},
        "dcterms:temporal": _fieldwork(study),
        "dcterms:isVersionOf": {"@id": f"{site}{study.get_absolute_url()}"},
        "dcat:landingPage": {"@id": f"{site}{release.get_absolute_url()}"},
        "dcat:keyword": list(KEYWORDS),
        "owl:versionInfo": str(release.number),
        "dcat:distribution": list(_distributions(listing, site)),
    }
    if release.revision_note:
        entry["skos:changeNote"] = release.revision_note
    if release.number > 1:
        entry["dcterms:replaces"] = {"@id": f"{site}{_address(study, release.number - 1)}"}
    if listing.newer:
        entry["dcterms:isReplacedBy"] = {"@id": f"{site}{_address(study, listing.newer)}"}
    if release.is_withdrawn:
        entry["owl:deprecated"] = {"@type": "xsd:boolean", "@value": "true"}
    return entry


def _description(release: Release) -> str:
    if release.is_withdrawn:
        return f"Withdrawn: {release.withdrawn_note}"
    kind = (
        "Generated figures of a demonstration, for no use but to try. "
        if release.study.is_demonstration
        else ""
    )
    return f"{kind}{release.title}. The tables of the study as they were released; they never change."


def _distributions(listing: Listing, site: str) -> Iterable[Entry]:
    release = listing.release
    if release.is_withdrawn:
        return
    page = {"@id": f"{site}{release.get_absolute_url()}"}
    place = [release.study.slug, release.number]
    api = {"@id": f"{site}{reverse('api-release-detail', args=place)}"}
    yield _distribution("All tables through the API", "application/json", page=api)
    for document in listing.documents:
        address = f"{site}{reverse('release-document', args=[*place, document.kind])}"
        yield _distribution(
            f"The study report, {document.kind}",
            document.media_type,
            page=page,
            file=address,
            size=document.size,
        )
    for name, title in listing.reports:
        page = {"@id": f"{site}{reverse('release-report', args=[*place, name])}"}
        for format in FORMATS.values():
            address = f"{site}{reverse('release-report-file', args=[*place, name, format.name])}"
            yield _distribution(f"{title}, {format.title}", format.media_type, page=page, file=address)


def _distribution(
    title: str, media_type: str, *, page: Entry, file: str = "", size: int | None = None
) -> Entry:
    entry: Entry = {
        "@type": "dcat:Distribution",
        "dcterms:title": title,
        "dcterms:license": {"@id": settings.PUBLICATION_LICENCE},
        "dcat:mediaType": {"@id": f"{MEDIA_TYPES}{media_type.split(';')[0]}"},
        "dcat:accessURL": page,
    }
    if file:
        entry["dcat:downloadURL"] = {"@id": file}
    if size is not None:
        entry["dcat:byteSize"] = {"@type": "xsd:nonNegativeInteger", "@value": str(size)}
    return entry


def _publisher(site: str) -> Entry:
    return {"@id": f"{site}/#publisher", "@type": "foaf:Agent", "foaf:name": settings.PUBLISHER}


def _fieldwork(study: Study) -> Entry:
    """Return the days of the study's fieldwork; without the last while it goes on."""
    period: Entry = {"@type": "dcterms:PeriodOfTime", "dcat:startDate": _date(study.opened_on)}
    if study.closed_on:
        period["dcat:endDate"] = _date(study.closed_on)
    return period


def _date(day: Any) -> Entry:
    return {"@type": "xsd:date", "@value": day.isoformat()}


def _address(study: Study, number: int) -> str:
    return reverse("release-detail", args=[study.slug, number])
