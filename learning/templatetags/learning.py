"""Tags that lead from pages of the directory to case studies."""

from typing import Any

from django import template
from django.db.models import Q

from enterprises.models import Organisation
from learning.models import CaseStudy
from noms.models import Service

register = template.Library()


@register.inclusion_tag("learning/case_links.html")
def case_studies_of_organisation(organisation: Organisation) -> dict[str, Any]:
    """List the case studies in which an organisation took part. One query; nothing where there are none."""
    found = CaseStudy.objects.published().of_organisation(organisation)
    return {"case_studies": found.select_related("programme")}


@register.inclusion_tag("learning/case_links.html")
def case_studies_at_service(service: Service) -> dict[str, Any]:
    """List the case studies that happened at a service, or that it took part in. One query."""
    at = Q(parties__service=service)
    return {"case_studies": CaseStudy.objects.published().filter(at).select_related("programme").distinct()}
