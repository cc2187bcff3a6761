"""Admin for accounts and the audit trail."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from accounts import actions
from accounts.access import current_user
from accounts.admin_permissions import RoleAdmin
from accounts.models import AuditEvent, User
from accounts.roles import Role

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth documents
admin.site.site_header = "Gatehouse"
admin.site.site_title = "Gatehouse"
admin.site.index_title = "Curation and administration"


class AccountForm(forms.ModelForm):
    """A form for an account, with its roles as checkboxes."""

    viewer: User | None = None
    roles = forms.MultipleChoiceField(
        choices=Role.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    class Meta:
        model = User
        fields = ["email", "name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["roles"].initial = [grant.role for grant in self.instance.role_grants.all()]
        if self.viewer is not None and self.instance.pk == self.viewer.pk:
            self.fields["roles"].disabled = True
            self.fields["roles"].help_text = "Your own roles are changed by another administrator."


@admin.register(User)
class UserAdmin(RoleAdmin[User]):
    """Accounts and their roles. Passwords are not set here: owners choose them."""

    permission = "accounts.manage"
    form = AccountForm
    list_display = ["email", "name", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "role_grants__role"]
    search_fields = ["email", "name"]
    readonly_fields = ["is_active", "is_demonstration", "created_at", "last_login"]
    fields = ["email", "name", "roles", "is_active", "is_demonstration", "created_at", "last_login"]
    actions = ["make_link", "close", "reopen", "remove_second_factor"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("role_grants")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="roles")
    def roles(self, user: User) -> str:
        return ", ".join(grant.get_role_display() for grant in user.role_grants.all())

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"viewer": request.user})

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        by = current_user(request)
        if not change:
            account = actions.open_account(email=obj.email, name=obj.name, by=by)
            obj.__dict__.update(account.__dict__)
        else:
            super().save_model(request, obj, form, change)
        if "roles" in form.changed_data:
            actions.set_roles(user=obj, roles=set(form.cleaned_data["roles"]), by=by)

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        self._show_link(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def _show_link(self, request: HttpRequest, user: User) -> None:
        link = request.build_absolute_uri(actions.one_time_link(user=user, by=current_user(request)))
        self.message_user(request, f"Give {user} this link to choose a password. It works once: {link}")

    @admin.action(description="Make a link to choose a password")
    def make_link(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            self._show_link(request, user)

    @admin.action(description="Close the account")
    def close(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._each(request, queryset, actions.close_account)

    @admin.action(description="Open the account again")
    def reopen(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._each(request, queryset, actions.reopen_account)

    @admin.action(description="Remove the security code (lost phone)")
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self._each(request, queryset, actions.remove_second_factor)

    def _each(self, request: HttpRequest, queryset: QuerySet[User], action: Any) -> None:
        by = current_user(request)
        for user in queryset:
            try:
                action(user=user, by=by)
            except ValidationError as refusal:
                self.message_user(request, refusal.messages[0], messages.ERROR)
            else:
                self.message_user(request, f"Done: {user}.")


@admin.register(AuditEvent)
class AuditEventAdmin(RoleAdmin[AuditEvent]):
    """The audit trail, read-only."""

    permission = None
    view_permission = "audit.view"
    list_display = ["at", "by", "verb", "subject_type", "subject_label", "study_slug"]
    list_filter = ["verb", "subject_type", "study_slug"]
    list_select_related = ["by"]
    search_fields = ["subject_label", "subject_id", "by__email"]
    date_hierarchy = "at"
    show_full_result_count = False
