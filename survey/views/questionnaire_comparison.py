"""The page that says in words what differs between two published versions, and what of the answers can be compared."""

from __future__ import annotations

from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import AuthenticatedRequest, requires
from survey.models import Instrument
from survey.questionnaire import Questionnaire
from survey.versions.compare import compare
from survey.versions.comparison import Comparison, Difference, Verdict
from wording import counted

VERDICT_COLOURS = {Verdict.SAME: "green", Verdict.CARE: "yellow", Verdict.APART: "red", Verdict.ONCE: "grey"}


class Count(NamedTuple):
    """A number with its words, and the value of `show` that lists the questions it counts; empty for all."""

    number: int
    words: str
    show: str = ""


class CompareForm(forms.Form):
    """The two versions to compare."""

    old = forms.ModelChoiceField(Instrument.objects.none(), label="Older version", empty_label="Choose")
    new = forms.ModelChoiceField(Instrument.objects.none(), label="Newer version", empty_label="Choose")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offered = Instrument.objects.by_title().defer("content")
        for name in ("old", "new"):
            self.fields[name].queryset = offered  # type: ignore[attr-defined]  # a ModelChoiceField
            self.fields[name].error_messages["required"] = f"Choose the {name}er version."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("old") and data.get("old") == data.get("new"):
            self.add_error("new", "Choose two versions.")
        return data


@require_safe
@requires("study.manage")
def comparison(request: AuthenticatedRequest) -> HttpResponse:
    """Compare the versions `old` and `new`; with only `new` the one published before it. `show` is one difference."""
    given = request.GET.dict()
    if given.get("new", "").isdecimal() and "old" not in given:
        newer = Instrument.objects.filter(pk=given["new"]).first()
        older = newer.version_before() if newer else None
        if older:
            given["old"] = str(older.pk)
    form = CompareForm(given if {"old", "new"} <= given.keys() else None, initial=given)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        old, new = form.cleaned_data["old"], form.cleaned_data["new"]
        address = urlencode({"old": old.pk, "new": new.pk})
        compared = compare(old.questionnaire, new.questionnaire)
        context["found"] = comparison_context(compared, old, new, show=given.get("show", ""))
        context["address"] = f"?{address}"
    return render(request, "survey/versions/compare.html", context)


def earlier_comparison(questionnaire: Questionnaire) -> dict[str, Any] | None:
    """Compare a form that is not published yet with the newest version; None if it is the first of its name.

    The result is `found` of `survey/versions/comparison.html`.
    """
    old = (
        Instrument.objects.filter(name=questionnaire.name)
        .exclude(version=questionnaire.version)
        .order_by("-published_at", "-pk")
        .first()
    )
    if old is None:
        return None
    return comparison_context(compare(old.questionnaire, questionnaire), old, questionnaire)


def comparison_context(
    comparison: Comparison, old: Instrument, new: Instrument | Questionnaire, *, show: str = ""
) -> dict[str, Any]:
    """Return the context of a comparison: `found` of `survey/versions/comparison.html`.

    With `show` it lists only the questions with this difference.
    """
    chosen = next((each for each in Difference if each.name.lower() == show), None)
    questions = [each for each in comparison.questions if chosen is None or chosen in each.differences]
    return {
        "comparison": comparison,
        "old": old,
        "new": new,
        "changed": [
            Count(number, difference.value, difference.name.lower())
            for difference, number in comparison.counts.items()
            if number
        ],
        "verdicts": [
            (Count(number, _in_words(verdict, number)), VERDICT_COLOURS[verdict])
            for verdict in Verdict
            if (number := comparison.verdicts.get(verdict, 0))
        ],
        "number_changed": counted(len(comparison.questions), "question", "questions"),
        "number_unchanged": comparison.number_unchanged,
        "chosen": chosen,
        "shown": [
            (page, [(each, VERDICT_COLOURS[each.verdict]) for each in group])
            for page, group in groupby(questions, key=lambda each: each.page)
        ],
    }


def _in_words(verdict: Verdict, number: int) -> str:
    noun = "question" if number == 1 else "questions"
    return {
        Verdict.SAME: f"{noun} can be compared as they are"
        if number > 1
        else f"{noun} can be compared as it is",
        Verdict.CARE: f"{noun} can be compared with care",
        Verdict.APART: f"{noun} cannot be compared",
        Verdict.ONCE: f"{noun} {'is' if number == 1 else 'are'} asked in one of them only",
    }[verdict]
