"""Who created a row and who changed it last."""

import pytest
from django.apps import apps
from django.db import models

from accounts.models import User
from accounts.timestamped import TimeStampedByModel
from survey.models import Study


def test_a_new_row_is_created_and_changed_by_the_same_person() -> None:
    person, thing = User(pk=1), Study()

    thing.stamp(by=person)

    assert thing.created_by == thing.updated_by == person


def test_a_later_change_keeps_who_created_the_row() -> None:
    maker, editor, thing = User(pk=1), User(pk=2), Study()
    thing.stamp(by=maker)
    thing._state.adding = False

    thing.stamp(by=editor)

    assert (thing.created_by, thing.updated_by) == (maker, editor)


def test_a_command_leaves_both_fields_empty() -> None:
    thing = Study()

    thing.stamp(by=None)

    assert thing.created_by is None


@pytest.mark.parametrize(
    "model",
    [model for model in apps.get_models() if issubclass(model, TimeStampedByModel)],
    ids=lambda model: model.__name__,
)
def test_an_account_that_created_something_is_never_deleted(model: type[models.Model]) -> None:
    for name in ("created_by", "updated_by"):
        assert model._meta.get_field(name).remote_field.on_delete is models.PROTECT
