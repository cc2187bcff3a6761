"""What an address asks of a comparison: the measure, the places to compare with and the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict

from enterprises.vocabulary import Activity
from mapping.atlas import measures
from mapping.comparison.rows import DEFAULT_SORT, SORTS

ENGAGED, INTERVIEWED, ORGANISATIONS, PER_SERVICE, GAP = (
    "engaged",
    "interviewed",
    "organisations",
    "per_service",
    "gap",
)
MEASURES: Final = {
    key: measures.MEASURES[key] for key in (ENGAGED, INTERVIEWED, ORGANISATIONS, PER_SERVICE, GAP)
}
SHARES: Final = (ENGAGED, INTERVIEWED)
AXES: Final = {
    ENGAGED: "% of its services known to work with a social enterprise",
    INTERVIEWED: "% of its services interviewed",
    ORGANISATIONS: "organisations",
    PER_SERVICE: "organisations for each service",
    GAP: f"activities, of {len(Activity)}",
}
HEADS: Final = {
    ENGAGED: ("Known", "Services", "%"),
    INTERVIEWED: ("Interviewed", "Services", "%"),
    ORGANISATIONS: ("Organisations",),
    PER_SERVICE: ("Organisations", "Services", "For each service"),
    GAP: ("Activities with nobody known",),
}
MOST_WITH: Final = 8
MOST_READ: Final = 60


@dataclass(frozen=True)
class Choice:
    """What a reader asks of a comparison, and what was left out of it as sentences."""

    measure: str = ENGAGED
    others: tuple[str, ...] = ()
    sort: str = DEFAULT_SORT
    is_sorted: bool = False
    notices: tuple[str, ...] = ()
    params: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, params: QueryDict, slugs: Sequence[str]) -> Choice:
        """Return the choice of an address; `slugs` are those of the places that can be compared."""
        notices = []
        measure, sort = params.get("measure", ""), params.get("sort", "")
        if measure and measure not in MEASURES:
            notices.append(
                f"“{measure[:40]}” is not one of the choices for “measure”, so it was left out. "
                f"These are: {', '.join(MEASURES)}."
            )
        if sort and sort not in SORTS:
            notices.append(
                f"“{sort[:40]}” is not one of the orders, so it was left out. These are: {', '.join(SORTS)}."
            )
        given = [slug.strip() for text in params.getlist("with")[:MOST_READ] for slug in text.split(",")]
        others = list(dict.fromkeys(slug for slug in given if slug in slugs))
        unknown = next((slug for slug in given if slug and slug not in slugs), "")
        if unknown:
            notices.append(
                f"There is no place “{unknown[:40]}” to compare with. Write the last part of its page’s address."
            )
        if len(others) > MOST_WITH:
            notices.append(
                f"At most {MOST_WITH} places are compared, so only the first {MOST_WITH} are shown."
            )
        found = cls(
            measure=measure if measure in MEASURES else ENGAGED,
            others=tuple(others[:MOST_WITH]),
            sort=sort if sort in SORTS else DEFAULT_SORT,
            is_sorted=sort in SORTS,
            notices=tuple(notices),
        )
        kept = {
            "measure": found.measure if found.measure != ENGAGED else "",
            "with": ",".join(found.others),
            "study": params.get("study", ""),
            "on": params.get("on", ""),
        }
        return replace(found, params=tuple((key, value) for key, value in kept.items() if value))

    def query(self, **changes: str) -> str:
        """Return the query string of this address with some parameters changed; an empty value removes one."""
        kept = {**dict(self.params), **changes}
        return "?" + urlencode({key: value for key, value in kept.items() if value}, safe=",")
