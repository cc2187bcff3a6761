"""The page of the admin that merges two entries of the directory."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.access import current_user
from enterprises import actions
from enterprises.admin.forms import ReasonForm
from enterprises.admin.object_actions import ObjectActionsAdmin, add_errors, change_url
from enterprises.matching import Candidate, candidates
from enterprises.models import Organisation

TEXT_FIELDS = (
    "name",
    "registered_name",
    "description",
    "legal_form",
    *Organisation.CONTACT_FIELDS,
    "founded",
    "status",
    "ended_in",
    "works_with",
    "source",
    "note",
)
RELATED_NAMES = ("other_names", "identifiers", "places", "terms", "evidence", "engagements")


class ComparisonRow(NamedTuple):
    """One field of both entries, side by side."""

    label: str
    source: str
    target: str


class PossibleDuplicate(NamedTuple):
    """An entry that may be the same organisation, and why."""

    organisation: Organisation
    candidate: Candidate


class MergeAdmin(ObjectActionsAdmin):
    """The part of the admin of organisations that merges one entry into another."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.merge_view)
        return [
            path("<path:object_id>/merge/", view, name="enterprises_organisation_merge"),
            *super().get_urls(),
        ]

    def object_action_links(self, request: HttpRequest, row: Organisation) -> list[tuple[str, str]]:
        found = super().object_action_links(request, row)
        if found and row.merged_into_id is None:
            found.append(
                ("Merge into another", reverse("admin:enterprises_organisation_merge", args=[row.pk]))
            )
        return found

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Choose the target, show both entries side by side, and merge with a reason.

        `into` in the query string is the target's slug or the address of its page.
        """
        row: Organisation = self.get_changeable_row(request, object_id)
        slug = request.GET.get("into", "").strip().rstrip("/").split("/")[-1].replace("\0", "")
        into = Organisation.objects.active().exclude(pk=row.pk).filter(slug=slug).first() if slug else None
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and into is not None and form.is_valid():
            try:
                actions.merge(
                    organisation=row, into=into, by=current_user(request), reason=form.cleaned_data["reason"]
                )
            except ValidationError as error:
                add_errors(form, error)
            else:
                messages.success(request, f"{row} was merged into {into}.")
                return HttpResponseRedirect(change_url(into))
        context = {
            **self.page_context(request, row, f"Merge {row} into another entry"),
            "form": form,
            "into": into,
            "slug": slug,
            "comparison": compare(row, into) if into is not None else [],
            "possible_duplicates": possible_duplicates(row) if into is None else [],
        }
        return TemplateResponse(request, "admin/enterprises/merge.html", context)


def compare(source: Organisation, target: Organisation) -> list[ComparisonRow]:
    """Return the texts and the related rows of both entries, side by side, in a fixed number of queries."""
    texts = [
        ComparisonRow(_label(name), str(getattr(source, name)), str(getattr(target, name)))
        for name in TEXT_FIELDS
        if getattr(source, name) or getattr(target, name)
    ]
    lists = [
        ComparisonRow(_label(name), _related_lines(source, name), _related_lines(target, name))
        for name in RELATED_NAMES
    ]
    return [*texts, *(row for row in lists if row.source or row.target)]


def possible_duplicates(organisation: Organisation) -> list[PossibleDuplicate]:
    """Return other entries with a similar name, the most similar first."""
    found = [one for one in candidates(organisation.name, limit=9) if one.organisation_id != organisation.pk]
    rows = Organisation.objects.in_bulk([one.organisation_id for one in found])
    return [PossibleDuplicate(rows[one.organisation_id], one) for one in found]


def _label(name: str) -> str:
    field = Organisation._meta.get_field(name)
    words = getattr(field, "verbose_name", "") or name.replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}"


def _related_lines(organisation: Organisation, name: str) -> str:
    related = getattr(organisation, name).all()
    if name == "engagements":
        related = related.select_related("organisation", "service")
    return "\n".join(sorted(str(row) for row in related[:50]))
