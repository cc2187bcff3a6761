"""Provenance in the admin: filters by source, titles of sources, and a mark for rows changed by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.admin_permissions import RoleAdmin
from accounts.audit import record
from noms.models import DataSource
from noms.models.bases import SEPARATOR, Sourced
from noms.signals import frame_changed

KEPT = "is_kept_by_hand"
PROVENANCE = ["sources_in_words", "source", "uncertain", KEPT]


class SourceFilter(admin.SimpleListFilter):
    """Filter rows by one data source."""

    title = "source"
    parameter_name = "source_key"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return DataSource.objects.values_list("key", "title")

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None:
            return queryset
        listed = Concat(Value(SEPARATOR), "source", Value(SEPARATOR))
        return queryset.alias(listed=listed).filter(listed__contains=f"{SEPARATOR}{self.value()}{SEPARATOR}")


class UncheckedFilter(admin.SimpleListFilter):
    """Filter rows by whether they have a note of what was not checked."""

    title = "not checked"
    parameter_name = "unchecked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [("yes", "Something was not checked"), ("no", "Nothing is noted")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "yes":
                return queryset.exclude(uncertain="")
            case "no":
                return queryset.filter(uncertain="")
        return queryset


def in_words(keys: Collection[str]) -> SafeString:
    """Return the title, licence and attribution of each data source as HTML, in the given order."""
    found = DataSource.objects.in_bulk(keys, field_name="key")
    named = [found[key] for key in keys if key in found]
    lines = ((source.title, source.licence, source.attribution) for source in named)
    return format_html_join("", "<p>{}<br>Licence: {}<br>{}</p>", lines)


class ReadOnlyAdmin(RoleAdmin):
    """Admin for models that only the reference files fill; nothing can be changed."""

    permission = None
    view_permission = "admin.enter"
    show_full_result_count = False


class SourcedAdmin(RoleAdmin):
    """Admin for rows with data sources. A row changed here is no longer updated from the files; none is deleted.

    `fixed` fields identify the row in the reference files and cannot be changed.
    """

    permission = "reference.manage"
    view_permission = "admin.enter"
    show_full_result_count = False
    list_per_page = 50
    fixed: tuple[str, ...] = ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["sources_in_words", *(self.fixed if obj else ())]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the change list with the data sources of its rows, fetched in one query."""
        changes = super().get_changelist_instance(request)
        by_key = {source.key: source for source in DataSource.objects.all()}
        for row in changes.result_list:
            row.named_sources = [by_key[key] for key in row.source_keys if key in by_key]
        return changes

    @admin.display(description="sources")
    def source_titles(self, row: Any) -> str:
        return SEPARATOR.join(source.title for source in row.named_sources)

    @admin.display(description="source titles")
    def sources_in_words(self, row: Sourced) -> str | SafeString:
        """Return the title, licence and attribution of every source of the row."""
        return in_words(row.source_keys) or "No source is named."

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change or set(form.changed_data) - {KEPT}:
            obj.is_kept_by_hand = True
        super().save_model(request, obj, form, change)
        if form.changed_data:
            verb = "reference.changed" if change else "reference.added"
            record(by=request.user, verb=verb, subject=obj, detail={"fields": form.changed_data})
            frame_changed.send(sender=type(obj))


class FixedAdmin(SourcedAdmin):
    """Admin for a fixed set of rows: none can be added."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
