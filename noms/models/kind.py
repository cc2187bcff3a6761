"""Kinds of service, such as prisons and probation services, with their words."""

from django.db import models

from noms.nouns import Noun
from noms.querysets import ServiceKindQuerySet


class ServiceKind(models.Model):
    """A kind of service, with the words for one and for many.

    The kinds of a frame are those of its services; the reference frame has always prisons and probation services.
    """

    key = models.SlugField(
        max_length=30,
        primary_key=True,
        help_text="Its name in addresses and files, such as “approved_premises”.",
    )
    singular = models.CharField(
        "one of them", max_length=60, unique=True, help_text="In small letters, such as “youth custody unit”."
    )
    plural = models.CharField("many", max_length=60, help_text="Such as “youth custody units”.")
    position = models.PositiveSmallIntegerField(
        default=100, help_text="Its place in tables, the lowest first."
    )

    objects = ServiceKindQuerySet.as_manager()

    class Meta:
        ordering = ["position", "key"]
        verbose_name = "kind of service"
        verbose_name_plural = "kinds of service"

    def __str__(self) -> str:
        return self.noun.label

    @property
    def noun(self) -> Noun:
        """The words for one and for many."""
        return Noun(self.singular, self.plural)
