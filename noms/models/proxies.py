"""Proxy models for prisons and probation services over the one table of services."""

from typing import Any, ClassVar

from django.db import models

from noms.models.service import Service
from noms.querysets import ServiceQuerySet
from noms.vocabulary import ServiceKind


class PrisonManager(models.Manager.from_queryset(ServiceQuerySet)):  # type: ignore[misc]
    """Prisons only."""

    def get_queryset(self) -> ServiceQuerySet:
        return super().get_queryset().prisons()


class ProbationManager(models.Manager.from_queryset(ServiceQuerySet)):  # type: ignore[misc]
    """Probation services only, of both layers."""

    def get_queryset(self) -> ServiceQuerySet:
        return super().get_queryset().probation()


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
