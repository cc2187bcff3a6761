"""Pages of the admin that do one thing to one row, after a question and often a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.models import User


@dataclass(frozen=True)
class Act:
    """One thing to do: its word in the address, its button, what it does in a sentence, and doing it.

    `perform` takes the row, the cleaned form and the user, and may refuse with ValidationError.
    """

    word: str
    button: str
    explanation: str
    done: str
    perform: Callable[[Any, dict[str, Any], Any], Any]
    form: type[forms.Form] = forms.Form
    is_for: Callable[[Any], bool] = lambda row: True


UNSAVED = {
    "show_save": False,
    "show_save_and_continue": False,
    "show_save_and_add_another": False,
    "show_close": True,
}


class ActsAdmin:
    """Mixin for a ModelAdmin whose rows have acts; they stand beside “History” on the row's page."""

    acts: tuple[Act, ...] = ()
    offers_saving = True
    """False for rows that only acts change: their page has no buttons to save."""

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<path:object_id>/{act.word}/",
                self.admin_site.admin_view(self._view(act)),  # type: ignore[attr-defined]
                name=self._name(act),
            )
            for act in self.acts
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        links = self.links(request, row) if row is not None else []
        context = {"acts": links, **({} if self.offers_saving else UNSAVED), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)  # type: ignore[misc]

    def links(self, request: HttpRequest, row: Any) -> list[tuple[str, str]]:
        """What can be done to the row now, each with its address."""
        if not self.has_change_permission(request, row):  # type: ignore[attr-defined]
            return []
        return [
            (act.button, reverse(f"admin:{self._name(act)}", args=[row.pk]))
            for act in self.acts
            if act.is_for(row)
        ]

    def row_of(self, request: HttpRequest, object_id: str) -> Any:
        """The row of an address, for those who may change it; 403 and 404 otherwise."""
        row = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if not self.has_change_permission(request, row):  # type: ignore[attr-defined]
            raise PermissionDenied
        if row is None:
            raise Http404("There is no such row.")
        return row

    def page_context(self, request: HttpRequest, row: Any, title: str) -> dict[str, Any]:
        """What a page about a row shows around its contents."""
        model: type[Model] = self.model  # type: ignore[attr-defined]
        around = self.admin_site.each_context(request)  # type: ignore[attr-defined]
        return {**around, "title": title, "opts": model._meta, "original": row, "back": change_address(row)}

    def _name(self, act: Act) -> str:
        meta = self.model._meta  # type: ignore[attr-defined]
        return f"{meta.app_label}_{meta.model_name}_{act.word.replace('-', '_')}"

    def _view(self, act: Act) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, object_id: str) -> HttpResponse:
            row = self.row_of(request, object_id)
            if not act.is_for(row):
                messages.warning(request, f"“{act.button}” does not apply to {row} now.")
                return HttpResponseRedirect(change_address(row))
            form = act.form(request.POST or None)
            if request.method == "POST" and _is_done(act, row, form, request):
                messages.success(request, act.done.format(row))
                return HttpResponseRedirect(_after(row))
            context = {**self.page_context(request, row, f"{act.button}: {row}"), "act": act, "form": form}
            return TemplateResponse(request, "admin/enterprises/act.html", context)

        return view


def change_address(row: Model) -> str:
    """The admin's page of a row."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def signed_in(request: HttpRequest) -> User:
    """Who is at work: the admin lets nobody else in."""
    return cast(User, request.user)


def refuse(form: forms.BaseForm, refusal: ValidationError) -> None:
    """Show an action's refusal at the form's fields, and at its head where it has no such field."""
    by_field = (
        refusal.message_dict if hasattr(refusal, "error_dict") else {NON_FIELD_ERRORS: refusal.messages}
    )
    for field, reasons in by_field.items():
        for reason in reasons:
            form.add_error(field if field in form.fields else None, reason)


def _is_done(act: Act, row: Any, form: forms.Form, request: HttpRequest) -> bool:
    if act.form is not forms.Form and not form.is_valid():
        return False
    try:
        act.perform(row, getattr(form, "cleaned_data", {}), signed_in(request))
    except ValidationError as refusal:
        form.is_valid()
        refuse(form, refusal)
        return False
    return True


def _after(row: Model) -> str:
    if row.pk is None or not type(row)._default_manager.filter(pk=row.pk).exists():
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_changelist")
    return change_address(row)
