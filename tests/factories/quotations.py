"""Quotations of respondents who consent to be quoted."""

import factory
from django.utils import timezone

from interviews.models import Interview
from reports.models import Quotation
from survey import answers as answering
from tests.factories.accounts import UserFactory
from tests.factories.interviews import InterviewFactory

SAID = "At Leeds the governor, Ann Smith, told us there is no money after March."
PUBLISHED = "[…] there is no money after March."


def interview_with_words(words: str = SAID, *, may_quote: bool = True, **about: object) -> Interview:
    """Return a finished interview whose one question was answered in these words."""
    made: Interview = InterviewFactory(
        **{
            "status": "complete",
            "answers": {"views": answering.stored_value(words)},
            "consents": {"take_part": "yes", "be_quoted": "yes" if may_quote else "no"},
            **about,
        }
    )
    return made


class QuotationFactory(factory.django.DjangoModelFactory):
    """A quotation that waits for a second person. Trait: `approved`."""

    class Meta:
        model = Quotation

    class Params:
        approved = factory.Trait(
            state="approved",
            approved_by=factory.SubFactory(UserFactory),
            approved_at=factory.LazyFunction(timezone.now),
            consent_seen_at=factory.LazyFunction(timezone.now),
        )

    interview = factory.LazyFunction(interview_with_words)
    study = factory.LazyAttribute(lambda made: made.interview.unit.strand.study)
    source = "views"
    theme = "barriers"
    text = PUBLISHED
    attribution = "Prison respondent"
    proposed_by = factory.SubFactory(UserFactory)
