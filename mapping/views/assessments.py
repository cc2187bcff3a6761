"""The assessment of one organisation, by any definition."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import may, requires
from enterprises.classification import definitions
from enterprises.models import Organisation
from mapping.pages import AssessmentProfile


@require_safe
@requires("directory.view")
def assessment(request: HttpRequest, slug: str) -> HttpResponse:
    """The outcome with its reasons and evidence; `?definition=` asks another definition of the same facts."""
    sees_all = may(request.user, "unpublished.view")
    organisation = get_object_or_404(Organisation.objects.select_related("merged_into"), slug=slug)
    standing = organisation.merged_into or organisation
    if not standing.is_published and not sees_all:
        raise Http404("This organisation is not published.")
    if standing != organisation:
        return redirect("organisation-assessment", slug=standing.slug)
    asked = request.GET.get("definition", definitions.DEFAULT)
    known = {definition.id: definition for definition in definitions.all()}
    context = {
        "organisation": organisation,
        "profile": AssessmentProfile(
            organisation, definition=known.get(asked, known[definitions.DEFAULT]), sees_all=sees_all
        ),
        "notice": "" if asked in known else "There is no such definition. This is the study’s own.",
        "may_curate": may(request.user, "directory.curate"),
        "trail": [(reverse("atlas"), "Map"), (organisation.get_absolute_url(), organisation.name)],
    }
    return render(request, "mapping/assessment_detail.html", context)
