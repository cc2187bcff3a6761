"""What is new in saved views: told by e-mail and in a private feed."""

import datetime as dt
from io import StringIO
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.actions import remove_view_feed, replace_view_feed, save_view, watch_view
from accounts.models import SavedView, User, ViewNews, ViewWatch
from mapping.atlas import news
from tests.constraints import assert_refused
from tests.factories.accounts import SavedViewFactory, UserFactory, ViewWatchFactory
from tests.factories.directory import listed
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frame_of_module")]
SITE = "https://gatehouse.example"
NOW = dt.datetime(2026, 12, 1, 7, tzinfo=dt.UTC)


def tell() -> str:
    out = StringIO()
    call_command("tell_saved_views", stdout=out)
    return out.getvalue()


@pytest.fixture
def food(client_for) -> SavedView:
    """The view of a viewer on food in the whole country, when there was one bakery."""
    listed("Leeds Bakery", outcode="LS9", terms={"sector": "food"})
    client_for("viewer")
    return save_view(name="Food", query="?sector=food", by=User.objects.get(email="viewer@example.org"))


def test_an_owner_is_told_once_by_email_what_came_and_what_left(food, client_for):
    viewer = client_for("viewer")
    page = viewer.post(f"/atlas/views/{food.pk}/watch/", {"by_email": "yes"}, follow=True)
    nothing_new = tell()
    listed("Truro Café", outcode="TR1", terms={"sector": "food"})
    listed("Truro Gardens", outcode="TR1", terms={"sector": "horticulture"})
    told = tell()
    again = tell()

    assert "You get an e-mail when something is new in “Food”." in text_of(page)
    assert nothing_new == "Looked at 1 saved view: 0 with news, 0 e-mails sent.\n"
    assert told == "Looked at 1 saved view: 1 with news, 1 e-mail sent.\n"
    assert again == nothing_new
    (letter,) = mail.outbox
    assert letter.to == ["viewer@example.org"]
    assert letter.subject == "New in your saved view: Food"
    assert f"Food\nhttp://testserver/atlas/{food.query}\n" in letter.body
    assert "- Truro Café: http://testserver/organisations/truro-cafe/\n" in letter.body
    assert "Truro Gardens" not in letter.body and "Leeds Bakery" not in letter.body
    assert f"To stop these e-mails: http://testserver/atlas/views/{food.pk}/" in letter.body

    shown = text_of(viewer.get(f"/atlas/views/{food.pk}/"))
    assert "1 new on" in shown and "Truro Café" in shown


def test_what_is_no_longer_public_is_counted_and_not_named(food):
    watch_view(view=food, by_email=True, found=news.names_found(food.query), site=SITE, by=food.user)
    bakery = food.user and listed("Hull Bakery", outcode="HU1", terms={"sector": "food"})
    news.tell(now=NOW)
    type(bakery).objects.filter(pk=bakery.pk).update(is_published=False)
    news.tell(now=NOW)

    first, second = (letter.body for letter in mail.outbox)
    assert "Hull Bakery" in first
    assert "1 not in the list any more on 1 December 2026:\n- 1 that is no longer public" in second
    assert "Hull Bakery" not in second


def test_a_refused_email_is_sent_with_the_next_run(food, monkeypatch):
    watch_view(view=food, by_email=True, found={}, site=SITE, by=food.user)

    def refuse(*args: object, **kwargs: object) -> int:
        raise SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr("accounts.email.send_mail", refuse)
        with pytest.raises(CommandError, match="1 e-mail was not sent"):
            tell()
    assert mail.outbox == []

    assert tell() == "Looked at 1 saved view: 0 with news, 1 e-mail sent.\n"
    assert "Leeds Bakery" in mail.outbox[0].body


def test_a_private_feed_gives_the_news_until_its_address_is_removed(food, client_for):
    viewer = client_for("viewer")
    made = viewer.post(f"/atlas/views/{food.pk}/watch/", {"make_feed": "yes"})
    address = made.context["address"]
    listed("Truro Café", outcode="TR1", terms={"sector": "food"})
    tell()
    feed = Client().get(address)

    assert feed.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert feed.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    text = feed.content.decode()
    assert "New in “Food”" in text and "Truro Café" in text and "/organisations/truro-cafe/" in text
    assert mail.outbox == []

    viewer.post(f"/atlas/views/{food.pk}/watch/", {"remove_feed": "yes"})
    assert Client().get(address).status_code == 404
    assert not ViewWatch.objects.exists() and not ViewNews.objects.exists()


def test_a_changed_view_begins_anew(food):
    watch_view(view=food, by_email=True, found=news.names_found(food.query), site=SITE, by=food.user)
    listed("Truro Gardens", outcode="TR1", terms={"sector": "horticulture"})
    save_view(name="Food", query="?sector=horticulture", by=food.user)
    news.tell(now=NOW)

    assert mail.outbox == []
    assert ViewWatch.objects.get().found == {"organisation:truro-gardens": "Truro Gardens"}


def test_a_list_that_is_too_long_is_refused_and_says_what_to_do(food, client_for, monkeypatch):
    monkeypatch.setattr(ViewWatch, "MAX_FOUND", 0)
    page = client_for("viewer").post(f"/atlas/views/{food.pk}/watch/", {"by_email": "yes"}, follow=True)

    assert "This view finds more than 0 organisations: add a filter, and save it again." in text_of(page)
    assert not ViewWatch.objects.exists()

    ViewWatchFactory(view=food)
    assert "1 view finds too much to be told about" in tell()


def test_services_of_a_list_of_services_are_told():
    found = news.names_found("?list=services&region=wales&kind=prison")

    assert "service:hmp-cardiff" in found and not any(key.startswith("organisation:") for key in found)


def test_nobody_watches_or_reads_the_view_of_another(food, client_for):
    other = UserFactory()
    for act in (
        lambda: watch_view(view=food, by_email=True, found={}, site=SITE, by=other),
        lambda: replace_view_feed(view=food, found={}, site=SITE, by=other),
        lambda: remove_view_feed(view=food, by=other),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert client_for("administrator").get(f"/atlas/views/{food.pk}/").status_code == 404
    assert client_for("administrator").post(f"/atlas/views/{food.pk}/watch/").status_code == 404


def test_closed_accounts_are_told_nothing_and_their_feed_is_closed(food):
    token = replace_view_feed(view=food, found={}, site=SITE, by=food.user)
    User.objects.filter(pk=food.user.pk).update(is_active=False)

    assert tell() == "Looked at 0 saved views: 0 with news, 0 e-mails sent.\n"
    assert Client().get(f"/atlas/views/feed/{token}.atom").status_code == 404


def test_old_news_are_erased():
    watch = ViewWatchFactory()
    ViewNews.objects.create(watch=watch, added={"service:hmp-leeds": "HMP Leeds"})
    ViewNews.objects.create(
        watch=watch, removed={"service:x": "X"}, found_at=timezone.now() - dt.timedelta(days=366)
    )

    assert news.erase_old_news(dry_run=True) == 1
    assert ViewNews.objects.count() == 2
    assert news.erase_old_news(dry_run=False) == 1
    assert str(ViewNews.objects.get()) == "1 new, 0 gone"


@pytest.mark.both_databases
def test_a_watch_tells_somewhere_and_news_are_something():
    view = SavedViewFactory()

    assert_refused(lambda: ViewWatch(view=view, site=SITE), "Choose e-mail or a private feed.")
    watch = ViewWatchFactory(view=view)
    assert_refused(lambda: ViewNews(watch=watch), "There is nothing new.")
