"""Nouns for the services of a frame: prisons or prison sites, probation areas or probation trusts."""

from collections.abc import Collection
from dataclasses import dataclass

from noms.vocabulary import CountingUnit, ServiceForm, ServiceKind


@dataclass(frozen=True)
class Noun:
    singular: str
    plural: str

    @property
    def heading(self) -> str:
        """The plural with a capital letter: Prisons."""
        return self.plural[:1].upper() + self.plural[1:]


PRISON = Noun("prison", "prisons")
PRISON_SITE = Noun("prison site", "prison sites")
PROBATION_AREA = Noun("probation area", "probation areas")
PROBATION_TRUST = Noun("probation trust", "probation trusts")
PROBATION_SERVICE = Noun("probation service", "probation services")


def service_noun(kind: str, forms: Collection[str], counting_unit: str) -> Noun:
    """Return the noun for a kind of service, given the forms in the frame and the counting unit."""
    if kind == ServiceKind.PRISON:
        return PRISON_SITE if counting_unit == CountingUnit.SITE else PRISON
    if set(forms) == {ServiceForm.AREA_SERVICE}:
        return PROBATION_AREA
    if set(forms) == {ServiceForm.TRUST}:
        return PROBATION_TRUST
    return PROBATION_SERVICE
