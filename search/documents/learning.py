"""The documents of case studies."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from enterprises.vocabulary import label_of
from learning.models import CaseParty, CaseStudy
from learning.querysets import CASE_OF_TERM, directory_terms
from learning.vocabulary import PartyRole, Section
from noms.coordinates import Point
from search.query import token
from search.registry import Document

CASE_STUDY = "case_study"
BATCH = 500


def build(slugs: Collection[str] | None) -> Iterator[Document]:
    """Yield the documents of case studies, published or not; six queries for each BATCH of them.

    Where a case study states no term of a vocabulary, those of its provider in the directory serve, as in its list.
    """
    found = CaseStudy.objects.order_by("pk").select_related("outcode__region", "outcode__area")
    found = found.prefetch_related("sections", "terms", "parties")
    if slugs is not None:
        yield from _documents(list(found.filter(slug__in=slugs)))
        return
    last = 0
    while batch := list(found.filter(pk__gt=last)[:BATCH]):
        last = batch[-1].pk
        yield from _documents(batch)


def provided_by(organisations: Collection[str]) -> set[str]:
    """Return the slugs of the case studies whose documents have terms of these organisations. One query."""
    parties = CaseParty.objects.filter(role=PartyRole.PROVIDER, organisation__isnull=False)
    pairs = parties.values_list("organisation__slug", "case_study__slug")
    changed = set(organisations)
    return {case_study for organisation, case_study in pairs if organisation in changed}


def _texts(case: CaseStudy) -> Iterator[str]:
    """Yield its texts, first the one that says in a line what it is: what was done, else what else is known."""
    texts = {section.kind: section.text for section in case.sections.all()}
    known = [texts.pop(Section.SERVICE, ""), *texts.values(), case.offender_link]
    yield from filter(None, known)
    if not any(known):
        yield case.get_depth_display()
    yield from filter(None, [case.commissioner, *(party.name for party in case.parties.all())])


def _documents(case_studies: list[CaseStudy]) -> Iterator[Document]:
    directory: dict[int, set[tuple[str, str]]] = {}
    listed = directory_terms(case_study__in=case_studies)
    for pk, vocabulary, term in listed.values_list(CASE_OF_TERM, "vocabulary", "term"):
        directory.setdefault(pk, set()).add((vocabulary, term))
    for case in case_studies:
        own = [(term.vocabulary, term.term) for term in case.terms.all()]
        stated = {vocabulary for vocabulary, _ in own}
        others = [pair for pair in sorted(directory.get(case.pk, ())) if pair[0] not in stated]
        terms = [*own, *others]
        outcode = case.outcode
        region, area = (outcode.region, outcode.area) if outcode else (None, None)
        places = [(kind, place) for kind, place in (("region", region), ("area", area)) if place]
        yield Document(
            slug=case.slug,
            title=case.title,
            is_public=case.is_published,
            tokens=(
                *(token(vocabulary, term) for vocabulary, term in terms),
                *(token(kind, place.slug) for kind, place in places),
            ),
            labels=("Case study", *(label_of(vocabulary, term) for vocabulary, term in terms)),
            body="\n".join(_texts(case)),
            place="\n".join(filter(None, [case.place, *(place.name for _, place in places)])),
            point=Point(outcode.latitude, outcode.longitude)
            if outcode and outcode.latitude is not None and outcode.longitude is not None
            else None,
        )
