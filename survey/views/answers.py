"""The pages of an online survey, from the first question to the sending."""

from __future__ import annotations

import json
import uuid
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_http_methods

from survey import actions
from survey.fields import ADD, REMOVE, GroupFields, display_answer, row_action
from survey.markdown import unmarked
from survey.models import Response
from survey.online.errors import AlreadySentError, ChangedMeanwhileError, SurveyClosedError
from survey.online.forms import PageForm
from survey.online.pages import Page, find_page, pages_of
from survey.page_language import mark_language
from survey.views.languages import LANGUAGE_PREFIX
from survey.views.page_context import already_sent_page, answer_summary, closed_page, page_context
from survey.views.private import private_link, response_of

CONTINUE = "continue"
UPDATE = "update"
SENT_ALREADY = gettext_lazy("These answers were already sent.")
CHANGED_MEANWHILE = gettext_lazy("This page was changed in another window. Press Continue to see both.")
NOT_WHOLE = gettext_lazy(
    "The page was not sent whole. Your answers are kept: check them and send them again."
)
CHANGED_BEFORE_SENDING = gettext_lazy(
    "Some answers were changed in another window after this page was opened. Check them again."
)
KEPT_AFTER_CLOSING = gettext_lazy("This survey has closed. Your answers are kept, but cannot be sent.")
SCRIPT = {
    "saved": gettext_lazy("Saved."),
    "unsaved": gettext_lazy("Not saved yet. Your answers are kept in this browser."),
    "offline": gettext_lazy("No connection. Your answers are kept in this browser."),
    "putBack": gettext_lazy("Answers that this browser had kept were put back."),
    "full": gettext_lazy("This browser has no room left to keep your answers: press Save now and then."),
}
"""The sentences of the script of a page of questions, by the name that it knows them by."""


def address_after(request: HttpRequest, action: str, group: GroupFields | None) -> str:
    """Return the address of the page to show after a button."""
    query = {"from": request.GET["from"]} if "from" in request.GET else {}
    anchor = f"#question-{group.group.name}" if group is not None else ""
    if group is not None and action == ADD and group.can_add_row:
        query[ADD] = group.group.name
        anchor += f":{len(group.places) + 1}"
    return request.path + (f"?{urlencode(query)}" if query else "") + anchor


CHECK = "check"


class SendForm(forms.Form):
    """The hidden fields of the Send button: an idempotency key, and the fingerprint of the answers on the page."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


@private_link
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str, section: str) -> HttpResponse:
    """Show one page of questions, or save whatever is typed on it and go where the button says."""
    response = response_of(token)
    if not response.is_editable:
        return _already_sent_page(request, response, token, section)
    if response.is_being_changed and request.method != "POST" and not response.strand.is_open_on():
        return closed_page(request, response, token)
    pages = pages_of(response.translated_questionnaire, response.working_answers)
    here = find_page(pages, section)
    if here is None:
        return redirect("survey-resume", token)
    if request.method != "POST":
        more = request.GET.get(ADD, "")
        form = PageForm(
            response.translated_questionnaire,
            here.section,
            answers=response.working_answers,
            suggestions=response.suggestions,
            more=more,
            seed=str(response.pk),
        )
        return _render_page(request, response, token, pages, here, form)
    action, group, place = row_action(request.POST.get("action", CONTINUE))
    form = PageForm(
        response.translated_questionnaire,
        here.section,
        answers=response.working_answers,
        data=request.POST,
        removed_row=(group, place) if action == REMOVE else ("", 0),
        seed=str(response.pk),
    )
    is_autosave = action == "autosave"
    try:
        response = actions.save_page(
            response=response,
            section=here.section,
            answers=form.answers_to_save(),
            seen=request.POST.get("seen", ""),
            confirms=action == CONTINUE,
        )
    except AlreadySentError as sent:
        if is_autosave:
            return JsonResponse({"reason": str(SENT_ALREADY)}, status=409)
        return _already_sent_page(request, sent.response, token, section)
    except ChangedMeanwhileError as changed:
        if is_autosave:
            return JsonResponse({"reason": str(CHANGED_MEANWHILE)}, status=409)
        return _render_conflict(request, changed.response, token, here, request.POST)
    is_open = response.strand.is_open_on()
    if is_autosave:
        seen = {"seen": actions.answers_fingerprint(response, here.section)}
        return JsonResponse(seen if is_open else {**seen, "notice": str(KEPT_AFTER_CLOSING)})
    if not is_open:
        return closed_page(request, response, token)
    if action == "save":
        return redirect("survey-saved", token)
    if action.startswith(LANGUAGE_PREFIX):
        actions.set_language(response=response, language=action.removeprefix(LANGUAGE_PREFIX))
        return redirect(request.get_full_path())
    if action in {ADD, REMOVE, UPDATE}:
        return redirect(address_after(request, action, form.groups.get(group)))
    return _redirect_onwards(request, response, token, here, form, goes_back=action == "back")


@private_link
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Show all answers with a link to change each, or send them."""
    response = response_of(token)
    if not response.is_editable and request.method != "POST":
        return redirect("survey-resume", token)
    trouble = ""
    problems: dict[str, str] = {}
    if request.method == "POST":
        form = SendForm(request.POST)
        if not form.is_valid():
            trouble = str(NOT_WHOLE)
        else:
            try:
                actions.submit_response(response=response, **form.cleaned_data)
                return redirect("survey-resume", token)
            except AlreadySentError:
                return already_sent_page(request, response_of(token), token)
            except SurveyClosedError:
                return closed_page(request, response, token)
            except ChangedMeanwhileError:
                trouble = str(CHANGED_BEFORE_SENDING)
            except ValidationError as refusal:
                problems = {name: " ".join(found) for name, found in refusal.message_dict.items()}
        response = response_of(token)
        if not response.is_editable:
            return already_sent_page(request, response, token)
    pages = pages_of(response.translated_questionnaire, response.working_answers)
    context = page_context(
        response,
        token,
        pages=[answer_summary(each, problems) for each in pages],
        problems=_problem_links(pages, problems, token),
        contradictions=[] if problems else _problem_links(pages, _open_checks(response), token),
        trouble=trouble,
        form=SendForm(
            initial={"submission_key": uuid.uuid4(), "seen": actions.answers_fingerprint(response)}
        ),
        last=pages[-1].section.name if pages else "",
        language_page=CHECK,
    )
    return render(request, "survey/check.html", context, status=409 if trouble else 200)


