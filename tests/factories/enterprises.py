"""Least valid entries of the directory."""

import datetime as dt
import uuid

import factory

from enterprises import name_index
from enterprises.models import Correction, Engagement, Evidence, Identifier, Organisation, PageFeedback, Place


class OrganisationFactory(factory.django.DjangoModelFactory):
    """An unpublished organisation with only a name; it can be found by its name."""

    class Meta:
        model = Organisation
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Organisation {number}")
    slug = factory.Sequence(lambda number: f"organisation-{number}")

    @factory.post_generation
    def keys(organisation: Organisation, create: bool, extracted: object, **kwargs: object) -> None:
        """Index the name, as the actions do."""
        if create:
            name_index.refresh([organisation.pk])


class PlaceFactory(factory.django.DjangoModelFactory):
    """A main place without any details."""

    class Meta:
        model = Place

    organisation = factory.SubFactory(OrganisationFactory)


class IdentifierFactory(factory.django.DjangoModelFactory):
    """A company number, unique for each row."""

    class Meta:
        model = Identifier

    organisation = factory.SubFactory(OrganisationFactory)
    scheme = "GB-COH"
    value = factory.Sequence(lambda number: f"{number + 1:08d}")


class EvidenceFactory(factory.django.DjangoModelFactory):
    """Evidence from a website that it trades. It does not change assessments: only actions assess."""

    class Meta:
        model = Evidence

    organisation = factory.SubFactory(OrganisationFactory)
    fact = "trades"
    value = "yes"
    source_kind = "desk"
    source = "Its website"
    observed_on = dt.date(2009, 6, 1)


class EngagementFactory(factory.django.DjangoModelFactory):
    """An unpublished relation with a prison, found by desk research."""

    class Meta:
        model = Engagement

    organisation = factory.SubFactory(OrganisationFactory)
    service = factory.SubFactory("tests.factories.noms.ServiceFactory")
    source_kind = "desk"
    source = "Its website"


class CorrectionFactory(factory.django.DjangoModelFactory):
    """A correction about nothing that the directory holds, waiting for an answer."""

    class Meta:
        model = Correction

    reference = factory.Sequence(lambda number: f"C-{number:04d}-ABCD-EFGH")
    send_key = factory.LazyFunction(uuid.uuid4)
    matter = "other"
    text = "It moved."


class PageFeedbackFactory(factory.django.DjangoModelFactory):
    """A reader's word that the home page was useful."""

    class Meta:
        model = PageFeedback

    path = "/"
    answer = "yes"
