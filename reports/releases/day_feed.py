"""Atom feeds that are dated by days: nothing public is dated finer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

DATES = ("pubdate", "updateddate")


class DayFeed(Atom1Feed):
    """A feed without times of day: each entry is of the beginning of its day. Without entries it is of today."""

    def add_item(self, *args: Any, **item: Any) -> None:
        for name in DATES:
            if item.get(name):
                item[name] = _beginning_of_day(item[name])
        super().add_item(*args, **item)

    def latest_post_date(self) -> dt.datetime:
        return super().latest_post_date() if self.items else _beginning_of_day(timezone.now())


def _beginning_of_day(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
