"""Admin of studies: open one with its frame, describe it, publish its reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from accounts.admin_permissions import RoleAdmin, RoleInline
from enterprises.admin.object_actions import ObjectAction, ObjectActionsAdmin
from enterprises.classification import definitions
from noms.models import Service
from noms.vocabulary import REFERENCE_FRAME
from survey import actions
from survey.models import Instrument, Strand, Study
from survey.vocabulary import INTERVIEWED_CODES

if TYPE_CHECKING:
    from accounts.models import User

OF_THE_FRAME = ["slug", "frame_on", "counting_unit", "definition"]
DESCRIPTION = ["title", "description", "opened_on", "closed_on"]
PROTECTION = ["protection", "protection_threshold"]


def _definitions() -> list[tuple[str, str]]:
    return [(each.id, f"{each.title} ({each.id}, version {each.version})") for each in definitions.all()]


class OpenStudyForm(forms.ModelForm):
    """The form to open a study."""

    definition = forms.ChoiceField(
        choices=_definitions, help_text="Which organisations count as social enterprises in its reports."
    )
    instrument = forms.ModelChoiceField(
        Instrument.objects.all(),
        required=False,
        empty_label="Our own guide",
        help_text="The questionnaire of the initial interviews.",
    )

    class Meta:
        model = Study
        fields = [*DESCRIPTION, *OF_THE_FRAME]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened_on"].required = False
        self.fields["opened_on"].help_text = "The frame date if you leave it empty."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        frame_on = data.get("frame_on")
        data["opened_on"] = data.get("opened_on") or frame_on
        if frame_on and not Service.objects.in_frame(REFERENCE_FRAME).open_on(frame_on).exists():
            self.add_error(
                "frame_on", "No prison or probation service is known to have been open on that day."
            )
        if data.get("definition"):
            self.instance.definition_version = definitions.get(data["definition"]).version
        return data


class OpenSurveyForm(forms.Form):
    """The questionnaire and the dates of the online survey."""

    instrument = forms.ModelChoiceField(
        Instrument.objects.filter(retirement__isnull=True),
        label="questionnaire",
        help_text="Answers that are being written keep the version they began with.",
    )
    opens_on = forms.DateField(label="opens", help_text="The first day, such as 2009-06-01.")
    closes_on = forms.DateField(
        label="closes", required=False, help_text="The last day, such as 2009-07-31; empty for no end."
    )


class StrandInline(RoleInline):
    """The strands of a study with the sizes of their samples. Read only."""

    model = Strand
    view_permission = "study.manage"
    readonly_fields = ["kind", "instrument", "opens_on", "closes_on", "units", "interviewed"]
    fields = [*readonly_fields]
    can_delete = False
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Strand]:
        reached = Count("units", filter=Q(units__code__in=INTERVIEWED_CODES))
        found: QuerySet[Strand] = super().get_queryset(request)
        return found.select_related("instrument").annotate(drawn=Count("units"), reached=reached)

    @admin.display(description="units drawn")
    def units(self, strand: Any) -> int:
        return int(strand.drawn)

    @admin.display(description="interviewed")
    def interviewed(self, strand: Any) -> int:
        return int(strand.reached)


@admin.register(Study)
class StudyAdmin(RoleAdmin[Study], ObjectActionsAdmin):
    """Admin of studies. A new study takes all services open on its frame date; the frame never changes."""

    permission = "study.manage"
    list_display = ["title", "frame_on", "counting_unit", "definition", "units", "is_published"]
    list_filter = ["is_published", "counting_unit"]
    search_fields = ["title", "slug"]
    actions = ["publish", "withdraw"]
    object_actions = (
        ObjectAction(
            slug="online-survey",
            button="Open the online survey",
            explanation="The public survey takes answers between these two days, both included. Set other days to "
            "close it or to open it again.",
            success_message="The online survey of {0} has its days.",
            perform=lambda row, data, by: actions.open_survey(study=row, by=by, **data),
            form=OpenSurveyForm,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Study]:
        found: QuerySet[Study] = super().get_queryset(request)
        return found.annotate(drawn=Count("strands__units"))

    @admin.display(description="units drawn", ordering="drawn")
    def units(self, study: Any) -> int:
        return int(study.drawn)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Study | None = None) -> list[Any]:
        if obj is None:
            return ["title", "slug", "description", "frame_on", "counting_unit", "definition", "instrument",
                    "opened_on", "closed_on"]  # fmt: skip
        return [*DESCRIPTION, *PROTECTION, *self.get_readonly_fields(request, obj)]

    def get_readonly_fields(self, request: HttpRequest, obj: Study | None = None) -> list[str]:
        return [*OF_THE_FRAME, "definition_version", "is_published", "is_demonstration"] if obj else []

    def get_form(
        self, request: HttpRequest, obj: Study | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is None:
            kwargs["form"] = OpenStudyForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [StrandInline] if obj else []

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ValidationError as refusal:
            # Publishing our own guide fails here if it was changed without a new version.
            self.message_user(request, " ".join(refusal.messages), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: Study, form: Any, change: bool) -> None:
        data = form.cleaned_data
        if change:
            given = {name: data[name] for name in (*DESCRIPTION, *PROTECTION)}
            actions.revise_study(study=obj, by=cast("User", request.user), **given)
        else:
            opened = actions.draft_and_open_study(
                by=cast("User", request.user), definition_version=obj.definition_version, **data
            )
            obj.__dict__.update(opened.__dict__)

    @admin.action(description="Publish the reports", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Study]) -> None:
        self._publish(request, queryset, True)

    @admin.action(description="Withdraw the reports", permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Study]) -> None:
        self._publish(request, queryset, False)

    def _publish(self, request: HttpRequest, queryset: QuerySet[Study], is_published: bool) -> None:
        for study in queryset:
            actions.set_published(study=study, is_published=is_published, by=cast("User", request.user))
        self.message_user(request, f"Done for {len(queryset)}.")
