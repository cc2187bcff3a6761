"""The words of all names in parts: how a word spelt wrong, or typed in part, finds those that were meant."""

from django.db import models

WHOLE = ""
"""The part under which a word is there once, as a whole."""


class NamePart(models.Model):
    """Three letters in a row of a word that some organisation's name has, or had; see names.parts.

    Derived: `name_index.refresh` adds the words of names that are new. There are far fewer words than organisations,
    so what is looked for letter by letter is looked for here, and the organisations by whole words.
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
