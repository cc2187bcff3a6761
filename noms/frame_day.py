"""What a frame has on one day: its services by kind and region, and the kinds that it lacks."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from noms.importing.frame import JUNE_2025, MID_2009
from noms.models import Frame, RegionSystem, Service
from noms.nouns import FrameWords, Noun
from wording import day as in_words

NO_REGION = "No region"
LAST_DAY_OF_TRUSTS, FIRST_DAY_OF_UNITS = dt.date(2014, 5, 31), dt.date(2021, 6, 26)


@dataclass(frozen=True)
class FrameDay:
    """The services of a frame that were open on a day.

    `counts` has the number of services by kind and name of their region, regions in their order. `nouns` are the words
    for the kinds by the forms of that day: probation areas in 2009, probation delivery units today.
    """

    day: dt.date
    words: FrameWords
    nouns: Mapping[str, Noun]
    counts: Mapping[tuple[str, str], int]
    limits: tuple[str, ...] = ()
    """Sentences on what the tables of the frame cannot know of this day."""

    @property
    def total(self) -> int:
        """The number of services open."""
        return sum(self.counts.values())

    @property
    def by_kind(self) -> dict[str, int]:
        """The number of services of every kind of the frame, by key; 0 for a kind that it lacks."""
        return {
            kind: sum(number for (one, _), number in self.counts.items() if one == kind)
            for kind in self.words.kinds
        }

    @property
    def regions(self) -> list[str]:
        """The names of the regions that have a service, in their order."""
        return list(dict.fromkeys(region for _, region in self.counts))

    @property
    def headings(self) -> list[str]:
        """The words for many of every kind of the frame, with a capital letter."""
        return [self.nouns.get(kind, noun).heading for kind, noun in self.words.kinds.items()]

    @property
    def rows(self) -> list[tuple[str, list[int]]]:
        """Each region with its number of services of every kind of the frame."""
        return [(region, self.in_region(region)) for region in self.regions]

    def in_region(self, region: str) -> list[int]:
        """Return the number of services of each kind of the frame in a region."""
        return [self.counts.get((kind, region), 0) for kind in self.words.kinds]

    @property
    def warnings(self) -> list[str]:
        """A sentence for each kind of the frame of which no service was open, in their order, and then the limits."""
        missing = [
            f"No {self.words.kinds[kind].singular} of this frame is known to have been open on {in_words(self.day)}."
            for kind, number in self.by_kind.items()
            if not number
        ]
        return [*missing, *self.limits]


def frame_day(frame: Frame, day: dt.date) -> FrameDay:
    """Return what a frame has on a day, by the regions that were in force then. Three queries."""
    system = RegionSystem.objects.in_force_on(day, frame).first()
    rows = (
        Service.objects.in_frame(frame)
        .open_on(day)
        .order_by("region__position", "region_2021__position", "kind__position", "kind")
        .values_list(
            "kind", "form", "region__system", "region__name", "region_2021__system", "region_2021__name"
        )
        .annotate(number=Count("pk"))
    )
    counts: Counter[tuple[str, str]] = Counter()
    forms: set[tuple[str, str]] = set()
    for kind, form, first_system, first, second_system, second, number in rows:
        regions = {first_system: first, second_system: second}
        counts[kind, regions.get(system.pk if system else None) or NO_REGION] += number
        forms.add((kind, form))
    words = frame.words()
    limits = reference_limits(day) if frame.is_reference else ()
    return FrameDay(day, words, words.nouns(forms), counts, limits)


def reference_limits(day: dt.date) -> tuple[str, ...]:
    """Return what the tables of England and Wales cannot know of a day, as sentences."""
    if day < MID_2009:
        return (
            f"The prisons of this frame are those of {in_words(MID_2009)} and later: none that closed before.",
        )
    if LAST_DAY_OF_TRUSTS < day < FIRST_DAY_OF_UNITS:
        return (
            f"The probation trusts stopped work on {in_words(LAST_DAY_OF_TRUSTS)} and the delivery units began on "
            f"{in_words(FIRST_DAY_OF_UNITS)}: the probation companies between are not recorded.",
        )
    if day > JUNE_2025:
        return ("The newest lists are of June 2025: what opened or closed since is not known.",)
    return ()
