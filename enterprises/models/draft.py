"""Draft definitions: a published definition with another threshold, saved for discussion."""

from django.db import models

from accounts.timestamped import TimeStampedByModel


class DraftDefinition(TimeStampedByModel):
    """A definition that somebody proposed on the what-if page. It is not used until it is published as a file.

    `content` is the whole definition as plain data and never changes: a revised proposal is a new draft.
    """

    slug = models.SlugField("name in addresses", max_length=60, unique=True)
    title = models.CharField(max_length=120)
    base = models.CharField("drafted from", max_length=40)
    base_version = models.CharField(max_length=20)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    reason = models.TextField(help_text="What the change is for.")

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="%(app_label)s_%(class)s_has_a_title",
                violation_error_message="Give the draft a title.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="%(app_label)s_%(class)s_has_a_reason",
                violation_error_message="Say what the change is for.",
            ),
        ]

    def __str__(self) -> str:
        return self.title
