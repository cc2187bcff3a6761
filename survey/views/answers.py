"""The questions page by page, the answers to check, sending them, and the copy to keep."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from survey import actions
from survey.models import Response
from survey.online import posting
from survey.online.errors import AlreadySentError, ChangedMeanwhileError, SurveyClosedError
from survey.online.forms import PageForm, in_words
from survey.online.pages import Page, page_named, pages_of
from survey.views.private import private_link, response_of

CHECK = "check"


class LinkForm(forms.Form):
    """Where to send the private link."""

    email = forms.EmailField(
        label="E-mail address",
        help_text="Only for sending the link. We do not keep it.",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter an e-mail address",
            "invalid": "Enter an e-mail address, such as name@example.org",
        },
    )


class SendForm(forms.Form):
    """What goes with the sending: which it is, and which answers were on the page."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


@private_link
@require_safe
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """All pages with how far each is; the receipt once the answers are sent."""
    response = response_of(token)
    if not response.is_draft:
        return render(request, "survey/sent.html", _around(response, token))
    pages = pages_of(response.questionnaire, response.answers)
    return render(request, "survey/resume.html", _around(response, token, pages=pages))


@private_link
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, token: str, section: str) -> HttpResponse:
    """One page of questions: shown, kept whatever is typed, and left in the way its buttons say."""
    response = response_of(token)
    if not response.is_draft:
        return _already_sent(request, response, token)
    pages = pages_of(response.questionnaire, response.answers)
    here = page_named(pages, section)
    if here is None:
        return redirect("survey-resume", token)
    if request.method != "POST":
        form = PageForm(response.questionnaire, here.section, answers=response.answers)
        return _shown(request, response, token, pages, here, form)
    form = PageForm(response.questionnaire, here.section, answers=response.answers, data=request.POST)
    action = request.POST.get("action", "continue")
    is_autosave = action == "autosave"
    try:
        response = actions.save_page(
            response=response, section=here.section, answers=form.kept(), seen=request.POST.get("seen", "")
        )
    except SurveyClosedError:
        return _closed(request, response, token, is_autosave)
    except AlreadySentError as sent:
        if is_autosave:
            return JsonResponse({"reason": "These answers were already sent."}, status=409)
        return _already_sent(request, sent.response, token)
    except ChangedMeanwhileError as changed:
        if is_autosave:
            reason = "This page was changed in another window. Press Continue to see both."
            return JsonResponse({"reason": reason}, status=409)
        return _compared(request, changed.response, token, here, request.POST)
    if is_autosave:
        return JsonResponse({"seen": actions.seen_of(response, here.section)})
    if action == "save":
        return redirect("survey-saved", token)
    return _next(request, response, token, here, form, goes_back=action == "back")


@private_link
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, token: str) -> HttpResponse:
    """All answers with a link to change each, and the one button that sends them."""
    response = response_of(token)
    if not response.is_draft and request.method != "POST":
        return redirect("survey-resume", token)
    trouble = ""
    problems: dict[str, str] = {}
    if request.method == "POST":
        form = SendForm(request.POST)
        if not form.is_valid():
            trouble = "The page was not sent whole. Your answers are kept: check them and send them again."
        else:
            try:
                actions.submit_response(response=response, **form.cleaned_data)
                return redirect("survey-resume", token)
            except AlreadySentError:
                return _already_sent(request, response_of(token), token)
            except SurveyClosedError:
                return _closed(request, response, token)
            except ChangedMeanwhileError:
                trouble = "Some answers were changed in another window after this page was opened. Check them again."
            except ValidationError as refusal:
                problems = {name: " ".join(found) for name, found in refusal.message_dict.items()}
        response = response_of(token)
        if not response.is_draft:
            return _already_sent(request, response, token)
    pages = pages_of(response.questionnaire, response.answers)
    context = _around(
        response,
        token,
        pages=[_summary(each, problems) for each in pages],
        problems=_linked(pages, problems, token),
        trouble=trouble,
        form=SendForm(initial={"submission_key": uuid.uuid4(), "seen": actions.seen_of(response)}),
        last=pages[-1].section.name,
    )
    return render(request, "survey/check.html", context, status=409 if trouble else 200)


