"""The geography of the study: regions, probation areas, local authorities and outward codes."""

from django.db import models
from django.urls import reverse

from noms.models.bases import Boxed, Located, Sourced


class Region(Located, Boxed, Sourced):
    """One of the ten regions of the National Offender Management Service in 2009: nine in England, and Wales.

    Its point is the centre of its postcodes, that is, where people live.
    """

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField(help_text="Its place in tables: from north to south.")

    class Meta:
        ordering = ["position", "name"]
        constraints = [*Located.Meta.constraints, *Boxed.Meta.constraints]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("region-detail", args=[self.slug])


class ProbationArea(Located, Boxed, Sourced):
    """One of the 42 probation areas of 2009: a police area, or London for its two forces.

    The area itself has no dates, but its services do: its own service until March 2010, then a trust that may cover
    several areas.
    """

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    nomis_code = models.CharField("code in the offender information system", max_length=3, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="areas")
    police_forces = models.CharField(max_length=120)
    tile_row = models.PositiveSmallIntegerField(help_text="In the tile map, counted from the north.")
    tile_column = models.PositiveSmallIntegerField(help_text="In the tile map, counted from the west.")
    service = models.ForeignKey(
        "noms.Service", models.PROTECT, related_name="areas_2009", verbose_name="service of 2009"
    )
    trust = models.ForeignKey(
        "noms.Service", models.PROTECT, related_name="areas_2010", verbose_name="trust of April 2010"
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            *Located.Meta.constraints,
            *Boxed.Meta.constraints,
            models.UniqueConstraint(
                fields=["tile_row", "tile_column"],
                name="%(app_label)s_%(class)s_has_its_own_tile",
                violation_error_message="Another area already has this tile.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("area-detail", args=[self.slug])


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

    Its area is that in which most of its postcodes lie; near a border some lie in another.
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
