"""The assessment of one organisation, by any definition."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import may, requires
from enterprises.classification import definitions
from enterprises.models import Organisation
from mapping.pages import AssessmentPage


@require_safe
@requires("directory.view")
def assessment(request: HttpRequest, slug: str) -> HttpResponse:
    """The outcome with its reasons and evidence; `?definition=` applies another definition to the same facts."""
    sees_all = may(request.user, "unpublished.view")
    organisation = get_object_or_404(Organisation.objects.select_related("merged_into"), slug=slug)
    current = organisation.merged_into or organisation
    if not current.is_published and not sees_all:
        raise Http404("This organisation is not published.")
    if current != organisation:
        return redirect("organisation-assessment", slug=current.slug)
    name = request.GET.get("definition", definitions.DEFAULT)
    known = {definition.id: definition for definition in definitions.all()}
    context = {
        "organisation": organisation,
        "page": AssessmentPage(
            organisation, definition=known.get(name, known[definitions.DEFAULT]), sees_all=sees_all
        ),
        "notice": "" if name in known else "There is no such definition. This is the study’s own.",
        "may_curate": may(request.user, "directory.curate"),
        "trail": [(reverse("atlas"), "Map"), (organisation.get_absolute_url(), organisation.name)],
    }
    return render(request, "mapping/assessment_detail.html", context)
