"""Views of the map kept for oneself."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.actions import delete_view, save_view
from accounts.models import SavedView
from tests.constraints import assert_refused
from tests.factories.accounts import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_view_is_kept_and_saving_it_again_leads_elsewhere():
    user = UserFactory()
    save_view(name=" Wales ", query="?region=wales", by=user)
    save_view(name="wales", query="?region=wales&kind=prison", by=user)

    assert [(view.name, view.query) for view in user.saved_views.all()] == [
        ("wales", "?region=wales&kind=prison")
    ]


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_view_has_a_name_that_fits(name):
    with pytest.raises(ValidationError):
        save_view(name=name, query="", by=UserFactory())


def test_there_is_an_end_to_keeping():
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


def test_one_person_keeps_one_view_of_a_name_and_two_may_keep_one_each():
    mine = save_view(name="Wales", query="", by=UserFactory())
    save_view(name="Wales", query="", by=UserFactory())

    assert_refused(
        lambda: SavedView(user=mine.user, name="WALES"), "You already have a saved view with this name."
    )
    assert_refused(lambda: SavedView(user=mine.user, name=""), "Give the view a name.")
