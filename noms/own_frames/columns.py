"""The columns of a spreadsheet of units, found by common headings in any capitals. No database access."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

CONTACT_FIELDS = (
    "contact_role", "telephone", "email", "address", "website", "contact_source", "contact_checked_on",
)  # fmt: skip
"""The columns of the contact that a unit publishes itself."""

COLUMNS = (
    "code",
    "name",
    "kind",
    "region",
    "postcode",
    "latitude",
    "longitude",
    "opened",
    "closed",
    "operator",
    *CONTACT_FIELDS,
)
"""The columns of the template and of a download, in their order."""

POINT = "point"
"""A column with latitude and longitude in one cell."""

LONGEST_HEADING = 40
"""The most characters of a heading in a table where only the column of names is recognised."""

ALIASES: dict[str, str] = {
    "code": "code, id, identifier, ref, reference, key, abbreviation, urn, number, no, nr",
    "name": "name, official name, full name, display name, title, label, nom, nombre, nome, naam, bezeichnung, unit, "
    "prison, establishment, facility, institution, station, school, site, office",
    "kind": "kind, type, kind of, type of, class, category, classification, group, typ, tipo, art",
    "region": "region, region name, area, area name, province, state, territory, federal state, prov, prov code, "
    "province code, bundesland, kanton, canton, provincia, departement, department, district, division, county, "
    "municipality",
    "postcode": "postcode, post code, postal code, zip, zipcode, zip code, postal, code postal, plz",
    "latitude": "latitude, lat, latitude wgs84, lat wgs84, geo lat, y",
    "longitude": "longitude, lon, lng, long, longitude wgs84, lon wgs84, geo lon, geo long, x",
    POINT: "point, coordinates, coordinate, coords, lat lon, lat long, lat lng, latlong, latlng",
    "opened": "opened, opened on, open date, opening, opening date, date opened, date of opening, year opened, "
    "opened year, opening year, since, start, start date, established, year established, founded",
    "closed": "closed, closed on, close date, closing, closing date, date closed, date of closing, year closed, "
    "closed year, last day, last day open, until, end, end date",
    "operator": "operator, operated by, run by, managed by, provider, operator name",
    "contact_role": "contact role, who answers",
    "telephone": "telephone, phone, tel, telephone number, phone number, tel no",
    "email": "email, e mail, email address, e mail address",
    "address": "address, postal address, full address",
    "website": "website, web site, homepage, web address, url, web",
    "contact_source": "contact source, source of contact",
    "contact_checked_on": "contact checked on, contact checked",
}
"""The headings of each column, the likeliest first."""

UNIT_WORDS = (
    "unit|units|prison|prisons|establishment|facility|institution|service|services|station|school|site|office|court|"
    "police|jail|agency|centre|center|the|of"
)
"""Words before or after a heading that only say what the units are: “prison name”, “facility type”."""

_WITHOUT_UNIT = re.compile(rf"^({UNIT_WORDS})(?=(id|name|code|type|number)$)")
"""A word that says what the units are, written together with the heading: “facilityid”."""

_MEANINGS: dict[str, tuple[str, int]] = {
    alias: (column, place)
    for column, aliases in ALIASES.items()
    for place, alias in enumerate(aliases.split(", "))
}


@dataclass(frozen=True)
class ColumnMap:
    """The heading of each column that a sheet has, and the headings that are not read."""

    headings: dict[str, str]
    not_read: tuple[str, ...]

    def others_than(self, heading: str) -> list[str]:
        """Return the headings beside one, those that are not read among them."""
        return [each for each in (*self.headings.values(), *self.not_read) if each != heading]

    @property
    def has_point(self) -> bool:
        """True if the sheet says where units lie, by degrees."""
        return POINT in self.headings or {"latitude", "longitude"} <= self.headings.keys()


def meaning_of(heading: str) -> tuple[str, int] | None:
    """Return the column that a heading means, and how unlikely the heading is (0 is the likeliest); None for others.

    Capitals, underscores and brackets do not matter, nor do words that say what the units are.

    >>> meaning_of("Prison_Name")
    ('name', 0)
    >>> meaning_of("PostCode")
    ('postcode', 1)
    """
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    for text in (heading, parted):
        words = _words(text)
        bare = [word for word in words if not re.fullmatch(UNIT_WORDS, word)]
        for some in (words, bare, [_WITHOUT_UNIT.sub("", word) for word in bare]):
            if found := _MEANINGS.get(" ".join(some)):
                return found
    return None


def _words(heading: str) -> list[str]:
    """Return the words of a heading in small letters, without accents and without what is in brackets."""
    text = unicodedata.normalize("NFKD", re.sub(r"[(\[].*?[)\]]", " ", heading))
    plain = "".join(each for each in text if not unicodedata.combining(each))
    return re.sub(r"[\W_]+", " ", plain).casefold().split()


def is_heading(cells: Sequence[str]) -> bool:
    """Return True if a row has the headings of a table of units: one for the name, and another that is known.

    Without another, all cells must be short, because a row of text may have the word “name” too.
    """
    found = {meaning[0] for cell in cells if (meaning := meaning_of(cell))}
    return "name" in found and (len(found) > 1 or max(map(len, cells)) <= LONGEST_HEADING)


def columns_of(headings: Sequence[str]) -> ColumnMap:
    """Map the headings of a sheet to columns. Of several headings for one column the likeliest is taken."""
    best: dict[str, tuple[int, str]] = {}
    for heading in headings:
        if meaning := meaning_of(heading):
            column, unlikeliness = meaning
            if column not in best or unlikeliness < best[column][0]:
                best[column] = (unlikeliness, heading)
    taken = {column: heading for column, (_, heading) in best.items()}
    if not {"contact_source", "contact_checked_on"} <= taken.keys():
        # A contact is read only with its source and its day.
        taken = {column: heading for column, heading in taken.items() if column not in CONTACT_FIELDS}
    rest = tuple(heading for heading in headings if heading not in taken.values())
    return ColumnMap(taken, rest)
