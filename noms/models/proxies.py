"""Proxy models for prisons and probation services over the one table of services."""

from typing import Any, ClassVar

from django.db import models

from noms.models.service import Service
from noms.querysets import ServiceQuerySet
from noms.vocabulary import ServiceKind

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
            kwargs.setdefault("kind", ServiceKind.PRISON)
        super().__init__(*args, **kwargs)


class ProbationTrust(Service):
    """A probation service of either layer: an area's service of 2009, or a trust of 2010."""

    objects: ClassVar[ProbationManager] = ProbationManager()

    class Meta:
        proxy = True
        verbose_name = "probation service"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args:
            kwargs.setdefault("kind", ServiceKind.PROBATION)
        super().__init__(*args, **kwargs)
