"""Nouns for the services of a frame: prisons or prison sites, probation areas or probation trusts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from noms.vocabulary import PRISON, CountingUnit, ServiceForm
from wording import listed


@dataclass(frozen=True)
class Noun:
    singular: str
    plural: str

    @property
    def heading(self) -> str:
        """The plural with a capital letter: Prisons."""
        return self.plural[:1].upper() + self.plural[1:]

    @property
    def label(self) -> str:
        """The singular with a capital letter: Prison."""
        return self.singular[:1].upper() + self.singular[1:]

    @property
    def with_article(self) -> str:
        """The singular with its article: a prison, an approved premises."""
        return f"{'an' if self.singular[:1] in 'aeiou' else 'a'} {self.singular}"


PRISON_SITE = Noun("prison site", "prison sites")
FORM_NOUNS: Mapping[str, Noun] = {
    ServiceForm.AREA_SERVICE: Noun("probation area", "probation areas"),
    ServiceForm.TRUST: Noun("probation trust", "probation trusts"),
    ServiceForm.DELIVERY_UNIT: Noun("probation delivery unit", "probation delivery units"),
}
"""The finer words for services that are all of one form."""


@dataclass(frozen=True)
class FrameWords:
    """The words for a frame: its title, and the noun of each kind of service in it, by key and in order.

    `part` is the heading of a column of kinds.
    """

    title: str
    kinds: Mapping[str, Noun]
    part: str = "Kind of service"

    def fill(self, template: str) -> str:
        """Return a text in which {many} are the services of the frame and {part} is its heading of kinds."""
        return template.format(many=self.many, part=f"{self.part[:1].lower()}{self.part[1:]}")

    @property
    def one(self) -> str:
        """The words for any one of its services: “prison or probation service”."""
        return listed([noun.singular for noun in self.kinds.values()], "or") or "service"

    @property
    def many(self) -> str:
        """The words for its services: “prisons and probation services”."""
        return listed([noun.plural for noun in self.kinds.values()]) or "services"

    @property
    def each(self) -> str:
        """The words for the services of each of its kinds: “prisons or probation services”."""
        return listed([noun.plural for noun in self.kinds.values()], "or") or "services"

    @property
    def heading(self) -> str:
        """The words for its services with a capital letter: “Prisons and probation services”."""
        return self.many[:1].upper() + self.many[1:]

    @property
    def together(self) -> str:
        """The word for its kinds taken together: “both” of two, else “all”."""
        return "both" if len(self.kinds) == 2 else "all"

    def nouns(
        self, services: Iterable[tuple[str, str]], counting_unit: str = CountingUnit.ESTABLISHMENT
    ) -> dict[str, Noun]:
        """Return the noun for each kind in the frame, given the kind and form of each service (or group of them).

        Services of one kind that are all of one form have the noun of the form.
        """
        forms: dict[str, set[str]] = {kind: set() for kind in self.kinds}
        for kind, form in services:
            forms.setdefault(kind, set()).add(form)
        return {kind: self.noun(kind, found, counting_unit) for kind, found in forms.items()}

    def noun(
        self, kind: str, forms: Collection[str] = (), counting_unit: str = CountingUnit.ESTABLISHMENT
    ) -> Noun:
        """Return the noun for one kind, given the forms of its services and the counting unit."""
        if kind == PRISON and counting_unit == CountingUnit.SITE:
            return PRISON_SITE
        if len(forms) == 1 and (noun := FORM_NOUNS.get(*forms)):
            return noun
        return self.kinds.get(kind) or Noun(kind, kind)
