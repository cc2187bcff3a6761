"""The public page of a study's quality statement, and the page on which the study lead writes it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import AuthenticatedRequest, requires
from reports import readers
from reports.formats import heading, html
from reports.quality.forms import QualityForm
from reports.quality.statement import statement_of
from reports.views import is_public_version
from survey.actions import current_statement, write_quality_statement
from survey.models import QualityStatement, Study
from survey.quality import PARTS


@require_safe
@requires("reports.view")
def quality(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the quality statement of a study, with the figures behind it. A fixed number of queries."""
    study = get_object_or_404(Study.objects.visible_to(request.user).select_related("frame"), slug=slug)
    is_exact = readers.reads_exact(request.user, is_public_version=is_public_version(request))
    statement = statement_of(study, is_exact=is_exact)
    for report in statement.reports:
        readers.record_reading(report, study, by=request.user, format="quality")
    pages = [html.page_report(report) for report in statement.reports]
    tables = {table.key: table for page in pages for table in page.tables}
    context = {
        "study": study,
        "statement": statement,
        "dimensions": [
            (title, [(part, [tables[table.key] for table in part.tables]) for part in parts])
            for title, parts in statement.dimensions
        ],
        "label": heading.GENERATED,
        "exact": heading.EXACT if is_exact else "",
    }
    response = render(request, "reports/quality.html", context)
    if is_exact:
        response["Cache-Control"] = "private, no-store"
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def edit_quality(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Show the form for the statement with its earlier versions; on POST save a new version."""
    study = get_object_or_404(Study.objects.opened(), slug=slug)
    current = current_statement(study)
    version, texts = (current.version, current.texts) if current else (0, {})
    form = QualityForm(request.POST or None, initial={"from_version": version, **texts})
    if request.method == "POST" and form.is_valid() and _save(request, study, form):
        return redirect("study-quality", study.slug)
    context = {
        "study": study,
        "form": form,
        "submitted_form": form if request.method == "POST" else None,
        "versions": [(each, _paragraphs(each)) for each in _versions(study)],
    }
    return render(request, "reports/quality_edit.html", context)


def _save(request: AuthenticatedRequest, study: Study, form: QualityForm) -> bool:
    try:
        write_quality_statement(
            study=study, texts=form.texts, from_version=form.cleaned_data["from_version"], by=request.user
        )
    except ValidationError as refusal:
        current = current_statement(study)
        if refusal.code == "stale" and current is not None:
            form.rebase(current.version, current.texts)
        form.add_error(None, refusal)
        return False
    messages.success(request, "The quality statement is saved.")
    return True


def _versions(study: Study) -> list[QualityStatement]:
    return list(
        QualityStatement.objects.filter(study=study).select_related("created_by").order_by("-version")
    )


def _paragraphs(statement: QualityStatement) -> list[tuple[str, str]]:
    return [(part.title, statement.texts[name]) for name, part in PARTS.items() if name in statement.texts]
