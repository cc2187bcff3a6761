"""What the possible outcomes of a definition tell of each of its criteria.

Whoever reads the outcome of an organisation can work these results out. So a page may show them, with no answer behind
them, even if the answers were given in confidence.
"""

from collections.abc import Collection

from .compiled import MET, NOT_MET, UNKNOWN
from .criteria import Definition

NOT_ASKED = "not_asked"
"""An earlier criterion decides."""
NOT_TOLD = "not_told"
"""Several criteria have the same outcome, so that the outcome does not tell which of them decides."""


def implied_results(definition: Definition, possible: Collection[str]) -> tuple[str, ...]:
    """Return for each criterion, in order, the result that follows from the possible outcomes alone.

    Each is `met`, `not_met`, `unknown`, `not_asked` or `not_told`.
    Example: with the outcome `trading_voluntary_organisation` of the inclusive definition, all criteria but the last
    are met and the last is not.
    """
    places = [_places(definition, outcome) for outcome in possible]
    return tuple(_result(index, places) for index in range(len(definition.criteria)))


def _places(definition: Definition, outcome: str) -> tuple[int, ...]:
    """Return the numbers of the criteria that give this outcome; one beyond the last if all criteria are met."""
    found = [
        index
        for index, criterion in enumerate(definition.criteria)
        if any(branch.outcome == outcome for branch in criterion.otherwise)
    ]
    return (*found, len(definition.criteria)) if outcome == definition.met else tuple(found)


def _result(index: int, places: list[tuple[int, ...]]) -> str:
    ends_here = [place for place in places if index in place]
    may_go_on = any(max(place) > index for place in places)
    goes_on = any(min(place) > index for place in places)
    if not ends_here:
        return MET if goes_on else NOT_TOLD if may_go_on else NOT_ASKED
    if any(len(place) == 1 for place in ends_here):
        return UNKNOWN if goes_on else NOT_TOLD if may_go_on else NOT_MET
    return NOT_TOLD
