"""The home page, the choice of one's own area, and the results of the search box."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.access import AuthenticatedRequest, requires
from mapping.atlas import AtlasQuery
from mapping.atlas.drawing.svg_map import draw
from mapping.atlas.headline_figures import headline_figures
from mapping.pages.my_work import work_places
from mapping.pages.own_start import OwnAreaForm, own_start
from reports.engaged_counts import engaged_counts
from reports.releases.public import released
from wording import day


@require_safe
@requires("atlas.view")
def home(request: HttpRequest) -> HttpResponse:
    """The search box, six questions, a map of the areas and three figures; first one's own area, views and work.

    The figures are the released ones for everybody.
    """
    atlas = AtlasQuery(QueryDict("ground=areas"))
    study = atlas.filters.study
    context = {
        "drawing": draw(atlas, has_marks=False),
        "day": day(atlas.filters.day),
        "study": study,
        "counts": engaged_counts(released(study)) if study else None,
        "figures": headline_figures(atlas),
        "start": own_start(request.user, atlas),
        "work": work_places(request.user),
    }
    return render(request, "mapping/home.html", context)


@require_POST
@requires("account.own")
def choose_area(request: AuthenticatedRequest) -> HttpResponse:
    """Keep the area chosen as one's own, and return to the account page."""
    form = OwnAreaForm(request.POST)
    if form.is_valid():
        area = form.cleaned_data["area"]
        actions.choose_area(slug=area.slug if area else "", by=request.user)
        messages.success(request, f"Your area is {area.name}." if area else "No area is yours now.")
    else:
        messages.error(request, f"Your area was not saved. {' '.join(map(str, form.errors['area']))}")
    return redirect("account-own")
