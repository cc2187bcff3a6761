"""Frames: the lists of services that studies draw their samples from."""

from django.db import models

from accounts.timestamped import TimeStampedByModel
from noms.models.kind import ServiceKind
from noms.nouns import FrameWords
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

    def words(self) -> FrameWords:
        """Return the words for the frame and its kinds of service. One query."""
        nouns = {kind.key: kind.noun for kind in ServiceKind.objects.in_frame(self)}
        return (
            FrameWords(self.title, nouns, "Part of NOMS")
            if self.is_reference
            else FrameWords(self.title, nouns)
        )
