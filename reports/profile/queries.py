"""The organisations that the enterprise profile counts: by term, legal form, founding year and employees."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from django.db.models import Count, Exists, OuterRef
from django.db.models.fields.json import KeyTextTransform

from enterprises.classification import definitions
from enterprises.models import Assessment, EngagementTerm, OrganisationTerm
from interviews.vocabulary import FINISHED, MatchState
from reports.definition.queries import organisations_named
from reports.profile import bands
from survey.models import Study

Pair = tuple[int, int]
NOTHING: Pair = (0, 0)
"""The number of organisations that the definition includes, and of all."""


@dataclass(frozen=True)
class Typology:
    """The organisations by class of one typology; one organisation may be in several classes.

    `recorded` is the number of organisations with any class known.
    """

    words: dict[str, Pair] = field(default_factory=dict)
    recorded: Pair = NOTHING


def by_vocabulary(study: Study) -> dict[str, Typology]:
    """Return by vocabulary the organisations named that have each term. Two queries.

    An organisation has a term if the directory says so of it, or if a respondent of the study said so of a relation
    with it. The rows are read sorted by organisation, each term once, and are never all in memory.
    """
    included = set(
        Assessment.objects.current(study.definition_reference)
        .filter(is_included=True, organisation__in=organisations_named(study).order_by().values("pk"))
        .order_by()
        .values_list("organisation", flat=True)
    )
    own = OrganisationTerm.objects.filter(organisation__in=organisations_named(study).order_by().values("pk"))
    reported = EngagementTerm.objects.filter(
        engagement__mention__interview__unit__strand__study=study,
        engagement__mention__interview__status__in=FINISHED,
        engagement__mention__match_state=MatchState.MATCHED,
    )
    terms_of_all = (
        own.order_by()
        .values_list("organisation_id", "vocabulary", "term")
        .union(reported.order_by().values_list("engagement__organisation_id", "vocabulary", "term"))
        .order_by("organisation_id")
    )
    words: Counter[tuple[str, str, bool]] = Counter()
    recorded: Counter[tuple[str, bool]] = Counter()
    for organisation, rows in groupby(terms_of_all.iterator(), key=itemgetter(0)):
        is_included = organisation in included
        terms = [(vocabulary, term, is_included) for _, vocabulary, term in rows]
        words.update(terms)
        recorded.update({(vocabulary, is_included) for vocabulary, _, _ in terms})
    found: defaultdict[str, dict[str, Pair]] = defaultdict(dict)
    for vocabulary, term in sorted({(vocabulary, term) for vocabulary, term, _ in words}):
        inside = words[vocabulary, term, True]
        found[vocabulary][term] = (inside, inside + words[vocabulary, term, False])
    return {
        vocabulary: Typology(
            terms, (recorded[vocabulary, True], recorded[vocabulary, True] + recorded[vocabulary, False])
        )
        for vocabulary, terms in found.items()
    }


def organisations(study: Study) -> tuple[Pair, Typology, Typology]:
    """Return the number of organisations named, their legal forms, and their ages in the frame's year. One query."""
    rows = (
        organisations_named(study)
        .order_by()
        .annotate(is_included=_included(study, "pk"))
        .values_list("legal_form", "founded", "is_included")
        .annotate(number=Count("pk"))
    )
    total: Pair = NOTHING
    forms: PairsByClass = {}
    ages: PairsByClass = {}
    for legal_form, founded, is_included, number in rows:
        pair = (number * is_included, number)
        total = _sum(total, pair)
        _add(forms, (bands.legal_form(legal_form),), pair)
        _add(ages, (bands.age(founded, study.frame_on.year),), pair)
    return total, _typology(forms), _typology(ages)


def sizes(study: Study) -> Typology:
    """Return the organisations named by class of employees. One query.

    The facts are those of the default definition's assessment, which every organisation has.
    """
    rows = (
        Assessment.objects.current(definitions.DEFAULT)
        .filter(organisation__in=organisations_named(study).order_by().values("pk"))
        .order_by()
        .annotate(is_in=_included(study, "organisation"), employees=KeyTextTransform("employees", "facts"))
        .values_list("employees", "is_in")
        .annotate(number=Count("pk"))
    )
    found: PairsByClass = {}
    for employees, is_in, number in rows:
        _add(found, (bands.size(employees),), (number * is_in, number))
    return _typology(found)


PairsByClass = dict[tuple[str, ...], Pair]


def _included(study: Study, organisation: str) -> Exists:
    return Exists(
        Assessment.objects.current(study.definition_reference).filter(
            organisation=OuterRef(organisation), is_included=True
        )
    )


def _add(found: PairsByClass, key: tuple[str, ...], pair: Pair) -> None:
    found[key] = _sum(found.get(key, NOTHING), pair)


def _sum(one: Pair, other: Pair) -> Pair:
    return one[0] + other[0], one[1] + other[1]


def _typology(found: PairsByClass) -> Typology:
    words = {key[0]: pair for key, pair in found.items() if key[0] != bands.NOT_RECORDED}
    recorded = NOTHING
    for pair in words.values():
        recorded = _sum(recorded, pair)
    return Typology(words, recorded)