@private_link
@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: HttpRequest, token: str) -> HttpResponse:
    """The private link, to come back by; sent by e-mail where a mail server is configured."""
    response = response_of(token)
    link = request.build_absolute_uri(reverse("survey-link", args=[token]))
    form = LinkForm(request.POST or None) if posting.can_send() and response.is_draft else None
    was_sent = False
    if request.method == "POST" and form is not None and form.is_valid():
        address = form.cleaned_data["email"]
        was_sent = posting.send_link(response=response, link=link, address=address)
        if not was_sent:
            form.add_error("email", "The link could not be sent. Copy it from this page instead.")
    return render(
        request, "survey/saved.html", _around(response, token, link=link, form=form, was_sent=was_sent)
    )


@private_link
@require_safe
def copy(request: HttpRequest, token: str) -> HttpResponse:
    """The answers as they were sent, to print or to keep."""
    response = response_of(token)
    if response.is_draft:
        return redirect("survey-check", token)
    pages = pages_of(response.questionnaire, response.answers)
    return render(
        request, "survey/copy.html", _around(response, token, pages=[_summary(each, {}) for each in pages])
    )


def _next(
    request: HttpRequest, response: Response, token: str, here: Page, form: PageForm, *, goes_back: bool
) -> HttpResponse:
    pages = pages_of(response.questionnaire, response.answers)
    names = [each.section.name for each in pages]
    place = names.index(here.section.name)
    is_change = request.GET.get("from") == CHECK
    if goes_back:
        if is_change:
            return redirect("survey-check", token)
        return redirect("survey-page", token, names[place - 1]) if place else redirect("survey-resume", token)
    if not form.is_valid():
        return _shown(request, response, token, pages, pages[place], form)
    if place + 1 == len(names) or (is_change and all(each.is_complete for each in pages)):
        return redirect("survey-check", token)
    if is_change:
        # A changed answer may have opened a page that nobody has seen yet.
        unseen = next(each for each in pages if not each.is_complete)
        address = reverse("survey-page", args=[token, unseen.section.name])
        return redirect(f"{address}?from={CHECK}")
    return redirect("survey-page", token, names[place + 1])


def _shown(
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
    context = _around(
        response,
        token,
        page=here,
        count=len(pages),
        form=form,
        rows=list(form.rows()),
        seen=actions.seen_of(response, here.section),
        is_change=request.GET.get("from") == CHECK,
        **more,
    )
    return render(request, "survey/page.html", context, status=status)


def _compared(request: HttpRequest, response: Response, token: str, here: Page, data: Any) -> HttpResponse:
    """What was typed, ready to be kept, and beside it what another window has stored."""
    pages = pages_of(response.questionnaire, response.answers)
    here = page_named(pages, here.section.name) or here
    form = PageForm(response.questionnaire, here.section, answers=response.answers, data=data)
    typed = form.kept()
    names = [question for question in here.section.questions if question.is_asked]
    found = [
        (question.label, in_words(question, response.answers.get(question.name)) or "No answer")
        for question in names
        if (response.answers.get(question.name) or {}) != typed.get(question.name, {})
    ]
    return _shown(request, response, token, pages, here, form, status=409, found=found)


def _summary(page: Page, problems: dict[str, str]) -> dict[str, Any]:
    rows = [
        {
            "name": line.question.name,
            "label": line.question.label,
            "words": in_words(line.question, line.stored),
            "problem": problems.get(line.question.name, ""),
        }
        for line in page.lines
    ]
    return {"name": page.section.name, "title": page.section.title, "rows": rows}


def _linked(pages: tuple[Page, ...], problems: dict[str, str], token: str) -> list[tuple[str, str]]:
    """Each problem with the address of its question."""
    found = []
    for each in pages:
        address = reverse("survey-page", args=[token, each.section.name])
        for line in each.lines:
            if line.question.name in problems:
                found.append(
                    (f"{address}?from={CHECK}#question-{line.question.name}", problems[line.question.name])
                )
    return found


def _already_sent(request: HttpRequest, response: Response, token: str) -> HttpResponse:
    is_late = request.method == "POST"
    return render(
        request, "survey/sent.html", _around(response, token, is_late=is_late), status=409 if is_late else 200
    )


def _closed(request: HttpRequest, response: Response, token: str, is_autosave: bool = False) -> HttpResponse:
    if is_autosave:
        return JsonResponse({"reason": "This survey takes no answers today."}, status=403)
    return render(request, "survey/closed.html", _around(response, token, is_over=True), status=403)


def _around(response: Response, token: str, **more: Any) -> dict[str, Any]:
    return {
        "response": response,
        "token": token,
        "strand": response.strand,
        "study": response.strand.study,
        "title": response.instrument.title,
        **more,
    }
