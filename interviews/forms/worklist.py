"""The filter of the work list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet

from accounts.models import User
from interviews import case_search
from interviews.forms.fields import region_field
from interviews.letters.selection import written_to
from interviews.vocabulary import Disposition
from interviews.worklist import WorklistStatus, midnight, of_person
from noms.models import ServiceKind
from survey.models import Study
from survey.vocabulary import StrandKind

MINE, ASSIGNED, NOBODY, EVERYBODY = "mine", "me", "nobody", "all"
WHOSE = (
    (MINE, "Mine"),
    (ASSIGNED, "Assigned to me"),
    (NOBODY, "Nobody’s yet"),
    (EVERYBODY, "Everybody’s"),
)
"""Whose cases are listed. Without a choice a researcher sees their own, and the study lead everybody's."""

NEWEST, OLDEST, NAME = "newest", "oldest", "name"
SORTED = (
    ("", "The order to ring in"),
    (NEWEST, "Last call, newest first"),
    (OLDEST, "Last call, oldest first"),
    (NAME, "Name"),
)
WRITTEN = (("", "All"), ("yes", "Written to"), ("no", "Not written to"))
DAY_INPUT = {"type": "date", "class": "govuk-input--width-10"}


def day_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs=DAY_INPUT, format="%Y-%m-%d"),
        error_messages={"invalid": "Enter a day, such as 15/07/2009"},
    )


def last_days(today: dt.date) -> list[tuple[str, dt.date, dt.date]]:
    """Return the periods that are one press away: their name, first and last day. Weeks begin on Monday."""
    monday = today - dt.timedelta(days=today.weekday())
    week = dt.timedelta(days=7)
    return [
        ("Today", today, today),
        ("This week", monday, monday + week - dt.timedelta(days=1)),
        ("Last week", monday - week, monday - dt.timedelta(days=1)),
    ]


class WorklistFilter(forms.Form):
    """The filter of the work list. Invalid values are ignored. The strand is a filter if there are several.

    A search looks through everybody's cases, because a caller does not know whose they are.
    """

    label_size = ""

    q = forms.CharField(
        label="Name, person or telephone number",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    outcome = forms.ChoiceField(
        label="Last call", required=False, choices=[("", "Any outcome"), *Disposition.choices]
    )
    since = day_field("Last call or interview from")
    until = day_field("to")
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "All kinds")])
    region = region_field()
    strand = forms.ChoiceField(label="Way of asking", required=False)
    written = forms.ChoiceField(label="Letter", required=False, choices=WRITTEN)
    sort = forms.ChoiceField(label="Sort by", required=False, choices=SORTED)
    whose = forms.ChoiceField(required=False, choices=WHOSE, widget=forms.HiddenInput)
    turn = forms.TypedChoiceField(
        required=False,
        choices=[("", "All"), *WorklistStatus.choices],
        coerce=int,
        empty_value=None,
        widget=forms.HiddenInput,
    )

    def __init__(
        self,
        *args: Any,
        study: Study,
        sees_all: bool = False,
        strands: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        setattr(self.fields["region"], "queryset", study.regions)  # noqa: B010  (typed as a plain Field)
        self.sees_all = sees_all
        kinds = ServiceKind.objects.in_frame(study.frame)
        named = [("", "All kinds"), *((kind.key, str(kind)) for kind in kinds)]
        setattr(self.fields["kind"], "choices", named)  # noqa: B010  (typed as a plain Field)
        if len(strands) < 2:
            del self.fields["strand"]
        else:
            choices = [("", "All"), *((kind, StrandKind(kind).label) for kind in strands)]
            setattr(self.fields["strand"], "choices", choices)  # noqa: B010  (typed as a plain Field)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day must not be before the first")
        return cleaned

    def filter(self, cases: QuerySet[Any], *, user: User) -> QuerySet[Any]:
        """Filter the cases by everything but their status."""
        self.is_valid()
        cleaned = self.cleaned_data
        if cleaned.get("q"):
            cases = cases.filter(case_search.matching(cleaned["q"]))
        elif self.chosen_whose == MINE:
            cases = cases.filter(of_person(user))
        elif self.chosen_whose in (ASSIGNED, NOBODY):
            cases = cases.filter(assigned_to=user if self.chosen_whose == ASSIGNED else None)
        for name, column in {
            "outcome": "last_disposition",
            "kind": "service__kind",
            "region": "region",
            "strand": "strand__kind",
        }.items():
            if cleaned.get(name):
                cases = cases.filter(**{column: cleaned[name]})
        if cleaned.get("written"):
            cases = cases.filter(written_to() if cleaned["written"] == "yes" else ~written_to())
        return cases.filter(self._days())

    def _days(self) -> Q:
        """Return the condition for cases whose last call, or whose interview, was between the days."""
        call, interview = Q(), Q()
        if since := self.cleaned_data.get("since"):
            call &= Q(last_call_at__gte=midnight(since))
            interview &= Q(interview__held_on__gte=since)
        if until := self.cleaned_data.get("until"):
            call &= Q(last_call_at__lt=midnight(until + dt.timedelta(days=1)))
            interview &= Q(interview__held_on__lte=until)
        return call | interview

    def in_order(self, cases: QuerySet[Any]) -> QuerySet[Any]:
        """Sort the cases as chosen. Without a choice finished cases have the newest first, others keep their order."""
        chosen = self.cleaned_data.get("sort")
        if not chosen and self.selected_status == WorklistStatus.FINISHED:
            chosen = NEWEST
        if chosen == NEWEST:
            return cases.order_by(
                F("last_call_at").desc(nulls_last=True), F("interview__held_on").desc(nulls_last=True), "-pk"
            )
        if chosen == OLDEST:
            return cases.order_by(F("last_call_at").asc(nulls_last=True), "pk")
        return cases.order_by("name", "pk") if chosen == NAME else cases

    @property
    def chosen_whose(self) -> str:
        """Whose cases are listed: the choice, or the default of the role."""
        return self.cleaned_data.get("whose") or (EVERYBODY if self.sees_all else MINE)

    @property
    def selected_status(self) -> int | None:
        """The selected WorklistStatus, or None for all."""
        return self.cleaned_data.get("turn") if self.is_valid() or hasattr(self, "cleaned_data") else None

    @property
    def number_of_filters(self) -> int:
        """The number of filters in force below the search box."""
        names = {field.name for field in self.visible_fields()} - {"q"}
        return sum(1 for name in names if self.cleaned_data.get(name))
