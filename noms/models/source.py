"""Data sources, and the abstract model of rows that name theirs."""

from django.db import models

SEPARATOR = "; "


class DataSource(models.Model):
    """A publication that facts of the frame come from, with its licence and attribution."""

    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    licence = models.CharField(max_length=100)
    attribution = models.TextField(blank=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Sourced(models.Model):
    """A row of the frame with its data sources and a note of what was not checked.

    `is_kept_by_hand` is set when an administrator changes a row: load_reference then leaves it alone.
    """

    source = models.CharField(
        "sources", max_length=200, blank=True, help_text="Keys of data sources, separated by semicolons."
    )
    uncertain = models.CharField("not checked", max_length=300, blank=True)
    is_kept_by_hand = models.BooleanField(
        "kept by hand", default=False, help_text="Changed here: the reference files no longer overwrite it."
    )

    class Meta:
        abstract = True

    @property
    def source_keys(self) -> list[str]:
        """Return the keys of the row's data sources, in order."""
        return [key.strip() for key in self.source.split(";") if key.strip()]
