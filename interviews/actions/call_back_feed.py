"""Making, replacing and removing the private address of a person's call-backs."""

from __future__ import annotations

from django.db import transaction

from accounts import audit
from accounts.models import User
from accounts.private_tokens import hash_of, new_token
from interviews.models import CallBackFeed


@transaction.atomic
def replace_call_back_feed(*, by: User) -> str:
    """Make a new private address for the call-backs of `by` and return its token, which is not stored.

    The old address stops working.
    """
    token = new_token()
    feed = CallBackFeed.objects.select_for_update().filter(user=by).first() or CallBackFeed(user=by)
    feed.token_hash = hash_of(token)
    feed.stamp(by=by)
    feed.save()
    audit.record(by=by, verb="call_back_feed.replaced")
    return token


@transaction.atomic
def remove_call_back_feed(*, by: User) -> None:
    """Remove the private address of the call-backs of `by`, if there is one. It stops working."""
    deleted, _ = CallBackFeed.objects.filter(user=by).delete()
    if deleted:
        audit.record(by=by, verb="call_back_feed.removed")
