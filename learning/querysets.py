"""Questions about case studies."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from enterprises.models import Organisation, OrganisationTerm
from learning.vocabulary import PartyRole

CASE_OF_TERM = "organisation__case_parties__case_study"
"""The column of `directory_terms` with the key of the case study."""


class CaseStudyQuerySet(models.QuerySet[Any]):
    def published(self) -> CaseStudyQuerySet:
        """Those that everybody may read."""
        return self.filter(is_published=True)

    def with_term(self, vocabulary: str, term: str) -> CaseStudyQuerySet:
        """Those of which a source states the term; else those whose provider has it in the directory.

        The directory counts only where the case study states no term of the vocabulary.
        """
        stated, listed = self._terms(vocabulary)
        return self.filter(
            Exists(stated.filter(term=term)) | (~Exists(stated) & Exists(listed.filter(term=term)))
        )

    def without_term(self, vocabulary: str) -> CaseStudyQuerySet:
        """Those of which neither a source nor the directory states a term of the vocabulary."""
        stated, listed = self._terms(vocabulary)
        return self.filter(~Exists(stated) & ~Exists(listed))

    def with_words(self, text: str) -> CaseStudyQuerySet:
        """Those in which every word of the text occurs: in the title, the place, the parts, or who took part."""
        found = self
        for word in text.split():
            found = found.filter(
                Q(title__icontains=word)
                | Q(place__icontains=word)
                | Q(offender_link__icontains=word)
                | Exists(self._children("sections").filter(text__icontains=word))
                | Exists(self._children("parties").filter(name__icontains=word))
            )
        return found

    def of_organisation(self, organisation: Organisation) -> CaseStudyQuerySet:
        """Those in which an organisation took part."""
        return self.filter(Exists(self._children("parties").filter(organisation=organisation)))

    def _terms(self, vocabulary: str) -> tuple[models.QuerySet[Any], models.QuerySet[OrganisationTerm]]:
        """Return the terms of the vocabulary that a source states of a case study, and those of its providers."""
        stated = self._children("terms").filter(vocabulary=vocabulary)
        return stated, directory_terms(case_study=OuterRef("pk")).filter(vocabulary=vocabulary)

    def _children(self, relation: str) -> models.QuerySet[Any]:
        model = self.model._meta.get_field(relation).related_model
        return model.objects.filter(case_study=OuterRef("pk"))


def directory_terms(**of_parties: Any) -> models.QuerySet[OrganisationTerm]:
    """Return public terms of published providers: `directory_terms(case_study=…)` those of a case study.

    They serve where a case study states no term of a vocabulary.
    """
    parties = {f"organisation__case_parties__{name}": value for name, value in of_parties.items()}
    return OrganisationTerm.objects.public().filter(
        organisation__is_published=True, organisation__case_parties__role=PartyRole.PROVIDER, **parties
    )
