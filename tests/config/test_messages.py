"""No page shows Django's own words about a wrong value: every message says in plain words what to do."""

import re
from collections.abc import Iterable, Iterator

import pytest
from django import forms
from django.apps import apps
from django.core import validators
from django.db import models
from django.urls import get_resolver
from django.utils.functional import Promise

OURS = ("accounts", "noms", "enterprises", "survey", "interviews", "reports", "mapping", "config")
DJANGO_WORDS = re.compile(
    r"Ensure (this|that)|Enter a valid|Select a valid|This field (is|cannot)|value (must|has)|"
    r"is not a valid|is not allowed|already exists\.|is violated|Please (correct|submit|either)|was submitted"
)


def _all_below(kind: type) -> Iterator[type]:
    for below in kind.__subclasses__():
        yield below
        yield from _all_below(below)


def _texts(message: object) -> Iterator[str]:
    """Yield a message as it is shown, in both numbers if it has two."""
    if isinstance(message, Promise) and not isinstance(message, str):
        for number in (1, 2):
            try:
                yield str(message % dict.fromkeys(_names(message), number))
            except (TypeError, ValueError, KeyError):
                yield str(message)
    else:
        yield str(message)


def _names(message: object) -> Iterable[str]:
    words = str(getattr(message, "_proxy____args", [""])[0])
    return re.findall(r"%\((\w+)\)", words)


def _messages(field: forms.Field | models.Field) -> Iterator[str]:
    for message in (
        *field.error_messages.values(),
        *(each.message for each in field.validators if hasattr(each, "message")),
    ):
        yield from _texts(message)


def test_every_message_of_django_has_plain_words() -> None:
    kinds = [*_all_below(forms.Field), forms.Field, *_all_below(models.Field), models.Field]
    found = {
        (kind.__name__, text)
        for kind in kinds
        if kind.__module__.startswith("django.") and "contrib.postgres" not in kind.__module__
        for message in getattr(kind, "default_error_messages", {}).values()
        for text in _texts(message)
        if DJANGO_WORDS.search(text)
    }
    found |= {
        (kind.__name__, text)
        for kind in [
            validators.RegexValidator,
            *_all_below(validators.RegexValidator),
            validators.EmailValidator,
            validators.BaseValidator,
            *_all_below(validators.BaseValidator),
            validators.FileExtensionValidator,
            validators.ProhibitNullCharactersValidator,
        ]
        if kind.__module__.startswith("django.core")
        for text in _texts(kind.message)
        if DJANGO_WORDS.search(text)
    }

    assert found == set()


def test_no_field_of_a_form_or_model_of_ours_has_djangos_words() -> None:
    assert get_resolver().url_patterns  # Imports every form of a page.
    form_fields = {
        f"{form.__module__}.{form.__name__}.{name}": field
        for form in _all_below(forms.BaseForm)
        if form.__module__.split(".")[0] in OURS
        for name, field in getattr(form, "base_fields", {}).items()
    }
    model_fields = {
        f"{model.__name__}.{field.name}": field
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.get_fields()
        if isinstance(field, models.Field)
    }
    assert len(form_fields) > 150
    assert len(model_fields) > 200

    wrong = [
        (name, text)
        for name, field in (form_fields | model_fields).items()
        for text in _messages(field)
        if DJANGO_WORDS.search(text)
    ]

    assert wrong == []


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (forms.CharField(max_length=3), "four", "Shorten this to 3 characters: it has 4."),
        (forms.CharField(max_length=1), "four", "Shorten this to 1 character: it has 4."),
        (forms.IntegerField(max_value=9), "10", "Enter 9 or less."),
        (forms.DateField(), "31/31/2009", "Enter a date, such as 15/07/2009 or 2009-07-15."),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "Choose from the list: “b” is not in it."),
        (forms.SlugField(), "no slug!", "Use only the letters a to z, figures and hyphens, without spaces"),
    ],
)
def test_a_message_says_what_to_do(field: forms.Field, value: str, words: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(value)

    assert words in refused.value.messages[0]
