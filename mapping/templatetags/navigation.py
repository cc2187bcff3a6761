"""The menu of the site and the navigation of one study: their entries in order, and the tags that show them."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import reverse

from accounts.access import may
from accounts.roles import PUBLIC, Visitor
from survey.models import Study
from survey.reviewers import may_review

register = template.Library()

SECTIONS = (
    ("Find", "home", None),
    ("Map", "atlas", "atlas.view"),
    ("Studies", "study-list", "reports.view"),
    ("Learning", "learning", "learning.view"),
    ("Definitions", "definition-list", "directory.view"),
    ("Tasks", "tasks", "study.manage"),
    ("Work list", "worklist", "interviews.enter"),
    ("Admin", "admin:index", "admin.enter"),
)

FIND = ("/", "/search/")
"""The pages of the first entry: the home page, which has the search box, and what the search finds."""

REVIEW = "survey.review"
STUDY_SECTIONS = (
    ("Tasks", "study-tasks", "study.manage"),
    ("Settings", "study-settings", "study.manage"),
    ("Contacts", "contacts", "study.manage"),
    ("Work list", "worklist-study", "interviews.enter"),
    ("My interviews", "my-interviews", "interviews.enter"),
    ("Matching desk", "matching", "mentions.match"),
    ("Progress", "progress", "study.manage"),
    ("Live view", "live", "study.manage"),
    ("Refusals", "refusals", "study.manage"),
    ("Checks", "checks", "study.manage"),
    ("Rules and sharing", "fieldwork-plan", "study.manage"),
    ("Samples", "sample", "study.manage"),
    ("Words to say", "study-words", "study.manage"),
    ("Letters", "letters", "study.manage"),
    ("Survey", "study-survey", "study.manage"),
    ("Invitations", "invitations", "study.manage"),
    ("Answers", "study-answers", REVIEW),
    ("Quotations", "quotation-list", "interviews.enter"),
    ("Microdata", "microdata", "microdata.export"),
    ("Release", "release-prepare", "releases.release"),
    ("Public list", "study-publish", "study.manage"),
)
"""The pages of a study for those who work on it: label, name of the address, permission.

Who has REVIEW depends on the study too: survey/reviewers.py.
"""

OF_A_DRAFT = {"study-tasks", "study-settings", "study-survey"}
"""The pages that a study has before it is opened."""


@dataclass(frozen=True)
class Section:
    """One entry of the menu or of a study's navigation."""

    label: str
    address: str
    is_current: bool


def sections(request: HttpRequest | None) -> list[Section]:
    """Return the entries of the menu that this visitor may open, and mark the one of the current page.

    Without a request or a user (an error early in a request) these are the entries open to everybody.
    """
    user = getattr(request, "user", None)
    path = request.path if request else ""
    entries = []
    for label, name, permission in SECTIONS:
        if permission and not (may(user, permission) if user else permission in PUBLIC):
            continue
        address = reverse(name)
        is_current = path in FIND if name == "home" else path.startswith(address)
        entries.append(Section(label, address, is_current))
    return entries


@register.inclusion_tag("components/navigation.html", takes_context=True)
def navigation(context: template.Context) -> dict[str, Any]:
    """Render the menu; on an error page without a request, the entries open to everybody."""
    request = context.get("request")
    return {"sections": sections(request), "user": getattr(request, "user", None)}


@register.simple_tag
def study_sections(study: Study, here: str, user: Visitor) -> list[Section]:
    """Return the pages of a study that this visitor may open; `here` is the name of the current one's address."""
    return [
        Section(label, reverse(name, args=[study.slug]), name == here)
        for label, name, permission in STUDY_SECTIONS
        if (name in OF_A_DRAFT or not study.is_draft)
        and (may_review(user, study) if permission == REVIEW else may(user, permission))
    ]
