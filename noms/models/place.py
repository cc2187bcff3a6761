"""Places smaller than an area: local authorities and outward codes."""

from django.db import models

from noms.models.located import Located
from noms.models.region import ProbationArea, Region
from noms.models.source import Sourced


class LocalAuthority(Sourced):
    """A present local authority of England or Wales; each lies in one probation area."""

    gss_code = models.CharField("code", max_length=9, unique=True)
    name = models.CharField(max_length=60)
    upper_tier = models.CharField(max_length=60)
    postcode_count = models.PositiveIntegerField("live postcodes")
    area = models.ForeignKey(ProbationArea, models.PROTECT, related_name="local_authorities")

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "local authorities"

    def __str__(self) -> str:
        return self.name


class Outcode(Located):
    """The first half of a postcode, with the centre of its live postcodes.

    Its area is the area of most of its postcodes; near a border some are in another.
    """

    SOURCE_KEYS = ("onspd", "codepoint")
    UNCERTAIN = "Near a border the area is that of most postcodes, not of all."

    outcode = models.CharField(max_length=4, primary_key=True)
    area = models.ForeignKey(ProbationArea, models.PROTECT, null=True, blank=True, related_name="outcodes")
    region = models.ForeignKey(Region, models.PROTECT, related_name="outcodes")

    class Meta:
        ordering = ["outcode"]
        verbose_name = "outward code"
        constraints = [*Located.Meta.constraints]

    def __str__(self) -> str:
        return self.outcode
