"""The keys of names, by which mentions are matched."""

from django.db import models

from enterprises.models.organisation import Organisation


class NameKey(models.Model):
    """One key of an organisation's names: a word, its initials, or the whole name in one piece (see `names.keys`).

    `name_index.refresh` updates the rows whenever the names change.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="name_keys")
    key = models.CharField(max_length=40)

    class Meta:
        ordering = ["key", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "organisation"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="The organisation already has this key.",
            )
        ]

    def __str__(self) -> str:
        return self.key
