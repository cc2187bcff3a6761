"""The home page, and the results of its search box."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import may, requires
from mapping.atlas import AtlasQuery
from mapping.atlas.drawing.svg_map import draw
from mapping.atlas.headline_figures import headline_figures
from mapping.atlas.search import Search
from mapping.pages.my_work import work_places
from reports import registry


@require_safe
@requires("atlas.view")
def home(request: HttpRequest) -> HttpResponse:
    """What the site is, a small map, the headline figures, and links to each part; first one's own work."""
    atlas = AtlasQuery(QueryDict(), sees_outcomes=may(request.user, "outcomes.view"))
    study = atlas.filters.study
    context = {
        "drawing": draw(atlas),
        "shading": atlas.shading,
        "study": study,
        "figures": headline_figures(atlas),
        "reports": registry.every(study.frame if study else None),
        "work": work_places(request.user),
    }
    return render(request, "mapping/home.html", context)


@require_safe
@requires("directory.view")
def search(request: HttpRequest) -> HttpResponse:
    """Organisations, services, regions, areas and places that a text names."""
    return render(request, "mapping/search.html", {"search": Search(request.GET.get("q", ""))})
