"""Adding many entries that are new at once: the rows that the actions would store, a few queries for a batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Model
from django.utils import timezone

from accounts.audit import record_many
from enterprises import actions, geocoding, name_index
from enterprises.actions.organisations import TEXT_FIELDS, pii_problems
from enterprises.bulk_insert import insert
from enterprises.importing.reading import Entry, Statement
from enterprises.models import Evidence, Identifier, Organisation, OrganisationTerm, Place
from noms.models import Outcode
from noms.postcodes import outward_code

if TYPE_CHECKING:
    from accounts.models import User

BATCH = 500
CODED_FROM = "Coded by the table’s compiler from: "
ENTRY = ("name", "slug", *TEXT_FIELDS, "is_published", "created_by_id", "updated_by_id")
PLACED = ("outcode_id", "area_id", "region_id", "latitude", "longitude")
EVIDENCE = (
    "organisation_id", "fact", "value", "source_kind", "source", "quotation", "observed_on", "created_by_id",
    "updated_by_id",
)  # fmt: skip

Number = tuple[Organisation, str, str, bool, str]
"""An organisation, its register, the number, whether it is the parent body's, and the source."""


class Ground:
    """Where places are: each words and postcode is looked up once, the outward codes of all of them at once."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        wanted = {outward_code(entry.postcode) for entry in entries if entry.postcode}
        self._outcodes = Outcode.objects.select_related("area", "region").in_bulk(
            [one for one in wanted if one]
        )
        self._found: dict[tuple[str, str], Place] = {}

    def place(self, entry: Entry) -> Place:
        """The main place of an entry, unsaved and nobody's.

        :raises ValidationError: for a postcode that is not one of England or Wales.
        """
        key = entry.place, entry.postcode
        if key not in self._found:
            found = self._found[key] = Place(label=entry.place, postcode=entry.postcode.strip().upper())
            geocoding.locate(found, self._outcodes)
        return self._found[key]


def add(
    entries: Sequence[Entry], statements: dict[str, list[Statement]], *, by: User | None
) -> Iterator[tuple[Organisation, list[str]]]:
    """Store entries that the directory does not have, with what is said of them: each, and what keeps it unpublished.

    The history, the audit trail, the keys of names and the outcomes follow as by the actions; each entry is assessed
    once, when all is there. A text that seems to say who somebody is keeps its entry from being published.

    :raises ValidationError: for a text or a number that the directory refuses.
    """
    ground = Ground(entries)
    for start in range(0, len(entries), BATCH):
        batch = entries[start : start + BATCH]
        added = _entries(batch, by)
        pairs = [(added[entry.slug][0], entry) for entry in batch]
        _describe(pairs, ground, by)
        _state(pairs, statements, by)
        name_index.refresh([organisation.pk for organisation, _ in pairs])
        actions.assess_all(by=by, organisations=[organisation.pk for organisation, _ in pairs])
        yield from added.values()


def sayings(statements: Sequence[Statement]) -> Iterator[list[Statement]]:
    """The statements that one source makes on one day in one passage, together."""
    for _, group in groupby(sorted(statements, key=_saying), key=_saying):
        yield list(group)


def _saying(statement: Statement) -> tuple[str, str, str, str]:
    day = statement.observed_on.isoformat()
    return statement.source_kind, statement.source, day, statement.quotation


def _entries(batch: Sequence[Entry], by: User | None) -> dict[str, tuple[Organisation, list[str]]]:
    """The organisations of the batch by slug, stored, with their history and what keeps each unpublished."""
    made: dict[str, tuple[Organisation, list[str]]] = {}
    for entry in batch:
        organisation = Organisation(name=entry.name, slug=entry.slug, **entry.about)
        problems = pii_problems(organisation)
        organisation.is_published = not problems
        organisation.stamp(by=by)
        organisation.clean_fields(exclude=["merged_into"])
        made[entry.slug] = organisation, problems
    rows = [[getattr(organisation, name) for name in ENTRY] for organisation, _ in made.values()]
    insert(Organisation, ENTRY, rows)
    keys = dict(Organisation.objects.filter(slug__in=made).order_by().values_list("slug", "pk"))
    for slug, (organisation, _) in made.items():
        organisation.pk = keys[slug]
        organisation._state.adding = False
    _keep_history(Organisation, ENTRY, [organisation.pk for organisation, _ in made.values()], rows, by)
    record_many(by=by, verb="organisation.created", subjects=[(one, {}) for one, _ in made.values()])
    return made


def _describe(pairs: Sequence[tuple[Organisation, Entry]], ground: Ground, by: User | None) -> None:
    """Terms, numbers and places."""
    insert(
        OrganisationTerm,
        ("organisation_id", "vocabulary", "term", "source"),
        [
            (organisation.pk, vocabulary, term, CODED_FROM + entry.about["source"])
            for organisation, entry in pairs
            for vocabulary, terms in entry.terms.items()
            for term in sorted(terms)
        ],
    )
    insert(
        Place,
        ("organisation_id", "label", "postcode", *PLACED),
        [
            (organisation.pk, main.label, main.postcode, *(getattr(main, name) for name in PLACED))
            for organisation, entry in pairs
            if entry.place or entry.postcode
            for main in (ground.place(entry),)
        ],
    )
    _number(pairs, by)


def _number(pairs: Sequence[tuple[Organisation, Entry]], by: User | None) -> None:
    """Registered numbers: those that nobody has at once, and each other by its action, which says what is wrong."""
    wanted = {value for _, entry in pairs for _, value, _ in entry.identifiers}
    seen = (
        set(Identifier.objects.filter(value__in=wanted).values_list("scheme", "value")) if wanted else set()
    )
    fresh: list[Number] = []
    doubtful: list[Number] = []
    for organisation, entry in pairs:
        for scheme, value, is_parents in entry.identifiers:
            number = (organisation, scheme, value, is_parents, entry.about["source"])
            (doubtful if (scheme, value) in seen else fresh).append(number)
            seen.add((scheme, value))
    names = ("scheme", "value", "is_parents", "source")
    insert(Identifier, ("organisation_id", *names), [(one.pk, *number) for one, *number in fresh])
    told = [
        (one, {"number": str(Identifier(scheme=scheme, value=value))}) for one, scheme, value, *_ in fresh
    ]
    record_many(by=by, verb="organisation.identified", subjects=told)
    for organisation, scheme, value, is_parents, source in doubtful:
        actions.add_identifier(
            organisation=organisation, scheme=scheme, value=value, is_parents=is_parents, source=source, by=by
        )


def _state(
    pairs: Sequence[tuple[Organisation, Entry]], statements: dict[str, list[Statement]], by: User | None
) -> None:
    """What sources say of them, as evidence."""
    key = by.pk if by else None
    said = [
        (organisation, saying)
        for organisation, entry in pairs
        for saying in sayings(statements.get(entry.slug, []))
    ]
    rows = [
        (
            organisation.pk,
            one.fact,
            one.value,
            one.source_kind,
            one.source,
            one.quotation,
            one.observed_on,
            key,
            key,
        )
        for organisation, saying in said
        for one in saying
    ]
    insert(Evidence, EVIDENCE, rows)
    # In the order in which they were inserted: these organisations had none before.
    stored = Evidence.objects.filter(organisation__in=[organisation.pk for organisation, _ in pairs])
    keys = list(stored.order_by("pk").values_list("pk", flat=True))
    _keep_history(Evidence, EVIDENCE, keys, rows, by)
    numbered = iter(keys)
    deeds = [
        (organisation, {"facts": [one.fact for one in saying], "evidence": [next(numbered) for _ in saying]})
        for organisation, saying in said
    ]
    record_many(by=by, verb="evidence.added", subjects=deeds)


def _keep_history(
    model: type[Model],
    names: Sequence[str],
    keys: Sequence[int],
    rows: Sequence[Sequence[Any]],
    by: User | None,
) -> None:
    """The first page of the history of each of these rows."""
    now, who = timezone.now(), by.pk if by else None
    filled = [(key, *row, now, "+", who) for key, row in zip(keys, rows, strict=True)]
    insert(
        model.history.model,  # type: ignore[attr-defined]
        ("id", *names, "history_date", "history_type", "history_user_id"),
        filled,
    )
