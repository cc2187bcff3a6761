"""The trigrams of the words in names, for searching by parts of words and misspelt words."""

from django.db import models

WHOLE = ""
"""The value of `part` in the one row that holds a word as a whole."""


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
