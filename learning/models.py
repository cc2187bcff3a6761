"""Case studies and what a programme of them published, all in our own words and each with its source."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from enterprises.models import Organisation
from enterprises.vocabulary import TERMS, Vocabulary
from learning.querysets import CaseStudyQuerySet
from learning.vocabulary import Depth, FactKind, Nature, PartyRole, Section
from noms.models import Outcode, Service

OF_CASES = (Vocabulary.ACTIVITY, Vocabulary.STAGE, Vocabulary.SECTOR, Vocabulary.CUSTOMER, Vocabulary.NEED)
"""The vocabularies by which case studies are found."""


class Programme(models.Model):
    """A publication with several case studies, or the programme that it reports on."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=200)
    published = models.CharField(max_length=40, help_text="When, as the source states it: January 2014.")
    number_of_cases = models.PositiveSmallIntegerField()
    warning = models.CharField(max_length=300, blank=True, help_text="Is shown with each of its figures.")
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["-published", "slug"]

    def __str__(self) -> str:
        return f"{self.title} ({self.published})"

    def get_absolute_url(self) -> str:
        return reverse("programme-detail", args=[self.slug])


class CaseStudy(models.Model):
    """One thing that was tried: by whom, where, why, how, and what came of it.

    What no source says is empty, and means unknown, never no.
    """

    slug = models.SlugField(max_length=80, unique=True)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="case_studies")
    number = models.PositiveSmallIntegerField(help_text="Its number in the programme.")
    title = models.CharField(max_length=200)
    commissioner = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=120, blank=True)
    outcode = models.ForeignKey(Outcode, models.PROTECT, null=True, blank=True, related_name="case_studies")
    founded = models.CharField(max_length=120, blank=True, help_text="As the source states it.")
    legal_form = models.CharField(max_length=200, blank=True, help_text="As the source states it.")
    nature = models.CharField(max_length=12, choices=Nature, default=Nature.NOT_STATED)
    depth = models.CharField(max_length=8, choices=Depth)
    offender_link = models.CharField("link with offenders", max_length=200, blank=True)
    sources = models.TextField()
    note = models.TextField(blank=True, help_text="Is shown: what is uncertain or was decided by us.")
    is_published = models.BooleanField(default=False)

    objects = CaseStudyQuerySet.as_manager()

    class Meta:
        ordering = ["title", "slug"]
        verbose_name_plural = "case studies"
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="%(app_label)s_%(class)s_one_of_a_number",
                violation_error_message="The programme has a case study with this number.",
            ),
            models.CheckConstraint(
                condition=~models.Q(sources=""),
                name="%(app_label)s_%(class)s_has_a_source",
                violation_error_message="Say where this comes from.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("case-study-detail", args=[self.slug])


class CaseSection(models.Model):
    """One part of a case study, in our own words."""

    case_study = models.ForeignKey(CaseStudy, models.CASCADE, related_name="sections")
    kind = models.CharField(max_length=20, choices=Section)
    text = models.TextField()

    class Meta:
        ordering = ["case_study", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_study", "kind"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="The case study has this part already.",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class CaseFact(models.Model):
    """A fact that a source states of a case study: a figure as it was published, which nobody can recalculate here."""

    case_study = models.ForeignKey(CaseStudy, models.CASCADE, related_name="facts")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=FactKind)
    statement = models.CharField(max_length=400)
    value = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    as_of = models.CharField("as of", max_length=40, blank=True)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["case_study", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_study", "number"],
                name="%(app_label)s_%(class)s_one_of_a_number",
                violation_error_message="The case study has a fact with this number.",
            )
        ]

    def __str__(self) -> str:
        return self.statement

    @property
    def amount(self) -> str:
        """The value with its unit: 1,000 people, £400,000, 25 per cent. A year has no comma."""
        number = f"{int(self.value):,}" if self.value.isdecimal() and self.unit != "year" else self.value
        unit, _, more = self.unit.partition(" ")
        if unit == "pounds":
            return f"£{number} {more}".strip()
        return number if self.unit == "year" else f"{number} {self.unit}".strip()


class CaseTerm(models.Model):
    """A term of the directory's vocabularies that a source states of a case study, or that we chose from its text."""

    case_study = models.ForeignKey(CaseStudy, models.CASCADE, related_name="terms")
    vocabulary = models.CharField(max_length=20, choices=[(each.value, each.label) for each in OF_CASES])
    term = models.CharField(max_length=40)
    is_ours = models.BooleanField("chosen by us", default=False)

    class Meta:
        ordering = ["vocabulary", "term"]
        constraints = [
            models.UniqueConstraint(
                fields=["case_study", "vocabulary", "term"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="The case study has this term already.",
            )
        ]

    def __str__(self) -> str:
        return str(dict(TERMS[self.vocabulary].choices).get(self.term, self.term))


class CaseParty(models.Model):
    """Somebody who took part, by name, and the directory's entry where it has one."""

    case_study = models.ForeignKey(CaseStudy, models.CASCADE, related_name="parties")
    name = models.CharField(max_length=200)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="case_parties"
    )
    service = models.ForeignKey(Service, models.SET_NULL, null=True, blank=True, related_name="case_parties")
    role = models.CharField(max_length=12, choices=PartyRole)

    class Meta:
        ordering = ["case_study", "role", "name"]
        verbose_name_plural = "case parties"
        constraints = [
            models.UniqueConstraint(
                fields=["case_study", "role", "name"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="The case study names this party already.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PublishedCount(models.Model):
    """How many case studies of a programme a publication counts under one term.

    The publication does not say which, so that no case study is coded to make a count come out.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="counts")
    number = models.PositiveSmallIntegerField(help_text="Its place in the publication.")
    vocabulary = models.CharField(max_length=20, choices=Vocabulary)
    term = models.CharField(max_length=40)
    label = models.CharField(max_length=120)
    count = models.PositiveSmallIntegerField()
    base = models.PositiveSmallIntegerField()
    is_exclusive = models.BooleanField(default=False, help_text="Each case study counts under one term only.")
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "vocabulary", "term"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message="The programme has a count of this term.",
            ),
            models.CheckConstraint(
                condition=models.Q(count__lte=models.F("base")),
                name="%(app_label)s_%(class)s_is_of_its_base",
                violation_error_message="A count is at most its base.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.count} of {self.base}"


class Lesson(models.Model):
    """A lesson of a publication in our own words: for commissioners, or what works, or what was learned on a theme."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="lessons")
    number = models.PositiveSmallIntegerField(help_text="Its place in the publication.")
    kind = models.CharField(
        max_length=20, help_text="action_that_works, learning, or a kind of lesson for commissioners."
    )
    theme = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    case_studies = models.ManyToManyField(CaseStudy, related_name="lessons", blank=True)
    terms = models.JSONField(
        default=dict, blank=True, help_text="Terms beside it that we chose, by vocabulary."
    )
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "number"],
                name="%(app_label)s_%(class)s_one_of_a_number",
                violation_error_message="The programme has a lesson with this number.",
            )
        ]

    def __str__(self) -> str:
        return self.title
