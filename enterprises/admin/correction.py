"""The queue of corrections: curators take one, change the entry where that is right, and answer in words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from accounts.access import may
from accounts.admin_permissions import RoleAdmin
from accounts.models import User
from accounts.multiline import MultilineField
from accounts.roles import ROLES
from enterprises.actions import corrections as actions
from enterprises.admin.inlines import CURATE
from enterprises.admin.object_actions import ObjectAction, ObjectActionsAdmin
from enterprises.corrections.emails import send_answer
from enterprises.corrections.subjects import find_subject, is_address_of
from enterprises.models import Correction
from enterprises.models.correction import LONGEST_TEXT
from enterprises.vocabulary import CorrectionState

CURATING_ROLES = [role for role, words in ROLES.items() if CURATE in words]


class AssignForm(forms.Form):
    """Who looks at a correction."""

    curator = forms.ModelChoiceField(
        User.objects.filter(is_active=True, role_grants__role__in=CURATING_ROLES).distinct(), label="Curator"
    )


class AnswerForm(forms.Form):
    """The answer to the sender, and what was done in the directory."""

    is_changed = forms.TypedChoiceField(
        label="What became of it",
        choices=[("yes", "I changed the entry"), ("no", "The entry stays as it is")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    done = MultilineField(
        label="What you did in the directory",
        required=False,
        max_length=LONGEST_TEXT,
        help_text="For curators. Evidence needs its own source: what somebody sent is not one.",
    )
    answer = MultilineField(
        label="Answer to the sender",
        max_length=LONGEST_TEXT,
        help_text="Whoever has the reference number reads it, and it is sent by e-mail where an address was given.",
    )


def _answer(row: Correction, data: dict[str, Any], by: Any) -> None:
    found = actions.answer_correction(correction=row, by=by, **data)
    if send_answer(found):
        actions.note_answer_sent(correction=found)


OBJECT_ACTIONS = (
    ObjectAction(
        slug="take",
        button="Take",
        explanation="You look at it. Others see that, and the sender reads “Somebody is looking at it”.",
        success_message="You have taken {}.",
        perform=lambda row, data, by: actions.take_correction(correction=row, curator=by, by=by),
        applies_to=lambda row: row.is_open,
    ),
    ObjectAction(
        slug="assign",
        button="Assign",
        explanation="Somebody else looks at it.",
        success_message="{} is assigned.",
        perform=lambda row, data, by: actions.take_correction(correction=row, by=by, **data),
        form=AssignForm,
        applies_to=lambda row: row.is_open,
    ),
    ObjectAction(
        slug="answer",
        button="Answer",
        explanation="Change the entry first, on its own page. This records what you did and changes nothing there.",
        success_message="{} is answered.",
        perform=_answer,
        form=AnswerForm,
        applies_to=lambda row: row.is_open,
    ),
    ObjectAction(
        slug="erase-words",
        button="Erase what was sent",
        explanation="For words about an offender or a private person. It cannot be undone, and stays in the queue.",
        success_message="What was sent with {} is erased.",
        perform=lambda row, data, by: actions.erase_words(correction=row, by=by),
        applies_to=lambda row: bool(row.text or row.how_known or row.post),
    ),
)


class QueueFilter(admin.SimpleListFilter):
    """Shows what waits for an answer, or on request what is answered or may be spam."""

    title = "queue"
    parameter_name = "queue"
    choices_of_queue = (("answered", "Answered"), ("spam", "May be spam"), ("all", "All"))

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return list(self.choices_of_queue)

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        yield {**first, "display": "To be answered"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "answered":
                return queryset.filter(state__in=CorrectionState.answered_states())
            case "spam":
                return queryset.exclude(suspicion="")
            case "all":
                return queryset
        return queryset.filter(state__in=CorrectionState.open_states(), suspicion="")


@admin.register(Correction)
class CorrectionAdmin(RoleAdmin[Correction], ObjectActionsAdmin):
    """What readers sent, the oldest first. It is answered by its buttons and never changed by hand."""

    view_permission = CURATE
    object_actions = OBJECT_ACTIONS
    list_display = ["__str__", "what", "received_on", "state", "assigned_to", "warning"]
    list_filter = [
        QueueFilter,
        "is_claim",
        "matter",
        "about_kind",
        ("assigned_to", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["assigned_to"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["reference", "about_name"]
    search_help_text = "A reference number or the name of an entry."
    fieldsets = [
        (None, {"fields": ["entry_link", "what", "text", "how_known", "warning"]}),
        ("Who sent it", {"fields": ["post", "email", "address_in_words", "received_on", "suspicion"]}),
        ("What became of it", {"fields": [
            "state", "assigned_to", "done", "answer", "answered_on", "answered_by", "is_answer_sent", "reference",
        ]}),
    ]  # fmt: skip
    readonly_fields = [
        "entry_link", "what", "text", "how_known", "warning", "post", "email", "address_in_words", "received_on",
        "suspicion", "state", "assigned_to", "done", "answer", "answered_on", "answered_by", "is_answer_sent",
        "reference",
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, CURATE)

    @admin.display(description="what is wrong")
    def what(self, row: Correction) -> str:
        return "This is our organisation" if row.is_claim else row.get_matter_display()

    @admin.display(description="seems to hold")
    def warning(self, row: Correction) -> str:
        return f"{row.seems_to_hold[0].upper()}{row.seems_to_hold[1:]}: erase it" if row.seems_to_hold else ""

    @admin.display(description="entry")
    def entry_link(self, row: Correction) -> str:
        subject = find_subject(row.about_key) if row.about_key else None
        if subject is None:
            return row.about_name or "None: something else"
        return format_html('<a href="{}">{}</a>', subject.path, subject.name)

    @admin.display(description="about the address")
    def address_in_words(self, row: Correction) -> str:
        if not row.email:
            return "No address: the answer is read by the reference number only."
        subject = find_subject(row.about_key) if row.is_claim else None
        words = []
        if row.email_confirmed_on:
            words.append(f"Confirmed by a link on {row.email_confirmed_on:%-d %B %Y}.")
        elif row.is_claim:
            words.append("Not confirmed by the link.")
        if subject is not None and subject.website:
            is_own = is_address_of(row.email, subject.website)
            words.append(
                f"It is {'at' if is_own else 'not at'} the domain of its website, {subject.website}."
            )
        return " ".join(words) or "Only to answer."