def _redirect_onwards(
    request: HttpRequest, response: Response, token: str, here: Page, form: PageForm, *, goes_back: bool
) -> HttpResponse:
    pages = pages_of(response.translated_questionnaire, response.working_answers)
    names = [each.section.name for each in pages]
    is_change = request.GET.get("from") == CHECK
    if here.section.name not in names:
        # What follows from the answers of the page has hidden it.
        return redirect("survey-resume", token)
    place = names.index(here.section.name)
    if goes_back:
        if is_change:
            return redirect("survey-check", token)
        return redirect("survey-page", token, names[place - 1]) if place else redirect("survey-resume", token)
    if form.lacks_rows:
        return redirect(request.get_full_path())
    if not form.is_valid():
        return _render_page(request, response, token, pages, pages[place], form)
    if place + 1 == len(names) or (is_change and all(each.is_complete for each in pages)):
        return redirect("survey-check", token)
    if is_change:
        # A changed answer may show a page that the respondent has not seen yet.
        unseen = next(each for each in pages if not each.is_complete)
        address = reverse("survey-page", args=[token, unseen.section.name])
        return redirect(f"{address}?from={CHECK}")
    return redirect("survey-page", token, names[place + 1])


def _render_page(
    request: HttpRequest,
    response: Response,
    token: str,
    pages: tuple[Page, ...],
    here: Page,
    form: PageForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = page_context(
        response,
        token,
        page=here,
        count=len(pages),
        form=form,
        rows=list(form.rows()),
        seen=actions.answers_fingerprint(response, here.section),
        is_change=request.GET.get("from") == CHECK,
        language_form="answers",
        script_words=json.dumps(SCRIPT, cls=DjangoJSONEncoder, ensure_ascii=False),
        **more,
    )
    return render(request, "survey/page.html", context, status=status)


def _render_conflict(
    request: HttpRequest, response: Response, token: str, here: Page, data: Any
) -> HttpResponse:
    """Show the page with what was typed, and beside it what another window has stored."""
    pages = pages_of(response.translated_questionnaire, response.working_answers)
    here = find_page(pages, here.section.name) or here
    form = PageForm(
        response.translated_questionnaire,
        here.section,
        answers=response.working_answers,
        data=data,
        seed=str(response.pk),
    )
    typed = form.answers_to_save()
    names = [question for question in here.section.questions if question.takes_answer]
    found = [
        (
            question.label,
            mark_language(display_answer(question, response.working_answers.get(question.name)))
            or gettext("No answer"),
        )
        for question in names
        if (response.working_answers.get(question.name) or {}) != typed.get(question.name, {})
    ]
    return _render_page(request, response, token, pages, here, form, status=409, found=found)


def _already_sent_page(request: HttpRequest, response: Response, token: str, section: str) -> HttpResponse:
    """Show the receipt, with the answers of this page that were typed too late, so that they can be copied."""
    if request.method != "POST":
        return already_sent_page(request, response, token)
    questionnaire = response.translated_questionnaire
    here = next((each for each in questionnaire.sections if each.name == section), None)
    if here is None:
        return already_sent_page(request, response, token)
    typed = PageForm(questionnaire, here, answers=response.answers, data=request.POST).answers_to_save()
    late = [
        (question.label, mark_language(display_answer(question, typed[question.name])))
        for question in here.questions
        if typed.get(question.name) and typed[question.name] != response.answers.get(question.name)
    ]
    return already_sent_page(request, response, token, late)


def _open_checks(response: Response) -> dict[str, str]:
    """Return what does not agree in the answers and was not kept by a tick, by question."""
    found = response.translated_questionnaire.contradictions(response.working_answers)
    return {
        each.name: mark_language(unmarked(each.label))
        for each in found
        if not response.working_answers.get(each.name)
    }


def _problem_links(pages: tuple[Page, ...], problems: dict[str, str], token: str) -> list[tuple[str, str]]:
    """Return each problem with the address of its question."""
    found = []
    for each in pages:
        address = reverse("survey-page", args=[token, each.section.name])
        for line in each.lines:
            if line.question.name in problems:
                found.append(
                    (f"{address}?from={CHECK}#question-{line.question.name}", problems[line.question.name])
                )
    return found
