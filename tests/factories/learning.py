"""Least valid case studies."""

import factory

from learning.models import CaseParty, CaseStudy, CaseTerm, Programme


class ProgrammeFactory(factory.django.DjangoModelFactory):
    """A publication with one case study."""

    class Meta:
        model = Programme
        django_get_or_create = ("slug",)

    slug = "a-programme"
    title = "A programme"
    issuer = "An institute"
    published = "2010"
    number_of_cases = 1
    source = "a-programme:L1"


class CaseStudyFactory(factory.django.DjangoModelFactory):
    """A published case study that a publication names."""

    class Meta:
        model = CaseStudy

    slug = factory.Sequence(lambda number: f"case-{number}")
    programme = factory.SubFactory(ProgrammeFactory)
    number = factory.Sequence(lambda number: number + 1)
    title = factory.Sequence(lambda number: f"Case {number}")
    depth = "named"
    sources = "a-programme:L1"
    is_published = True


class CaseTermFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CaseTerm

    case_study = factory.SubFactory(CaseStudyFactory)
    vocabulary = "sector"
    term = "food"


class CasePartyFactory(factory.django.DjangoModelFactory):
    """A provider without an entry in the directory."""

    class Meta:
        model = CaseParty

    case_study = factory.SubFactory(CaseStudyFactory)
    name = factory.Sequence(lambda number: f"Provider {number}")
    role = "provider"
