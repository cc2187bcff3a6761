"""Whether the index of the search has what the data have."""

from __future__ import annotations

from enterprises.models import Organisation
from noms.models import Service
from noms.vocabulary import REFERENCE_FRAME
from search import index
from search.documents import frame, organisations
from search.models import SearchDocument

NEWEST = 50
REMEDY = "Run “manage.py rebuild_search”."


def missing() -> str:
    """Return a sentence if the index has not as many documents as there are entries; empty if it has. Four queries."""
    entries = {
        organisations.KIND: Organisation.objects.active(),
        frame.SERVICE: Service.objects.in_frame(REFERENCE_FRAME),
    }
    for kind, rows in entries.items():
        number, indexed = rows.count(), SearchDocument.objects.filter(kind=kind).count()
        if number != indexed:
            return f"The search has {indexed:,} documents of the kind “{kind}”, and there are {number:,}."
    return ""


def outdated() -> str:
    """Return a sentence if the documents of the organisations that changed last are not equal to them; else nothing."""
    newest = Organisation.objects.active().order_by("-updated_at", "-pk").values_list("slug", flat=True)
    slugs = list(newest[:NEWEST])
    different = index.differing(organisations.KIND, slugs)
    if not different:
        return ""
    return f"Of the {len(slugs)} organisations that changed last the search has {len(different)} as they were before."
