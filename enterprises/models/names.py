"""The search index of names: keys of organisations, and trigrams of the words in their names."""

from django.db import models

from enterprises.models.organisation import Organisation

WHOLE = ""
"""The value of `part` in the one row that holds a word as a whole."""


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


class NamePart(models.Model):
    """A trigram of a word that some organisation's name has or had (see `names.trigrams`).

    `name_index.refresh` adds new words. There are far fewer words than organisations, so letters are compared here and
    organisations are then found by whole words.
    """

    part = models.CharField(max_length=3, blank=True)
    word = models.CharField(max_length=40)

    class Meta:
        ordering = ["part", "word"]
        constraints = [
            models.UniqueConstraint(
                fields=["part", "word"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="The word has this part already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.part or '(all)'} of {self.word}"
