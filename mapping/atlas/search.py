"""Names of organisations that are like a text, to suggest where nothing was found."""

from enterprises.matching import candidates
from enterprises.models import Organisation

MAX_SIMILAR = 5
MIN_LIKENESS = 55
"""The likeness, of 100, from which an organisation's name is suggested."""


def similar_names(text: str) -> list[tuple[str, str]]:
    """Return name and address of published organisations with names similar to the text, best first. Four queries."""
    found = candidates(text, MAX_SIMILAR, published_only=True)
    likely = {one.organisation_id: one for one in found if one.score >= MIN_LIKENESS}
    rows = {row.pk: row for row in Organisation.objects.published().filter(pk__in=likely)}
    return [(rows[pk].name, rows[pk].get_absolute_url()) for pk in likely if pk in rows]
