"""Pages of the admin that do one thing to one row, after a confirmation and often a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.access import current_user


@dataclass(frozen=True)
class ObjectAction:
    """An action on one row, with its own confirmation page.

    `slug` ends the address of the page, `explanation` says what the action does, and `success_message` is a format
    string that takes the row. `perform` takes the row, the cleaned data of the form and the user; it may raise
    ValidationError. `applies_to` tells for a row whether the action is offered.
    """

    slug: str
    button: str
    explanation: str
    success_message: str
    perform: Callable[[Any, dict[str, Any], Any], Any]
    form: type[forms.Form] = forms.Form
    applies_to: Callable[[Any], bool] = lambda row: True


class ObjectActionsAdmin(admin.ModelAdmin):
    """A ModelAdmin whose rows have object actions, shown beside “History” on the row's page."""

    object_actions: tuple[ObjectAction, ...] = ()

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<path:object_id>/{action.slug}/",
                self.admin_site.admin_view(self._view(action)),
                name=self._url_name(action),
            )
            for action in self.object_actions
        ]
        return [*own, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        links = self.object_action_links(request, row) if row is not None else []
        context = {"object_actions": links, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def object_action_links(self, request: HttpRequest, row: Any) -> list[tuple[str, str]]:
        """Return the (button text, address) of each object action that applies to the row now."""
        if not self.has_change_permission(request, row):
            return []
        return [
            (action.button, reverse(f"admin:{self._url_name(action)}", args=[row.pk]))
            for action in self.object_actions
            if action.applies_to(row)
        ]

    def get_changeable_row(self, request: HttpRequest, object_id: str) -> Any:
        """Return the row with this key; raise PermissionDenied or Http404 unless the user may change it."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404("There is no such row.")
        return row

    def page_context(self, request: HttpRequest, row: Any, title: str) -> dict[str, Any]:
        """Return the context that every page about one row needs."""
        context = self.admin_site.each_context(request)
        return {**context, "title": title, "opts": self.opts, "original": row, "back": change_url(row)}

    def _url_name(self, action: ObjectAction) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{action.slug.replace('-', '_')}"

    def _view(self, action: ObjectAction) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, object_id: str) -> HttpResponse:
            row = self.get_changeable_row(request, object_id)
            if not action.applies_to(row):
                messages.warning(
                    request, f"“{action.button}” does not apply to {row} now.{_unused_words(request)}"
                )
                return HttpResponseRedirect(change_url(row))
            form = action.form(request.POST or None)
            if request.method == "POST" and _performed(action, row, form, request):
                messages.success(request, action.success_message.format(row))
                return HttpResponseRedirect(_next_url(row))
            context = self.page_context(request, row, f"{action.button}: {row}")
            context |= {"action": action, "form": form}
            return TemplateResponse(request, "admin/enterprises/object_action.html", context)

        return view


def change_url(row: Model) -> str:
    """Return the address of the row's page in the admin."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Show the errors of an action at the fields of the form, or above the form if it has no such field."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for field, reasons in by_field.items():
        for reason in reasons:
            form.add_error(field if field in form.fields else None, reason)


def _performed(action: ObjectAction, row: Any, form: forms.Form, request: HttpRequest) -> bool:
    """Perform the action if the form is valid; return False with the errors in the form if it was not done."""
    if action.form is not forms.Form and not form.is_valid():
        return False
    try:
        action.perform(row, getattr(form, "cleaned_data", {}), current_user(request))
    except ValidationError as error:
        form.is_valid()
        add_errors(form, error)
        return False
    return True


def _unused_words(request: HttpRequest) -> str:
    """Return a sentence with the reason that was typed and not used, or "" if there was none."""
    reason = request.POST.get("reason", "").strip()
    return f" What you wrote was not used: “{reason}”" if reason else ""


def _next_url(row: Model) -> str:
    """Return the row's page, or the list if the action deleted the row."""
    if row.pk is None or not type(row)._default_manager.filter(pk=row.pk).exists():
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_changelist")
    return change_url(row)
