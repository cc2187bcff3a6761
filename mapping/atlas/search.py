"""What is written in the box of the map, read into its filters; and names that are like a text, to suggest."""

from django.http import QueryDict

from enterprises.matching import candidates
from enterprises.models import Organisation
from search.map_query import is_on_the_map, map_query
from search.results import Results

SINGLE = ("q", "near", "within", "list")
"""Parameters with one value: what is written replaces it."""
MAX_SIMILAR = 5
MIN_LIKENESS = 55
"""The likeness, of 100, from which an organisation's name is suggested."""


def similar_names(text: str) -> list[tuple[str, str]]:
    """Return name and address of published organisations with names similar to the text, best first. Four queries."""
    found = candidates(text, MAX_SIMILAR, published_only=True)
    likely = {one.organisation_id: one for one in found if one.score >= MIN_LIKENESS}
    rows = {row.pk: row for row in Organisation.objects.published().filter(pk__in=likely)}
    return [(rows[pk].name, rows[pk].get_absolute_url()) for pk in likely if pk in rows]


def query_found(params: QueryDict) -> QueryDict:
    """Return the query of the map with what `find` is read as, beside the filters that are there.

    What the map cannot filter by becomes words to look for.
    """
    query = params.copy()
    results = Results(" ".join(query.pop("find")))
    query.pop("page", None)
    reading = results.reading
    found = map_query(reading)
    words = [found.get("q", ""), *(chip.typed for chip in reading.chips if not is_on_the_map(chip.parameter))]
    if any(words) or not found:
        found["q"] = " ".join(filter(None, words)) or results.text
    for parameter, values in found.lists():
        there = [] if parameter in SINGLE else query.getlist(parameter)
        query.setlist(parameter, list(dict.fromkeys([*there, *values])))
    for parameter in [name for name in query if not any(query.getlist(name))]:
        del query[parameter]
    return query
