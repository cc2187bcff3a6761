"""The pages on which a study lead publishes a questionnaire from its form, retires one, and brings one back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, requires
from accounts.multiline import MultilineField
from accounts.uploads.files import decode
from accounts.uploads.forms import MultipleFileField
from survey import actions
from survey.models import Instrument, QuestionnaireUpload
from survey.questionnaire import Questionnaire
from survey.views.questionnaire_comparison import earlier_comparison
from survey.views.questionnaires import preview_of
from survey.xlsform import Corrections, FormFile, Reading
from survey.xlsform.identity import MAX_NAME, MAX_TITLE, MAX_VERSION
from survey.xlsform.language_names import CODE
from survey.xlsform.notes import grouped

PASTED = "form.md"
"""The name of a form that was pasted as text."""

KINDS = {
    "understood": ("Understood otherwise", "These are read otherwise than they are written."),
    "left_out": ("Left out", "These are not asked here. No answer is lost."),
    "refused": (
        "Refused",
        "The file is no form that can be read, an answer would be lost, or a rule ignored. Mend these in the form, "
        "and load it again.",
    ),
}
"""The headings of the three kinds of notes, and what is said below them."""

GONE = (
    "That form is not kept any more: it was published or discarded in the meantime. What is published is in this "
    "list."
)


class UploadForm(forms.Form):
    """An XLSForm as files or as text."""

    form_files = MultipleFileField(
        label="XLSForm and the tables beside it",
        required=False,
        help_text="A workbook (.xlsx, .xls or .ods), a CSV or Markdown, 2 MB at most, with the CSV files that its "
        "questions use; or a zip of them.",
    )
    source = MultilineField(
        label="Or its text",
        required=False,
        strip=False,
        help_text="The sheets survey, choices and settings as Markdown tables, each below a row with its name.",
        widget=forms.Textarea(attrs={"rows": 15, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = [FormFile(*each) for each in data.get("form_files") or ()]
        if not given and data.get("source", "").strip():
            given = [FormFile(PASTED, data["source"].encode(errors="replace"))]
        elif not given and not self.errors:
            self.add_error("form_files", "Choose a file, or paste the form’s text.")
        data["given"] = given
        return data


class AddFilesForm(forms.Form):
    """Files that are added to an uploaded form."""

    more_files = MultipleFileField(
        label="Add or replace files",
        help_text="CSV files that are missing, or the form after you have mended it.",
        error_messages={"required": "Choose a file."},
    )


class CorrectionsForm(forms.Form):
    """What the author of a form says instead of it: its title, form_id and version, and the codes of its languages."""

    title = forms.CharField(label="Title", max_length=MAX_TITLE)
    form_id = forms.RegexField(
        r"^[A-Za-z0-9_-]+$",
        label="form_id",
        max_length=MAX_NAME,
        help_text="The name of the questionnaire in files: letters, digits, - and _.",
        error_messages={"invalid": "Use letters, digits, - and _ only."},
    )
    version = forms.CharField(
        label="Version", max_length=MAX_VERSION, help_text="A published version never changes."
    )

    def __init__(self, questionnaire: Questionnaire, data: Any = None) -> None:
        initial = {
            "title": questionnaire.title,
            "form_id": questionnaire.name,
            "version": questionnaire.version,
        }
        super().__init__(data, initial=initial)
        for place, language in enumerate(questionnaire.languages):
            self.fields[f"language_{place}"] = forms.RegexField(
                rf"^{CODE.pattern}$",
                label=f"Code of the language “{language.name}”",
                initial=language.code,
                max_length=20,
                help_text="Such as en, cy or fr." if place == 0 else "",
                error_messages={"invalid": "Write the code of a language, such as en, cy or pt-BR."},
            )

    @property
    def corrections(self) -> Corrections:
        """The corrections: what differs from the form as it was read."""
        changed = {name: self.cleaned_data[name] if name in self.changed_data else "" for name in self.fields}
        codes = [changed.pop(name) for name in self.fields if name.startswith("language_")]
        return Corrections(**changed, languages=tuple(codes) if any(codes) else ())


class RetireForm(forms.Form):
    """Why a questionnaire is retired."""

    reason = MultilineField(
        label="Why it is retired",
        help_text="It is shown in the list of questionnaires.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        error_messages={"required": "Say why the questionnaire is retired."},
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def new(request: AuthenticatedRequest) -> HttpResponse:
    """Show the form for an XLSForm; on POST keep it and lead to its preview. Nothing is published."""
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            held = actions.stage_questionnaire(files=form.cleaned_data["given"], by=request.user)
        except ValidationError as refusal:
            form.add_error("form_files", refusal.messages)
        else:
            return redirect("questionnaire-upload", held.pk)
    return render(request, "survey/questionnaire_new.html", {"form": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def upload(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Show an uploaded form as respondents will see it, and what was understood otherwise, left out and refused.

    On POST correct it, add files to it, publish it or discard it.
    """
    try:
        return _page(request, QuestionnaireUpload.objects.get(pk=pk))
    except QuestionnaireUpload.DoesNotExist:
        # The form was sent twice, also while it was being read, or the browser went back to it.
        messages.warning(request, GONE)
        return redirect("questionnaire-list")


