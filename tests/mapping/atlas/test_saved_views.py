"""Saved views of the map."""

import pytest

from accounts.models import SavedView, User
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]


def test_a_view_is_saved_found_again_and_removed(client_for):
    viewer = client_for("viewer")
    saved = viewer.post("/atlas/views/", {"name": "Welsh prisons", "query": "?region=wales&kind=prison&x=1"})
    page = viewer.get(saved.headers["Location"])

    assert saved.headers["Location"] == "/atlas/?region=wales&kind=prison"
    assert "Saved as “Welsh prisons”." in text_of(page)
    assert 'href="/atlas/?region=wales&amp;kind=prison" data-atlas-link>Welsh prisons</a>' in text_of(page)

    view = SavedView.objects.get()
    gone = viewer.post(f"/atlas/views/{view.pk}/forget/", {"query": "?region=wales"}, follow=True)

    assert "“Welsh prisons” is removed." in text_of(gone)
    assert not SavedView.objects.exists()


def test_a_view_is_private(client_for):
    client_for("viewer").post("/atlas/views/", {"name": "Mine", "query": ""})
    view = SavedView.objects.get()

    assert "Mine" not in text_of(client_for("administrator").get("/atlas/"))
    assert client_for("administrator").post(f"/atlas/views/{view.pk}/forget/").status_code == 404
    assert "Your views" not in text_of(client_for("public").get("/atlas/"))


def test_a_view_without_a_name_is_refused_with_a_sentence(client_for):
    viewer = client_for("viewer")
    page = viewer.post("/atlas/views/", {"name": " ", "query": "//evil.example/?region=wales"}, follow=True)

    assert page.redirect_chain == [("/atlas/", 302)]
    assert "The view was not saved." in text_of(page)
    assert User.objects.get().saved_views.count() == 0
