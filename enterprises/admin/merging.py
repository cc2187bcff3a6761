"""Merging two entries: choosing the one that stays, seeing both side by side, giving the reason."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from enterprises import actions
from enterprises.admin.forms import ReasonForm
from enterprises.admin.object_actions import change_address, refuse, signed_in
from enterprises.matching import Candidate, candidates
from enterprises.models import Organisation

TEXTS = ("name", "description", "legal_form", "website", "founded", "status", "works_with", "source", "note")
LISTS = ("other_names", "identifiers", "places", "terms", "evidence", "engagements")


class Row(NamedTuple):
    """One thing that both entries say, side by side."""

    label: str
    leaves: str
    stays: str


class Likely(NamedTuple):
    """An entry that may be the same organisation, and why."""

    organisation: Organisation
    candidate: Candidate


class MergeAdmin:
    """Mixin for the admin of organisations, before ActsAdmin."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.merge_view)  # type: ignore[attr-defined]
        return [
            path("<path:object_id>/merge/", view, name="enterprises_organisation_merge"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def links(self, request: HttpRequest, row: Organisation) -> list[tuple[str, str]]:
        found = super().links(request, row)  # type: ignore[misc]
        if found and row.merged_into_id is None:
            found.append(
                ("Merge into another", reverse("admin:enterprises_organisation_merge", args=[row.pk]))
            )
        return found

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Choose the entry that stays, see the two side by side, and merge with a reason."""
        row: Organisation = self.row_of(request, object_id)  # type: ignore[attr-defined]
        word = request.GET.get("into", "").strip().rstrip("/").split("/")[-1].replace("\0", "")
        into = Organisation.objects.standing().exclude(pk=row.pk).filter(slug=word).first() if word else None
        form = ReasonForm(request.POST or None)
        if request.method == "POST" and into is not None and form.is_valid():
            try:
                actions.merge(
                    organisation=row, into=into, by=signed_in(request), reason=form.cleaned_data["reason"]
                )
            except ValidationError as refusal:
                refuse(form, refusal)
            else:
                messages.success(request, f"{row} was merged into {into}.")
                return HttpResponseRedirect(change_address(into))
        around = self.page_context(request, row, f"Merge {row} into another entry")  # type: ignore[attr-defined]
        context = {
            **around,
            "form": form,
            "into": into,
            "asked": word,
            "columns": columns(row, into) if into is not None else [],
            "candidates": likely_same(row) if into is None else [],
        }
        return TemplateResponse(request, "admin/enterprises/merge.html", context)


def columns(leaves: Organisation, stays: Organisation) -> list[Row]:
    """The two entries side by side: their texts, then what hangs on them. A fixed number of queries."""
    texts = [
        Row(_label(name), str(getattr(leaves, name)), str(getattr(stays, name)))
        for name in TEXTS
        if getattr(leaves, name) or getattr(stays, name)
    ]
    lists = [Row(_label(name), _listed(leaves, name), _listed(stays, name)) for name in LISTS]
    return [*texts, *(row for row in lists if row.leaves or row.stays)]


def likely_same(organisation: Organisation) -> list[Likely]:
    """Other entries with a name like this one's, likeliest first."""
    found = [one for one in candidates(organisation.name, limit=9) if one.organisation_id != organisation.pk]
    rows = Organisation.objects.in_bulk([one.organisation_id for one in found])
    return [Likely(rows[one.organisation_id], one) for one in found]


def _label(name: str) -> str:
    field = Organisation._meta.get_field(name)
    words = getattr(field, "verbose_name", "") or name.replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}"


def _listed(organisation: Organisation, name: str) -> str:
    related = getattr(organisation, name).all()
    if name == "engagements":
        related = related.select_related("organisation", "service")
    return _lines(str(row) for row in related[:50])


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(sorted(texts))
