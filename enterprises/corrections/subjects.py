"""What a correction is about: an organisation, a service, an area or a region, named in the address of the form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db.models import QuerySet

from enterprises.models import Organisation
from enterprises.vocabulary import CorrectionSubject
from noms.models import ProbationArea, Region, Service

LONGEST = 400


@dataclass(frozen=True)
class Subject:
    """The entry that a correction is about: its kind, slug and name, the path of its page, and its website."""

    kind: str
    slug: str
    name: str
    path: str
    website: str

    @property
    def key(self) -> str:
        """How addresses name it: `organisation:the-clink-charity`."""
        return f"{self.kind}:{self.slug}"

    @property
    def is_organisation(self) -> bool:
        return self.kind == CorrectionSubject.ORGANISATION


def find_subject(key: str) -> Subject | None:
    """Return what a key such as `service:hmp-leeds` names, if everybody may see it. One query at most."""
    kind, _, slug = key[:LONGEST].replace("\0", "").partition(":")
    rows = _rows().get(kind)
    row: Any = rows.filter(slug=slug).first() if rows is not None else None
    if row is None:
        return None
    website = getattr(row, "public_website", "")
    return Subject(kind, row.slug, row.name, row.get_absolute_url(), website)


def _rows() -> dict[str, QuerySet[Any]]:
    """Return the rows that everybody may see, by the kind of subject."""
    return {
        CorrectionSubject.ORGANISATION: Organisation.objects.published(),
        CorrectionSubject.SERVICE: Service.objects.all(),
        CorrectionSubject.AREA: ProbationArea.objects.all(),
        CorrectionSubject.REGION: Region.objects.all(),
    }


def is_address_of(email: str, website: str) -> bool:
    """Return True if an e-mail address is at the domain of a website.

    >>> is_address_of("office@bakery.example", "https://www.bakery.example/about")
    True
    >>> is_address_of("office@bakery.example.org", "https://bakery.example")
    False
    """
    host = (urlsplit(website).hostname or "").removeprefix("www.")
    domain = email.rpartition("@")[2].lower()
    return bool(host) and (domain == host or domain.endswith(f".{host}"))
