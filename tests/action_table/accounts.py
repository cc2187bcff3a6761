"""Actions on accounts."""

import datetime as dt

import accounts.actions
from accounts.models import SavedView
from tests.action_table.cases import Act, case, fresh
from tests.factories.accounts import SavedViewFactory, UserFactory, ViewWatchFactory

DAY = dt.date(2009, 6, 1)
SITE = "https://gatehouse.example"


@case
def accounts__open_account() -> Act:
    return lambda: accounts.actions.open_account(email="new@example.org", by=None)


@case
def accounts__close_account() -> Act:
    user = UserFactory()
    return lambda: accounts.actions.close_account(user=fresh(user), by=None)


@case
def accounts__reopen_account() -> Act:
    user = UserFactory(is_active=False)
    return lambda: accounts.actions.reopen_account(user=fresh(user), by=None)


@case
def accounts__grant_role() -> Act:
    user = UserFactory()
    return lambda: accounts.actions.grant_role(user=fresh(user), role="curator", by=None)


@case
def accounts__revoke_role() -> Act:
    user = UserFactory()
    accounts.actions.grant_role(user=user, role="curator", by=None)
    return lambda: accounts.actions.revoke_role(user=fresh(user), role="curator", by=None)


@case
def accounts__set_roles() -> Act:
    user = UserFactory()
    return lambda: accounts.actions.set_roles(user=fresh(user), roles={"viewer", "curator"}, by=None)


@case
def accounts__remove_second_factor() -> Act:
    user = UserFactory()
    user.authenticator_set.create(type="totp", data={})
    return lambda: accounts.actions.remove_second_factor(user=fresh(user), by=None)


@case
def accounts__one_time_link() -> Act:
    user = UserFactory()
    return lambda: accounts.actions.one_time_link(user=fresh(user), by=None)


@case
def accounts__save_view() -> Act:
    user = UserFactory()
    return lambda: accounts.actions.save_view(name="Mine", query="region=wales", by=user)


@case
def accounts__choose_area() -> Act:
    user = UserFactory()
    return lambda: accounts.actions.choose_area(slug="west-yorkshire", by=fresh(user))


@case
def accounts__delete_view() -> Act:
    view = SavedView.objects.create(user=UserFactory(), name="Mine", query="")
    return lambda: accounts.actions.delete_view(view=fresh(view), by=view.user)


@case
def accounts__watch_view() -> Act:
    view = SavedViewFactory()
    return lambda: accounts.actions.watch_view(
        view=fresh(view), by_email=True, found={"service:hmp-leeds": "HMP Leeds"}, site=SITE, by=view.user
    )


@case
def accounts__replace_view_feed() -> Act:
    view = SavedViewFactory()
    return lambda: accounts.actions.replace_view_feed(view=fresh(view), found={}, site=SITE, by=view.user)


@case
def accounts__remove_view_feed() -> Act:
    watch = ViewWatchFactory()
    return lambda: accounts.actions.remove_view_feed(view=fresh(watch.view), by=watch.view.user)
