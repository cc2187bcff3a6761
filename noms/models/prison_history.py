"""What the prisons of 2009 became, and what a prison is today."""

from django.db import models

from noms.models.bases import Sourced
from noms.models.service import Site
from noms.vocabulary import Fate, ServiceForm, SexHeld


class SiteFate(Sourced):
    """What became of a prison site of mid-2009 by June 2025."""

    site = models.OneToOneField(Site, models.CASCADE, related_name="fate")
    fate = models.CharField(max_length=20, choices=Fate)
    became = models.ForeignKey(
        Site,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="came_from",
        help_text="The site of today that it is, became part of, or was rebuilt as; empty if it closed.",
    )
    what_happened = models.CharField(max_length=200, blank=True)
    year = models.CharField(
        max_length=9, blank=True, help_text="One year, or two with a stroke between them."
    )

    class Meta:
        ordering = ["site"]

    def __str__(self) -> str:
        return f"{self.site}: {self.get_fate_display().lower()}"


class SiteToday(Sourced):
    """The facts of a prison code in June 2025. The site itself keeps those of 2009, or of its opening."""

    site = models.OneToOneField(Site, models.CASCADE, related_name="today")
    name = models.CharField(max_length=120)
    welsh_name = models.CharField(max_length=120, blank=True)
    form = models.CharField(max_length=20, choices=ServiceForm)
    function = models.CharField(max_length=40)
    category = models.CharField(max_length=40, blank=True)
    sex_held = models.CharField("holds", max_length=6, choices=SexHeld)
    operator = models.CharField(max_length=60)
    open_conditions = models.BooleanField(default=False)
    is_empty = models.BooleanField("temporarily closed", default=False)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "prison code of today"
        verbose_name_plural = "prison codes of today"

    def __str__(self) -> str:
        return self.name
