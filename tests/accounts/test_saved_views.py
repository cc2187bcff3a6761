"""Saved views of the map."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.actions import delete_view, save_view
from accounts.models import SavedView
from tests.constraints import assert_refused
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_saved_view_can_be_replaced_under_the_same_name():
    user = UserFactory()
    save_view(name=" Wales ", query="?region=wales", by=user)
    save_view(name="wales", query="?region=wales&kind=prison", by=user)

    assert [(view.name, view.query) for view in user.saved_views.all()] == [
        ("wales", "?region=wales&kind=prison")
    ]


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_saved_view_has_a_name_of_a_valid_length(name):
    with pytest.raises(ValidationError):
        save_view(name=name, query="", by=UserFactory())


def test_the_number_of_saved_views_is_limited():
    user = UserFactory()
    SavedView.objects.bulk_create(
        SavedView(user=user, name=f"View {number}") for number in range(SavedView.MAX_PER_USER)
    )

    with pytest.raises(ValidationError, match="remove one first"):
        save_view(name="One more", query="", by=user)
    assert save_view(name="View 1", query="?q=x", by=user).query == "?q=x"


def test_nobody_removes_the_view_of_another():
    view = save_view(name="Wales", query="", by=UserFactory())

    with pytest.raises(PermissionDenied):
        delete_view(view=view, by=UserFactory())


def test_the_name_of_a_saved_view_is_unique_for_each_person():
    mine = save_view(name="Wales", query="", by=UserFactory())
    save_view(name="Wales", query="", by=UserFactory())

    assert_refused(
        lambda: SavedView(user=mine.user, name="WALES"), "You already have a saved view with this name."
    )
    assert_refused(lambda: SavedView(user=mine.user, name=""), "Give the view a name.")
