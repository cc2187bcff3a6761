"""Sites of prisons."""

from django.db import models

from noms.models.dated import Dated
from noms.models.located import Located
from noms.models.place import LocalAuthority
from noms.models.service import Service
from noms.models.source import Sourced
from noms.querysets import SiteQuerySet


class Site(Located, Dated, Sourced):
    """One location of a prison, with its own code. Most prisons have one; Isle of Wight had three in 2009."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="sites")
    name = models.CharField(max_length=120)
    noms_code = models.CharField("code", max_length=3, unique=True)
    function = models.CharField(max_length=40, blank=True)
    category = models.CharField(max_length=40, blank=True)
    open_conditions = models.BooleanField(default=False)
    county = models.CharField(max_length=60, blank=True)
    postcode = models.CharField(max_length=8)
    local_authority = models.ForeignKey(
        LocalAuthority, models.PROTECT, null=True, blank=True, related_name="sites"
    )
    note = models.CharField(max_length=300, blank=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [*Located.Meta.constraints, *Dated.Meta.constraints]

    def __str__(self) -> str:
        return self.name
