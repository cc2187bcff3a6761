"""What a caller may type: line breaks count once, and times of a clock change are explained."""

import uuid

import pytest
from django import forms
from django.contrib.admin import site
from django.test import RequestFactory
from django.urls import get_resolver

from accounts.models import RoleGrant
from accounts.multiline import MultilineField
from accounts.roles import Role
from interviews.forms.calls import CallForm
from interviews.forms.fields import DayAndTimeField
from tests.factories.accounts import UserFactory

OURS = ("accounts", "noms", "enterprises", "survey", "interviews", "reports", "mapping")
LINES = "\r\n".join(["x" * 32] * 303)
"""303 lines: 9,998 characters as a browser counts them, 10,300 as it sends them."""


def sent(**more: str) -> CallForm:
    return CallForm({"disposition": "no_answer", "submission_key": str(uuid.uuid4())} | more)


def test_a_line_break_counts_once() -> None:
    form = sent(note=LINES)

    assert form.is_valid()
    assert len(form.cleaned_data["note"]) == 9_998


def test_a_note_that_is_too_long_says_by_how_much() -> None:
    form = sent(note=LINES + "\r\n" + "y" * 2)

    assert form["note"].error_messages == ["Shorten “Note” to 10,000 characters: it has 10,001"]


@pytest.mark.django_db
def test_every_text_of_several_lines_has_single_line_breaks() -> None:
    """Two signs for a break would count twice, and would make a text that nobody changed another one."""
    assert get_resolver().url_patterns  # Imports every form of a page.
    request = RequestFactory().get("/")
    request.user = UserFactory()
    for role in Role.values:
        RoleGrant.objects.create(user=request.user, role=role)
    in_admin = [
        admin.get_form(request)
        for model, admin in site._registry.items()
        if model.__module__.split(".")[0] in OURS and admin.has_add_permission(request)
    ]
    pages = [
        form
        for form in _subclasses(forms.BaseForm)
        if form.__module__.split(".")[0] in OURS and ".admin" not in form.__module__
    ]

    wrong = {
        f"{form.__module__}.{form.__name__}.{name}"
        for form in (*pages, *in_admin)
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.CharField) and isinstance(field.widget, forms.Textarea)
        if not isinstance(field, MultilineField)
    }

    assert wrong == set()


def _subclasses(kind: type) -> list[type]:
    return [each for below in kind.__subclasses__() for each in (below, *_subclasses(below))]


@pytest.mark.parametrize(
    ("day", "time", "words"),
    [
        pytest.param(
            "2027-03-28",
            "01:30",
            "01:30 does not exist on Sunday 28 March 2027, because the clocks go forward. Enter 02:30",
            id="skipped",
        ),
        pytest.param(
            "2027-10-31",
            "01:30",
            "01:30 comes twice on Sunday 31 October 2027, because the clocks go back. "
            "Enter 00:59 or before, or 02:00 or after",
            id="doubled",
        ),
    ],
)
def test_a_time_that_the_clock_change_skips_or_doubles_is_explained(day: str, time: str, words: str) -> None:
    form = sent(disposition="appointment", call_back_at_day=day, call_back_at_time=time)

    assert form["call_back_at"].error_messages == [words]


def test_an_ordinary_time_of_these_days_is_taken() -> None:
    for day in ("2027-03-28", "2027-10-31"):
        assert DayAndTimeField().clean([day, "10:00"])
