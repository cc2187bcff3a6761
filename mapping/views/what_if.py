"""The what-if page: other thresholds of a definition, the organisations that change, and saving them as a draft."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import current_user, may, refuse, requires
from enterprises import actions, fact_groups
from enterprises.classification import definitions
from enterprises.classification.criteria import Definition
from enterprises.fact_groups import Change, FactGroup
from enterprises.models import Organisation
from enterprises.vocabulary import Outcome
from mapping.forms import DraftForm, WhatIfForm
from mapping.views.definitions import TRAIL
from noms.pagination import page_of
from reports.charts import Chart, charts_of
from reports.definition import charts
from reports.disclosure.policy import Policy, round_changes, round_count
from reports.views import chart_response
from wording import counted, listed
from wording.terms import COUNTED, NOT_COUNTED

SIZE = 25
MAX_OUTCOMES_NAMED = 3
SIDES = {"in": "Comes in", "out": "Goes out", "open": "Becomes open", "renamed": "Is called something else"}
COLOURS = {"in": "green", "out": "red", "open": "yellow", "renamed": "grey"}


class ChangedRow(NamedTuple):
    """One organisation whose outcome changes."""

    name: str
    address: str
    side: str
    colour: str
    before: str
    after: str


@require_http_methods(["GET", "HEAD", "POST"])
@requires("directory.view")
def what_if(request: HttpRequest) -> HttpResponseBase:
    """The page for `definition`, `trading` and `reinvestment` of the address; a POST saves a draft."""
    may_draft = may(request.user, "definitions.draft")
    if request.method == "POST" and not may_draft:
        return refuse(request)
    form = WhatIfForm(request.GET or {"definition": WhatIfForm.base_fields["definition"].initial})
    draft_form = DraftForm(request.POST if request.method == "POST" else None, prefix="draft")
    is_usable = form.is_valid()
    if request.method == "POST" and is_usable and draft_form.is_valid():
        response = _save_draft(request, form, draft_form)
        if response is not None:
            return response
    context: dict[str, Any] = {
        "form": form,
        "draft_form": draft_form if may_draft else None,
        "trail": [(reverse("definition-list"), TRAIL)],
    }
    if is_usable:
        organisations = _visible(request)
        base, moved = form.cleaned_data["base"], form.cleaned_data["moved"]
        is_named = may(request.user, "unpublished.view")
        groups = fact_groups.group_by_facts(organisations, as_everybody_sees=not is_named)
        changed = fact_groups.changes(groups, base, moved)
        context["results"] = {
            **_results(groups, changed, base, moved, base_of_rounding=1 if is_named else Policy.rounding),
            **(_rows(request, organisations, changed) if is_named else {}),
            "is_named": is_named,
            "charts": [*_charts(groups, base, is_named=is_named).values()],
            "query": urlencode({"definition": form.cleaned_data["definition"]}),
        }
    template = (
        "mapping/what_if_results.html"
        if request.headers.get("X-Part") == "results"
        else "mapping/what_if.html"
    )
    return render(request, template, context)


@require_safe
@requires("directory.view")
def what_if_chart(request: HttpRequest, curve: str, picture: str) -> HttpResponse:
    """One of the page's charts as an SVG or PNG picture, for the `definition` of the address."""
    definition = request.GET.get("definition", definitions.DEFAULT)
    form = WhatIfForm({"definition": definition})
    if not form.is_valid():
        raise Http404("There is no such definition.")
    is_named = may(request.user, "unpublished.view")
    groups = fact_groups.group_by_facts(_visible(request), as_everybody_sees=not is_named)
    chart = _charts(groups, form.cleaned_data["base"], is_named=is_named).get(curve)
    return chart_response(request, chart, picture, stem=f"{curve}-{definition}")


def _charts(groups: list[FactGroup], base: Definition, *, is_named: bool) -> dict[str, Chart]:
    """Return a chart for each threshold of the definition; its counts are rounded for the public."""
    return charts_of(
        charts.tables(groups, base, is_exact=is_named), (f"{base.title}, version {base.version}.",)
    )


def _visible(request: HttpRequest) -> QuerySet[Organisation]:
    if may(request.user, "unpublished.view"):
        return Organisation.objects.active()
    return Organisation.objects.published()


