"""The documents that the search finds, one for each entry that has a page."""

from __future__ import annotations

from django.db import models


class SearchDocument(models.Model):
    """One entry as the search knows it: an organisation, a service, an area, a report and so on.

    `kind` and `slug` name the entry. A document has nothing but what its public page shows, also while the entry is not
    published. The columns that a query reads of many rows come before the long texts.
    """

    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=220)
    is_public = models.BooleanField(default=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    title = models.CharField(max_length=200)
    also = models.TextField("other names", blank=True, help_text="Also pairs of words of the title as one.")
    tokens = models.TextField("facts", blank=True, help_text="One word for each fact, such as sectorxfood.")
    labels = models.TextField("labels of its facts", blank=True)
    body = models.TextField("texts", blank=True)
    place = models.TextField("where it is", blank=True)

    class Meta:
        ordering = ["title", "kind", "slug"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "slug"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="The search has a document of this entry already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.slug}"
