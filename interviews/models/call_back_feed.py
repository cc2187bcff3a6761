"""The private address of a person's call-backs for their own calendar."""

from django.conf import settings
from django.db import models

from accounts.timestamped import TimeStampedByModel


class CallBackFeed(TimeStampedByModel):
    """The private address at which a person's calendar reads their call-backs.

    Whoever knows the address reads the feed, so only the hash of its token is stored. A new address replaces the old.
    """

    CLASS_C = ("token_hash",)

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="call_back_feed")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Call-backs of {self.user}"
