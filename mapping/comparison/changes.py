"""What changed in a place between the day of a study and today: services opened and closed, and where one is known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from noms.models import Service
from wording import counted, day


@dataclass(frozen=True)
class Changes:
    """The services open on two days, and those known to work with a social enterprise then and now.

    A study asked the services of its own day only. So the fair comparison is of the services open on both days.
    """

    then_on: dt.date
    now_on: dt.date
    then: tuple[Service, ...]
    now: tuple[Service, ...]
    known_then: frozenset[int]
    known_now: frozenset[int]

    @property
    def opened(self) -> list[Service]:
        """The services of now that were not open then."""
        return [service for service in self.now if service not in self.then]

    @property
    def closed(self) -> list[Service]:
        """The services of then that are not open now."""
        return [service for service in self.then if service not in self.now]

    @property
    def both(self) -> list[Service]:
        return [service for service in self.then if service in self.now]

    @property
    def title(self) -> str:
        return f"From {day(self.then_on)} to today"

    @property
    def finding(self) -> str:
        """The change in one sentence on the services open on both days."""
        both = self.both
        start = f"{len(self.opened):,} opened, {len(self.closed):,} closed."
        if not both:
            return f"{start} No service is open that was open then."
        then, now = _number(both, self.known_then), _number(both, self.known_now)
        of = counted(len(both), "service", "services")
        return (
            f"{start} Of the {of} open on both days {then:,} {'was' if then == 1 else 'were'} known to work with a "
            f"social enterprise then, and {now:,} {'is' if now == 1 else 'are'} now."
        )

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """What is counted, then and now: services open, those known, and those known of the ones open on both days."""
        both = self.both
        return [
            ("Services open", f"{len(self.then):,}", f"{len(self.now):,}"),
            (
                "Known to work with a social enterprise",
                f"{_number(self.then, self.known_then):,} of {len(self.then):,}",
                f"{_number(self.now, self.known_now):,} of {len(self.now):,}",
            ),
            (
                "Of the services open on both days",
                f"{_number(both, self.known_then):,} of {len(both):,}",
                f"{_number(both, self.known_now):,} of {len(both):,}",
            ),
        ]

    @property
    def heads(self) -> tuple[str, str]:
        return day(self.then_on), day(self.now_on)


def _number(services: Sequence[Service], known: Collection[int]) -> int:
    return sum(service.pk in known for service in services)
