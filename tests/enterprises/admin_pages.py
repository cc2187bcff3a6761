"""Helpers for tests of the admin: addresses, and the data that its forms send."""

from typing import Any

from django.urls import reverse

from enterprises.models import Organisation

LIST = "/admin/enterprises/organisation/"
INLINES = ("assessments", "overrides", "evidence", "engagements", "places", "identifiers")


def page(row: Any, act: str = "change") -> str:
    return reverse(f"admin:enterprises_{row._meta.model_name}_{act}", args=[row.pk])


def entry(organisation: Organisation | None = None, **changes: Any) -> dict[str, Any]:
    """Return what the form of an organisation sends, with these changes."""
    fields = [
        "name",
        "description",
        "legal_form",
        "website",
        "founded",
        "status",
        "works_with",
        "services_named",
    ]
    sent: dict[str, Any] = {field: getattr(organisation, field, "") for field in [*fields, "source", "note"]}
    sent["other_names"] = ""
    if organisation is not None:
        organisation.refresh_from_db(fields=["updated_at"])
        sent["seen"] = organisation.updated_at.isoformat()
        for term in organisation.terms.all():
            sent.setdefault(f"terms_{term.vocabulary}", []).append(term.term)
    for prefix in INLINES:
        sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return sent | changes


def added(prefix: str, **fields: Any) -> dict[str, Any]:
    """Return what one new inline row sends."""
    return {f"{prefix}-TOTAL_FORMS": 1, **{f"{prefix}-0-{name}": value for name, value in fields.items()}}


def fact(**changes: Any) -> dict[str, Any]:
    plain = {
        "fact": "trading_share",
        "value": "52.5",
        "source_kind": "desk",
        "source": "Its annual report",
        "observed_on": "2009-06-01",
        "financial_year_end": "",
        "quotation": "",
    }
    return added("evidence", **(plain | changes))


def errors_of(response: Any) -> str:
    """Return the error messages of the forms as one text."""
    context = response.context_data
    formsets = [inline.formset for inline in context["inline_admin_formsets"]]
    found = [
        context["adminform"].form.errors,
        *(form.errors for formset in formsets for form in formset.forms),
    ]
    found.append({"set": [text for formset in formsets for text in formset.non_form_errors()]})
    return str([{name: list(reasons) for name, reasons in errors.items()} for errors in found if errors])
