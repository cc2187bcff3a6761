"""Services: the prisons and probation services that a study interviews, and the sites of prisons."""

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.urls import reverse

from noms.models.bases import GREAT_BRITAIN, Dated, Located, Sourced
from noms.models.contact import Contactable
from noms.models.frame import Frame
from noms.models.geography import LocalAuthority, ProbationArea, Region, RegionSystem
from noms.models.kind import ServiceKind
from noms.querysets import ServiceQuerySet, SiteQuerySet
from noms.vocabulary import (
    FORMS_OF_KIND,
    PRISON,
    PROBATION,
    REFERENCE_FRAME,
    CountingUnit,
    ProbationStatus,
    ServiceForm,
    SexHeld,
)

FORM_AGREES = Q()
for _kind, _forms in FORMS_OF_KIND.items():
    FORM_AGREES |= Q(kind=_kind, form__in=_forms)
IN_AN_OWN_FRAME = ~Q(frame=REFERENCE_FRAME)


class Service(Contactable, Dated, Sourced):
    """A prison, a probation service or another service of a frame, for as long as it existed.

    A prison is an establishment: what one governor runs, on one site or several. Probation has two layers: an
    area's own service until 31 March 2010, and the trust that followed. A service that changes its role but
    keeps its code stays one service. A prison's point is its postcode's; a probation service's is the middle of
    its postcodes, because head offices were not verified. A service of an own frame may lie anywhere and may have no
    point.
    """

    frame = models.ForeignKey(Frame, models.PROTECT, default=REFERENCE_FRAME, related_name="services")
    kind = models.ForeignKey(ServiceKind, models.PROTECT, related_name="services", db_column="kind")
    form = models.CharField(max_length=20, choices=ServiceForm, blank=True)
    name = models.CharField(max_length=120)
    name_today = models.CharField(
        max_length=120, blank=True, help_text="Its present name, if it had another in 2009."
    )
    slug = models.SlugField(max_length=120, unique=True)
    noms_code = models.CharField(  # noqa: DJ001  (unique in a frame where there is one)
        "code",
        max_length=20,
        null=True,
        blank=True,
        help_text="Of a prison of England and Wales its three letters in the prison register; else any code.",
    )
    function = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=40, blank=True)
    sex_held = models.CharField("holds", max_length=6, choices=SexHeld, blank=True)
    operator = models.CharField(max_length=60, blank=True)
    open_conditions = models.BooleanField(default=False, help_text="At least one of its sites is open.")
    region = models.ForeignKey(Region, models.PROTECT, related_name="services")
    region_2021 = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="services_2021",
        verbose_name="probation region of 2021",
        help_text="Where it lies in the division of June 2021, also for a service that closed before.",
    )
    area = models.ForeignKey(
        ProbationArea,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        help_text="Where a prison or delivery unit lies, or the area that an area service serves; empty for a trust.",
    )
    postcode = models.CharField(max_length=12, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    head_office_town = models.CharField(max_length=60, blank=True)
    head_office_outcode = models.CharField(max_length=4, blank=True)
    head_office_latitude = models.FloatField(null=True, blank=True)
    head_office_longitude = models.FloatField(null=True, blank=True)
    status_mid_2009 = models.CharField(
        "in law in mid-2009", max_length=5, choices=ProbationStatus, blank=True
    )
    trust_since = models.DateField(
        null=True, blank=True, help_text="When it became a trust in law; eight areas were trusts before 2010."
    )
    dissolved_on = models.DateField(
        null=True, blank=True, help_text="When a trust ended in law, months after it stopped work."
    )
    note = models.CharField(max_length=600, blank=True)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["kind", "opened_on", "closed_on"], name="noms_service_open_on"),
            models.Index(fields=["name", "id"], name="noms_service_name"),
        ]
        constraints = [
            *Contactable.Meta.constraints,
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=IN_AN_OWN_FRAME
                | Q(latitude__isnull=False, longitude__isnull=False, **GREAT_BRITAIN),
                name="%(app_label)s_%(class)s_in_great_britain",
                violation_error_message="Give a latitude and a longitude in Great Britain.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="%(app_label)s_%(class)s_has_a_point_or_none",
                violation_error_message=(
                    "Give a latitude from -90 to 90 and a longitude from -180 to 180, or neither."
                ),
            ),
            models.UniqueConstraint(
                fields=["frame", "noms_code"],
                name="%(app_label)s_%(class)s_code_once_in_a_frame",
                violation_error_message="Another service of this frame has this code.",
            ),
            models.CheckConstraint(
                condition=IN_AN_OWN_FRAME
                | ~Q(kind=PRISON)
                | Q(noms_code__isnull=True)
                | Q(Exact(Length("noms_code"), 3)),
                name="%(app_label)s_%(class)s_prison_code_has_three_letters",
                violation_error_message="The code of a prison has three letters, as in the prison register.",
            ),
            models.CheckConstraint(
                condition=IN_AN_OWN_FRAME | FORM_AGREES,
                name="%(app_label)s_%(class)s_form_agrees_with_kind",
                violation_error_message="Choose a form that belongs to the kind of service.",
            ),
            models.CheckConstraint(
                condition=~Q(form=ServiceForm.TRUST) | Q(area__isnull=True),
                name="%(app_label)s_%(class)s_trust_names_no_single_area",
                violation_error_message="A trust's areas are kept with the areas: leave the area empty.",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | (Q(closed_on__isnull=False) & ~Q(successor=F("pk"))),
                name="%(app_label)s_%(class)s_successor_follows_a_closing",
                violation_error_message="Only a closed service has a successor, and never itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("service-detail", args=[self.slug])

    def name_in_region(self, region: int | None) -> str:
        """Return its present name where the region, given by its key, is that of 2021, else its name of record."""
        is_of_today = region is not None and region == self.region_2021_id
        return self.name_today if is_of_today and self.name_today else self.name

    def region_in(self, system: RegionSystem | None) -> Region | None:
        """Return the service's region in a system, or None if it has none there. Fetch both regions beforehand."""
        regions = (self.region, self.region_2021)
        return next((one for one in regions if one and system and one.system_id == system.pk), None)

    @property
    def kind_in_words(self) -> str:
        """The label of its form, else of its kind. Fetch the kinds of services of own frames beforehand."""
        return self.get_form_display() or str(self.kind)

    @property
    def area_in_words(self) -> str:
        """The name of its probation area, “Several” for a trust; empty in an own frame, which has none."""
        if self.area is not None:
            return self.area.name
        return "Several" if self.frame_id == REFERENCE_FRAME else ""

    @property
    def is_prison(self) -> bool:
        return self.kind_id == PRISON

    def counting_unit_count(self, unit: str, day: dt.date | None = None) -> int:
        """Return the number of units that the service counts as: 1, or its sites if sites are counted.

        With a day, only the sites open on that day count. Prefetched sites are used.
        """
        if unit != CountingUnit.SITE or not self.is_prison:
            return 1
        sites = [site for site in self.sites.all() if day is None or site.was_open_on(day)]
        return max(len(sites), 1)


class Site(Located, Dated, Sourced):
    """One location of a prison, with its own code. Most prisons have one; Isle of Wight had three in 2009.

    A site that goes over to another prison ends in the one and begins in the other, with the same code.
    """

    service = models.ForeignKey(Service, models.PROTECT, related_name="sites")
    name = models.CharField(max_length=120)
    noms_code = models.CharField("code", max_length=3)
    function = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=40, blank=True)
    open_conditions = models.BooleanField(default=False)
    county = models.CharField(max_length=60, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    local_authority = models.ForeignKey(
        LocalAuthority, models.PROTECT, null=True, blank=True, related_name="sites"
    )
    note = models.CharField(max_length=300, blank=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            *Located.Meta.constraints,
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["service", "noms_code"],
                name="%(app_label)s_%(class)s_code_once_in_its_prison",
                violation_error_message="This prison already has a site with this code.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


ServiceManager = models.Manager.from_queryset(ServiceQuerySet)


class PrisonManager(ServiceManager):
    """Prisons only."""

    def get_queryset(self) -> ServiceQuerySet:
        return ServiceQuerySet(self.model, using=self._db).prisons()


class ProbationManager(ServiceManager):
    """Probation services only, of both layers."""

    def get_queryset(self) -> ServiceQuerySet:
        return ServiceQuerySet(self.model, using=self._db).probation()


class Prison(Service):
    """A prison, young offender institution or removal centre under one governor."""

    objects: ClassVar[PrisonManager] = PrisonManager()

    class Meta:
        proxy = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args:
            kwargs.setdefault("kind_id", PRISON)
        super().__init__(*args, **kwargs)


class ProbationTrust(Service):
    """A probation service of either layer: an area's service of 2009, or a trust of 2010."""

    objects: ClassVar[ProbationManager] = ProbationManager()

    class Meta:
        proxy = True
        verbose_name = "probation service"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args:
            kwargs.setdefault("kind_id", PROBATION)
        super().__init__(*args, **kwargs)
