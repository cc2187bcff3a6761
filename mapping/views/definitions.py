"""The definitions with their criteria, and the drafts made from them."""

from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import may, requires
from enterprises import fact_values
from enterprises.classification import definitions, wording
from enterprises.classification.criteria import Criterion, Definition, Test
from enterprises.classification.toml_writer import toml
from enterprises.models import DraftDefinition
from enterprises.vocabulary import Outcome

TRAIL = "Definitions"


class CriterionText(NamedTuple):
    """One criterion in the words of the page."""

    title: str
    needs: str
    conditions: list[str]
    otherwise: list[tuple[str, str]]
    note: str


@require_safe
@requires("directory.view")
def definition_list(request: HttpRequest) -> HttpResponse:
    """Every definition in its latest version, and the drafts, if the visitor may see them."""
    drafts = (
        DraftDefinition.objects.select_related("created_by")
        if may(request.user, "unpublished.view")
        else None
    )
    context = {
        "definitions": [(each, outcome_labels(each.includes)) for each in definitions.all()],
        "drafts": drafts,
        "default": definitions.DEFAULT,
    }
    return render(request, "mapping/definition_list.html", context)


@require_safe
@requires("directory.view")
def definition_detail(request: HttpRequest, name: str) -> HttpResponse:
    """The criteria of one definition in their order, with its source; `?version=` shows an older version."""
    definition = _published(name, request.GET.get("version"))
    context = {
        "definition": definition,
        "criteria": criterion_texts(definition),
        "included": outcome_labels(definition.includes),
        "facts": [
            ("Version", definition.version),
            ("Source", definition.source),
            ("Fingerprint", definition.hash[:12]),
        ],
        "versions": [each for each in definitions.versions(name) if each.version != definition.version],
        "trail": [(reverse("definition-list"), TRAIL)],
    }
    return render(request, "mapping/definition_detail.html", context)


@require_safe
@requires("directory.view")
def definition_file(request: HttpRequest, name: str) -> HttpResponse:
    """The definition as a TOML file."""
    return _file(_published(name, request.GET.get("version")))


@require_safe
@requires("unpublished.view")
def draft_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A draft: its criteria, author and reason."""
    draft = get_object_or_404(DraftDefinition.objects.select_related("created_by"), slug=slug)
    definition = definitions.from_data(draft.content, draft.slug)
    context = {
        "definition": definition,
        "draft": draft,
        "criteria": criterion_texts(definition),
        "included": outcome_labels(definition.includes),
        "facts": [
            ("Drafted from", f"{draft.base}, version {draft.base_version}"),
            ("By", draft.created_by or "a command"),
            ("What it is for", draft.reason),
            ("Fingerprint", draft.content_hash[:12]),
        ],
        "trail": [(reverse("definition-list"), TRAIL)],
    }
    return render(request, "mapping/definition_detail.html", context)


@require_safe
@requires("unpublished.view")
def draft_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft as a TOML file, which can be added to the definitions."""
    draft = get_object_or_404(DraftDefinition, slug=slug)
    return _file(definitions.from_data(draft.content, draft.slug))


def criterion_texts(definition: Definition) -> list[CriterionText]:
    """Return the criteria of a definition in words."""
    return [
        CriterionText(
            criterion.title,
            _needs(criterion.test),
            _conditions(criterion.test),
            _otherwise(criterion),
            criterion.note,
        )
        for criterion in definition.criteria
    ]


def outcome_labels(outcomes: tuple[str, ...]) -> str:
    """Return the labels of outcomes, in one line."""
    return ", ".join(str(Outcome(outcome).label) for outcome in outcomes)


def _needs(test: Test) -> str:
    if len(test.conditions) == 1:
        return "This is asked"
    return "All of these are asked" if test.needs == "all" else "One of these is enough"


def _conditions(test: Test) -> list[str]:
    return [
        f"{fact_values.label(condition.fact)}: {'yes' if condition.value is True else 'no'}"
        if condition.operator == "is"
        else f"{fact_values.label(condition.fact)}: {condition.words}"
        for condition in test.conditions
    ]


def _otherwise(criterion: Criterion) -> list[tuple[str, str]]:
    """Return the outcomes if the criterion is not met, each with its condition in words."""
    found = []
    for position, branch in enumerate(criterion.otherwise):
        when = _words(branch.test)
        if when:
            when = f"if {when}"
        found.append((str(Outcome(branch.outcome).label), when or ("otherwise" if position else "")))
    return found


def _words(test: Test) -> str:
    """Return the conditions of a test, and its groups of conditions, as one clause."""
    clauses = [
        wording.statement(condition.fact, condition.value is True)
        if condition.operator == "is"
        else f"{fact_values.label(condition.fact).lower()}: {condition.words}"
        for condition in test.conditions
    ]
    joint = "or" if test.needs == "any" else "and"
    whole = [wording.join_clauses(clauses, joint)] if clauses else []
    return f", {joint} ".join((*whole, *(_words(group) for group in test.groups)))


def _published(name: str, version: str | None) -> Definition:
    try:
        return definitions.get(name, version or None)
    except KeyError as error:
        raise Http404(str(error.args[0]))


def _file(definition: Definition) -> HttpResponse:
    response = HttpResponse(toml(definition), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{definition.id}-{definition.version}.toml"'
    return response
