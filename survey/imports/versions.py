"""The versions of a questionnaire that the rows of one export were answered with. No database access."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property

from survey.imports.headings import Vocabulary
from survey.questionnaire import Questionnaire

OF_KOBO = re.compile(r"v[A-Za-z0-9]{2,30}")
"""The id that KoboToolbox gives each version of a form, whatever its author calls it."""
NOT_PUBLISHED = (
    "It was answered with version {wanted} of the form, which is not published here. It is read with version "
    "{read}."
)


class Versions:
    """The published versions of a questionnaire, one of which was chosen for the file.

    `left_out` are, by version, by name the reasons why rows of the form are no questions here.
    """

    def __init__(
        self,
        chosen: Questionnaire,
        others: Sequence[Questionnaire] = (),
        left_out: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.chosen = chosen
        self._by_version = {each.version: each for each in (*others, chosen)}
        self._left_out = left_out or {}
        self._vocabularies: dict[str, Vocabulary] = {}

    def vocabulary(self, version: str = "") -> Vocabulary:
        """Return the names and labels of a version; of the chosen one for an empty text."""
        version = version or self.chosen.version
        if version not in self._vocabularies:
            self._vocabularies[version] = Vocabulary(
                self._by_version[version], self._left_out.get(version, {})
            )
        return self._vocabularies[version]

    def read_with(self, wanted: Sequence[str]) -> tuple[str, str]:
        """Return the version with which to read a row that names these, and a sentence if it is none of them.

        It is the newest that is not newer than what the row names, or else the oldest. A row that names none, or only
        an id of KoboToolbox, is read with the chosen version.
        """
        for each in wanted:
            if each in self._by_version:
                return each, ""
        named = next((each for each in wanted if each and not OF_KOBO.fullmatch(each)), "")
        if not named:
            return self.chosen.version, ""
        place = bisect_right(self.ordered, _order(named), key=_order)
        nearest = self.ordered[max(place - 1, 0)]
        return nearest, NOT_PUBLISHED.format(wanted=named[:40], read=nearest)

    @cached_property
    def ordered(self) -> list[str]:
        """The versions, the oldest first, with figures compared as figures."""
        return sorted(self._by_version, key=_order)


def _order(version: str) -> list[tuple[int, int, str]]:
    """Return the parts of a version so that figures are compared as figures: 2 is before 10."""
    parts = re.findall(r"\d+|[^\d\W]+", version)
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts]
