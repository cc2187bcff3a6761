"""What is new in the lists of saved views, and the e-mails that tell their owners.

A list is looked at as everybody sees it, whatever its owner may see: an e-mail is no place for what is not public.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.email import send
from accounts.models import SavedView, User, ViewNews, ViewWatch
from enterprises.models import Organisation
from mapping.atlas.query import AtlasQuery
from noms.models import Service
from wording import counted, day

LONGEST = 20
"""The number of names that an e-mail or an entry of a feed gives of one list."""
KEPT_FOR = dt.timedelta(days=365)
PAGES = {"organisation": "organisation-detail", "service": "service-detail"}


class Told(NamedTuple):
    """What one run of the command did."""

    looked_at: int
    with_news: int
    emails: int
    not_sent: int
    too_long: int


def names_found(query: str) -> dict[str, str]:
    """Return what the list of an address has now for everybody: names by kind and short name (`service:hmp-leeds`).

    A list of areas is always whole, so that its organisations are meant.

    :raises ValidationError: when there are more than `ViewWatch.MAX_FOUND`.
    """
    atlas = AtlasQuery(QueryDict(query.removeprefix("?")))
    is_of_services = atlas.filters.list == "services"
    found, kind = (atlas.services, "service") if is_of_services else (atlas.organisations, "organisation")
    rows = list(found.order_by("slug").values_list("slug", "name")[: ViewWatch.MAX_FOUND + 1])
    if len(rows) > ViewWatch.MAX_FOUND:
        raise ValidationError(
            f"This view finds more than {ViewWatch.MAX_FOUND:,} {atlas.list_noun.plural}: add a filter, and save it "
            "again. Then we can tell you what is new."
        )
    return {f"{kind}:{slug}": name for slug, name in rows}


@transaction.atomic
def look_again(watch: ViewWatch, *, now: dt.datetime) -> ViewNews | None:
    """Compare the list of a view with what it had before, and store what came and what went, if anything did.

    The first look after a view was changed only stores what is there.

    :raises ValidationError: when the list has become too long; nothing is stored then.
    """
    watch = ViewWatch.objects.select_for_update().select_related("view").get(pk=watch.pk)
    found, before = names_found(watch.view.query), watch.found
    watch.found, watch.looked_at = found, now
    watch.save(update_fields=["found", "looked_at"])
    if before is None:
        return None
    added = {key: name for key, name in found.items() if key not in before}
    removed = {key: name for key, name in before.items() if key not in found}
    if not added and not removed:
        return None
    return ViewNews.objects.create(watch=watch, found_at=now, added=added, removed=removed)


def tell(*, now: dt.datetime) -> Told:
    """Look at every watched view again, and send each owner one e-mail with all that is new.

    An e-mail that the mail server refuses is sent with the next run. Views of closed accounts wait.
    """
    watches = ViewWatch.objects.filter(view__user__is_active=True).order_by("pk")
    with_news = too_long = looked_at = 0
    for watch in watches.iterator():
        looked_at += 1
        try:
            with_news += look_again(watch, now=now) is not None
        except ValidationError:
            too_long += 1
        except ViewWatch.DoesNotExist:
            looked_at -= 1
    emails = not_sent = 0
    for owner in User.objects.filter(pk__in=watches.filter(by_email=True).values("view__user")).order_by(
        "pk"
    ):
        sent = _email(owner, now=now)
        emails, not_sent = emails + (sent is True), not_sent + (sent is False)
    return Told(looked_at, with_news, emails, not_sent, too_long)


@transaction.atomic
def _email(owner: User, *, now: dt.datetime) -> bool | None:
    """Send the news that were not sent yet. None: there are none; False: the mail server refused them."""
    unsent = list(
        ViewNews.objects.select_for_update(of=("self",))
        .filter(watch__view__user=owner, watch__by_email=True, emailed_at=None)
        .filter(found_at__gt=now - KEPT_FOR)
        .select_related("watch__view")
        .order_by("watch__view__name", "watch", "found_at")
    )
    if not unsent:
        return None
    views = [(watch, list(news)) for watch, news in groupby(unsent, key=lambda each: each.watch)]
    names = ", ".join(watch.view.name for watch, _ in views)
    subject = f"New in your saved {'view' if len(views) == 1 else 'views'}: {names}"
    is_sent = send(subject[:200], "\n".join(_letter(views)), owner.email)
    if is_sent:
        ViewNews.objects.filter(pk__in=[news.pk for news in unsent]).update(emailed_at=now)
    return is_sent


def _letter(views: Iterable[tuple[ViewWatch, list[ViewNews]]]) -> Iterator[str]:
    public = still_public(news for _, found in views for news in found)
    for watch, found in views:
        yield f"{watch.view.name}\n{watch.site}{address_of(watch.view)}\n"
        for news in found:
            for change in changes_of(news, public):
                yield f"{change.heading}:"
                yield from (f"- {entry.name}: {watch.site}{entry.address}" for entry in change.entries)
                yield from (f"- {words}" for words in change.others)
        yield f"\nTo stop these e-mails: {watch.site}{reverse('saved-view-detail', args=[watch.view_id])}\n"
    yield "You see what everybody sees. Gatehouse looked at the public directory, not at what only you may see."


def address_of(view: SavedView) -> str:
    """Return the path of a saved view on the map."""
    return f"{reverse('atlas')}{view.query}"


class Entry(NamedTuple):
    """An organisation or service of the news, with the path of its page."""

    name: str
    address: str


class Change(NamedTuple):
    """What came into a list, or what left it, for a page, an e-mail or a feed."""

    heading: str
    entries: list[Entry]
    others: list[str]
    """In words: how many more there are, and how many are no longer public, whose names are not given."""


def still_public(news: Iterable[ViewNews]) -> set[str]:
    """Return the keys of the news that have a public page today. Two queries at most."""
    slugs: dict[str, set[str]] = {kind: set() for kind in PAGES}
    for each in news:
        for key in (*each.added, *each.removed):
            kind, _, slug = key.partition(":")
            slugs[kind].add(slug)
    entries = {"organisation": Organisation.objects.published(), "service": Service.objects.all()}
    return {
        f"{kind}:{slug}"
        for kind, wanted in slugs.items()
        if wanted
        for slug in entries[kind].filter(slug__in=wanted).values_list("slug", flat=True)
    }


def changes_of(news: ViewNews, public: Collection[str]) -> list[Change]:
    """Return what is new and what is gone, with names of what is public only."""
    on = day(timezone.localdate(news.found_at))
    made = []
    for words, names in (("new", news.added), ("not in the list any more", news.removed)):
        if not names:
            continue
        shown = [Entry(name, _page_of(key)) for key, name in names.items() if key in public]
        hidden = len(names) - len(shown)
        others = []
        if len(shown) > LONGEST:
            others.append(f"and {counted(len(shown) - LONGEST, 'other', 'others')}")
        if hidden:
            others.append(counted(hidden, "that is no longer public", "that are no longer public"))
        made.append(Change(f"{len(names):,} {words} on {on}", shown[:LONGEST], others))
    return made


def _page_of(key: str) -> str:
    kind, _, slug = key.partition(":")
    return reverse(PAGES[kind], args=[slug])


def erase_old_news(*, dry_run: bool) -> int:
    """Erase news of saved views that are older than a year, or only count them."""
    old = ViewNews.objects.filter(found_at__lt=timezone.now() - KEPT_FOR)
    number = old.count()
    if not dry_run:
        old.delete()
    return number
