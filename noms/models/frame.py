"""Frames: the lists of services that studies draw their samples from."""

from django.db import models

from accounts.timestamped import TimeStampedByModel
from noms.vocabulary import REFERENCE_FRAME


class Frame(TimeStampedByModel):
    """A list of services with their opening and closing days: those of a country, or a list of one's own.

    A study draws the services of its frame that were open on its day. The reference frame, the prisons and probation
    services of England and Wales from 2009 to today, ships with the product; `manage.py migrate` makes its row and
    `load_reference` fills it. Every other frame is an own frame.
    """

    slug = models.SlugField(max_length=60, primary_key=True)
    title = models.CharField(max_length=120, unique=True)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_reference(self) -> bool:
        """Whether this is the frame of England and Wales."""
        return self.slug == REFERENCE_FRAME