def _page(request: AuthenticatedRequest, held: QuestionnaireUpload) -> HttpResponse:
    if "_discard" in request.POST:
        actions.discard_questionnaire(upload=held)
        messages.success(request, "The form is discarded.")
        return redirect("questionnaire-list")
    added = AddFilesForm(*((request.POST, request.FILES) if "_add" in request.POST else ()))
    if added.is_valid():
        files = [FormFile(*each) for each in added.cleaned_data["more_files"]]
        try:
            actions.add_questionnaire_files(upload=held, files=files, by=request.user)
        except ValidationError as refusal:
            added.add_error("more_files", refusal.messages)
        else:
            return redirect("questionnaire-upload", held.pk)
    reading = actions.read_questionnaire(upload=held)
    corrected = _corrections_form(request, reading)
    if corrected is not None and (response := _keep(request, held, corrected)):
        return response
    context = _context(request, held, reading, corrected, added)
    return render(request, "survey/questionnaire_upload.html", context)


def _corrections_form(request: AuthenticatedRequest, reading: Reading) -> CorrectionsForm | None:
    if reading.questionnaire is None:
        return None
    is_given = bool({"_correct", "_save"} & set(request.POST))
    return CorrectionsForm(reading.questionnaire, request.POST if is_given else None)


def _keep(
    request: AuthenticatedRequest, held: QuestionnaireUpload, form: CorrectionsForm
) -> HttpResponse | None:
    """Keep the corrections, and publish the form if that is asked. Return None if it cannot be published."""
    if not form.is_valid():
        return None
    if form.has_changed():
        before = actions.corrections_of(held)
        actions.correct_questionnaire(
            upload=held, corrections=before.with_changes(form.corrections), by=request.user
        )
    if "_save" not in request.POST:
        return redirect("questionnaire-upload", held.pk)
    try:
        published = actions.publish_uploaded_questionnaire(upload=held, by=request.user)
    except ValidationError as refusal:
        form.add_error("version", refusal.messages)
        return None
    messages.success(request, f"{published} is published.")
    return redirect("questionnaire-preview", published.name, published.version)


def _context(
    request: AuthenticatedRequest,
    held: QuestionnaireUpload,
    reading: Reading,
    corrected: CorrectionsForm | None,
    added: AddFilesForm,
) -> dict[str, Any]:
    """Return what the page of an uploaded form shows."""
    form, companions = actions.uploaded_form(held)
    context = {
        "upload": held,
        "file_names": [form.name, *(each.name for each in companions)],
        "reading": reading,
        "kinds": [(*KINDS[kind], grouped(notes)) for kind, notes in reading.groups if notes],
        "form": corrected,
        "added": added,
    }
    if reading.questionnaire is not None:
        context |= preview_of(reading.questionnaire, language=request.GET.get("language", ""))
        context["compared"] = earlier_comparison(reading.questionnaire)
    source = decode(form.content) if reading.refused and form.name == PASTED else None
    if source is not None:
        context["again"] = UploadForm(initial={"source": source})
    return context


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@requires("study.manage")
def retire(request: AuthenticatedRequest, name: str, version: str) -> HttpResponse:
    """Ask for a reason; on POST retire the questionnaire."""
    row = get_object_or_404(Instrument.objects.select_related("retirement"), name=name, version=version)
    if row.is_retired:
        messages.warning(request, f"{row} is retired already.")
        return redirect("questionnaire-preview", name, version)
    form = RetireForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.retire_instrument(instrument=row, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as refusal:
            form.add_error("reason", refusal.messages)
        else:
            messages.success(request, f"{row} is retired.")
            return redirect("questionnaire-preview", name, version)
    return render(request, "survey/questionnaire_retire.html", {"instrument": row, "form": form})


@never_cache
@require_POST
@requires("study.manage")
def restore(request: AuthenticatedRequest, name: str, version: str) -> HttpResponse:
    """Offer a retired questionnaire to new surveys again."""
    row = get_object_or_404(Instrument, name=name, version=version)
    actions.restore_instrument(instrument=row, by=request.user)
    messages.success(request, f"{row} is offered again.")
    return redirect("questionnaire-preview", name, version)
