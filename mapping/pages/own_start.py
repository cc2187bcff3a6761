"""What a signed-in person sees first: their own area and their saved views."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from accounts.models import SavedView
from accounts.roles import Visitor
from mapping.atlas import AtlasQuery
from noms.models import ProbationArea


@dataclass(frozen=True)
class OwnStart:
    """The area chosen, None if there is none, with its figure in words, and the saved views by name."""

    area: ProbationArea | None
    figure: str
    views: Sequence[SavedView]


class OwnAreaForm(forms.Form):
    """The choice of one's own area among those of the reference frame."""

    area = forms.ModelChoiceField(
        ProbationArea.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label="No area",
        label="Choose your area",
        help_text="Its page comes first on the home page and here.",
    )


def own_start(user: Visitor, atlas: AtlasQuery | None = None) -> OwnStart | None:
    """Return what a person sees first, None for a visitor. Two queries, and two more for the figure of the area.

    `atlas` is the whole map where the page has it already.
    """
    if not user.is_authenticated:
        return None
    area = ProbationArea.objects.filter(slug=user.own_area).first() if user.own_area else None
    figure = _figure(area, atlas or AtlasQuery(QueryDict())) if area else ""
    return OwnStart(area, figure, list(user.saved_views.all()))


def _figure(area: ProbationArea, atlas: AtlasQuery) -> str:
    here = set(atlas.services.in_areas([area]).order_by().values_list("pk", flat=True))
    return (
        f"{len(here & atlas.engaged):,} of {len(here):,} prisons and probation services here are known to work with a "
        "social enterprise"
    )