def _save_draft(request: HttpRequest, form: WhatIfForm, draft_form: DraftForm) -> HttpResponse | None:
    try:
        draft = actions.save_draft(
            definition=form.cleaned_data["moved"],
            base=form.cleaned_data["base"],
            title=draft_form.cleaned_data["title"],
            reason=draft_form.cleaned_data["reason"],
            by=current_user(request),
        )
    except ValidationError as refusal:
        draft_form.add_errors(refusal)
        return None
    messages.success(request, f"“{draft}” is saved as a draft. It classifies nothing until it is published.")
    return redirect("definition-draft", slug=draft.slug)


def _results(
    groups: list[FactGroup],
    changed: list[Change],
    base: Definition,
    moved: Definition,
    *,
    base_of_rounding: int,
) -> dict[str, object]:
    """Return the counts before and after, of which changes are multiples of `base_of_rounding`.

    Changes are rounded for the public: exact ones could reveal the income of one organisation. What organisations are
    as defined is on their pages, so that is exact.
    """

    def compared(rows: list[tuple[str, int, int]]) -> list[tuple[str, int, int, int]]:
        changes = [after - before for _, before, after in rows]
        if base_of_rounding > 1:
            changes = round_changes([before for _, before, _ in rows], changes, base_of_rounding)
        return [
            (label, before, before + change, change)
            for (label, before, _), change in zip(rows, changes, strict=True)
        ]

    before, after = fact_groups.tally(groups, base), fact_groups.tally(groups, moved)
    numbers = dict.fromkeys(SIDES, 0)
    for change in changed:
        numbers[change.direction] += change.key.number
    sides = compared(
        [
            (COUNTED, before.included, after.included),
            ("Cannot be decided", before.undecided, after.undecided),
            (NOT_COUNTED, before.excluded, after.excluded),
        ]
    )
    return {
        "base": base,
        "sentence": sentence(sides, numbers, base_of_rounding=base_of_rounding),
        "outcomes": compared(
            [
                (str(outcome.label), before.outcomes[outcome], after.outcomes[outcome])
                for outcome in Outcome
                if before.outcomes[outcome] or after.outcomes[outcome]
            ]
        ),
        "sides": sides,
        "rounding": ""
        if base_of_rounding == 1
        else f"Changes are in steps of {base_of_rounding}, so that no organisation’s answer can be read from them.",
    }


def sentence(
    sides: list[tuple[str, int, int, int]], numbers: dict[str, int], *, base_of_rounding: int = 1
) -> str:
    """Return the effect of the moved thresholds as a sentence, with changes rounded to the base."""
    _, before, after, _ = sides[0]
    total = counted(sum(was for _, was, _, _ in sides), "organisation", "organisations")
    shown = {side: round_count(number, base_of_rounding) for side, number in numbers.items()}
    if not any(shown.values()):
        few = f"fewer than {base_of_rounding // 2 + 1} change" if base_of_rounding > 1 else "nothing changes"
        return f"Of {total}, {before:,} count as social enterprises, and {few}."
    about = "about " if base_of_rounding > 1 else ""
    changes = [
        f"{about}{shown[side]:,} {words}"
        for side, words in (
            ("in", "come in"),
            ("out", "go out"),
            ("open", "become undecided"),
            ("renamed", "are called something else"),
        )
        if shown[side]
    ]
    return f"Of {total}, {about}{after:,} instead of {before:,} would count as social enterprises: {listed(changes)}."


def _rows(
    request: HttpRequest, organisations: QuerySet[Organisation], changed: list[Change]
) -> dict[str, object]:
    by_facts = {change.key.facts_hash: change for change in changed}
    page = page_of(fact_groups.affected_assessments(organisations, changed), query=request.GET, size=SIZE)
    return {
        "rows": [_row(stored.organisation, by_facts[stored.facts_hash]) for stored in page],
        "page": page,
    }


def _row(organisation: Organisation, change: Change) -> ChangedRow:
    return ChangedRow(
        name=organisation.name,
        address=reverse("organisation-assessment", args=[organisation.slug]),
        side=SIDES[change.direction],
        colour=COLOURS[change.direction],
        before=_possible(change.before.possible),
        after=_possible(change.after.possible),
    )


def _possible(outcomes: tuple[str, ...]) -> str:
    labels = [str(Outcome(outcome).label) for outcome in outcomes]
    if len(labels) > MAX_OUTCOMES_NAMED:
        return str(Outcome.UNDETERMINED.label)
    return labels[0] if len(labels) == 1 else f"May be: {' or '.join(label.lower() for label in labels)}"
