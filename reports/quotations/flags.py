"""What must be looked at before words are published: personal data, and names of services and organisations."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import F, TextField, Value
from django.db.models.functions import Length

from enterprises.models import Organisation
from enterprises.pii_scan import in_words, kinds_in
from interviews.models import Interview
from noms.models import Service
from survey.models import Response

SHORTEST_NAME = 4
GENERIC = re.compile(
    r"\b(?:hm|hmp|hmyoi|yoi|prison|young offender institution|probation|service|trust|area|delivery|unit|the)\b"
    r"|[/&,()]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Flags:
    """What a text seems to hold. `personal` and `own` forbid it; `names` must be confirmed by who approves it."""

    personal: str = ""
    own: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def refusals(self) -> list[str]:
        """Sentences on what must be taken out before anybody may approve the text."""
        found = [f"It seems to hold {self.personal}: take that out."] if self.personal else []
        if self.own:
            found.append(
                f"It names the respondent’s own service or organisation ({', '.join(self.own)}): take that out."
            )
        return found


def flags_of(text: str, respondent: Interview | Response) -> Flags:
    """Return what a text seems to hold. Four queries at most."""
    kinds = kinds_in(text)
    own = tuple(name for name in _own_names(respondent) if _is_in(name, text))
    others = [name for name in (*_service_names(text), *_organisation_names(text)) if name not in own]
    return Flags(in_words(kinds) if kinds else "", own, tuple(sorted(dict.fromkeys(others))))


def _own_names(respondent: Interview | Response) -> list[str]:
    if isinstance(respondent, Interview):
        unit = respondent.unit
        found = [unit.service.name, unit.service.name_today] if unit.service else []
        return [
            *map(_place_name, filter(None, found)),
            *([unit.organisation.name] if unit.organisation else []),
        ]
    return [respondent.organisation.name] if respondent.organisation else []


def _service_names(text: str) -> list[str]:
    rows = Service.objects.order_by().values_list("name", "name_today").distinct()
    names = {_place_name(name) for row in rows for name in row if name}
    return [name for name in names if _is_in(name, text)]


def _organisation_names(text: str) -> list[str]:
    rows = Organisation.objects.annotate(
        words=Value(text, output_field=TextField()), letters=Length("name")
    ).filter(words__icontains=F("name"), letters__gte=SHORTEST_NAME)
    return [name for name in rows.order_by().values_list("name", flat=True) if _is_in(name, text)]


def _place_name(name: str) -> str:
    """Return what is left of the name of a service without the words that many have: “Leeds” of “HMP Leeds”.

    >>> _place_name("HMP/YOI Low Newton")
    'Low Newton'
    """
    return " ".join(GENERIC.sub(" ", name).split())


def _is_in(name: str, text: str) -> bool:
    """Return True if a name is in a text, as whole words and in any case."""
    if len(name) < SHORTEST_NAME:
        return False
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None
