"""The geography of the study: regions, probation areas, local authorities and outward codes."""

from django.db import models
from django.urls import reverse

from noms.coordinates import Box, Point
from noms.models.bases import Boxed, Located, Sourced
from noms.models.contact import Contactable
from noms.models.frame import Frame
from noms.querysets import RegionQuerySet, RegionSystemQuerySet
from noms.vocabulary import REFERENCE_FRAME


class RegionSystem(Sourced):
    """One division of a frame's country into regions, in force from its first day until a newer one begins."""

    frame = models.ForeignKey(
        Frame, models.PROTECT, default=REFERENCE_FRAME, related_name="region_systems", editable=False
    )
    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=80)
    singular = models.CharField(
        max_length=60, help_text="What one of its regions is called, such as “probation region of 2021”."
    )
    begins_on = models.DateField(
        "first day", null=True, blank=True, help_text="Empty: in force since before our records begin."
    )

    objects = RegionSystemQuerySet.as_manager()

    class Meta:
        ordering = ["begins_on", "key"]

    def __str__(self) -> str:
        return self.title


class Region(Contactable, Sourced):
    """One of the ten regions of the National Offender Management Service in 2009, or of the twelve probation
    regions of June 2021.

    Its point is the centre of its postcodes, that is, where people live, and its box is around them. Regions of an own
    frame have neither. Two regions of different systems may have one name.
    """

    system = models.ForeignKey(RegionSystem, models.PROTECT, related_name="regions")
    name = models.CharField(max_length=60)
    slug = models.SlugField(max_length=60, unique=True)
    code = models.CharField(
        max_length=10, blank=True, help_text="The code in the probation case system, for a region of 2021."
    )
    position = models.PositiveSmallIntegerField(help_text="Its place in tables: from north to south.")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    south = models.FloatField(null=True, blank=True)
    west = models.FloatField(null=True, blank=True)
    north = models.FloatField(null=True, blank=True)
    east = models.FloatField(null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            *Contactable.Meta.constraints,
            *Located.Meta.constraints,
            *Boxed.Meta.constraints,
            models.UniqueConstraint(
                fields=["system", "name"],
                name="%(app_label)s_%(class)s_has_its_own_name_in_its_system",
                violation_error_message="This division into regions already has a region of this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def point(self) -> Point | None:
        """The centre of its postcodes; None in an own frame."""
        if self.latitude is None or self.longitude is None:
            return None
        return Point(self.latitude, self.longitude)

    @property
    def box(self) -> Box | None:
        """The box around its postcodes; None in an own frame."""
        if self.south is None or self.west is None or self.north is None or self.east is None:
            return None
        return Box(west=self.west, south=self.south, east=self.east, north=self.north)

    @property
    def full_name(self) -> str:
        """The name with its system, for places where regions of two systems stand together."""
        return f"{self.name} ({self.system.singular})"

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
    region_2021 = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="areas_of_2009",
        verbose_name="probation region of 2021",
        help_text="Every area lies in one region of either system.",
    )
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


class PoliceArea(Sourced):
    """One of the 43 police areas. They did not change, so they connect the areas of 2009 with what came later."""

    name = models.CharField(max_length=60, unique=True)
    area = models.ForeignKey(ProbationArea, models.PROTECT, related_name="police_areas")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LocalAuthority(Sourced):
    """A present local authority of England or Wales; each lies in one probation area."""

    gss_code = models.CharField("code", max_length=9, unique=True)
    name = models.CharField(max_length=60)
    upper_tier = models.CharField(max_length=60)
    postcode_count = models.PositiveIntegerField("live postcodes")
    area = models.ForeignKey(ProbationArea, models.PROTECT, related_name="local_authorities")
    delivery_units = models.ManyToManyField(
        "noms.Service",
        blank=True,
        related_name="local_authorities",
        help_text="The probation delivery unit of June 2025 that serves it; two share it in four places.",
    )

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
