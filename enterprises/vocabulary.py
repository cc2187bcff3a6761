"""The vocabularies of the directory: typologies (domain §5), arrangements and origins (§2), registers."""

from functools import lru_cache

from django.db import models

from wording.terms import outcome_words


class Vocabulary(models.TextChoices):
    """A list of terms, several of which an organisation or an engagement can have."""

    ORGANISATION_TYPE = "organisation_type", "Type of organisation"
    ACTIVITY = "activity", "Activity"
    PARTNER = "partner", "Partners"
    SECTOR = "sector", "Sector"
    CUSTOMER = "customer", "Who buys from it"
    EARLIER_WORK = "earlier_work", "Earlier work with offenders"
    NEED = "need", "Help with"
    STAGE = "stage", "When"
    OFFENDER_GROUP = "offender_group", "People worked with"
    PAYER = "payer", "Who pays"


class OrganisationType(models.TextChoices):
    NEW_SOCIAL_ENTERPRISE = "new_social_enterprise", "Newly established social enterprise"
    EXISTING_SOCIAL_ENTERPRISE = "existing_social_enterprise", "Existing social enterprise"
    SUPPORT = "support", "Support organisation"
    HOUSING_ASSOCIATION = "housing_association", "Housing association"
    EMPLOYMENT_AGENCY = "employment_agency", "Employment agency"
    PRIVATE_PARTNERSHIP = "private_partnership", "Private-sector-led partnership"
    EXTERNALISATION = "externalisation", "Moved out of the public sector"


class Activity(models.TextChoices):
    PERSONAL_DEVELOPMENT = "personal_development", "Personal development"
    VOCATIONAL_TRAINING = "vocational_training", "Vocational training"
    PAID_WORK = "paid_work", "Paid work experience"
    BROKERAGE = "brokerage", "Help into a permanent job"
    VOLUNTEERING = "volunteering", "Volunteering or unpaid work experience"
    QUALIFICATIONS = "qualifications", "Qualifications"
    NEGOTIATION = "negotiation", "Talking to employers"
    BUSINESS_ADVICE = "business_advice", "Business advice"


class Partner(models.TextChoices):
    CRIMINAL_JUSTICE = "criminal_justice", "Criminal justice organisations"
    PRIVATE_SECTOR = "private_sector", "Private sector"
    SPECIALIST_SUPPORT = "specialist_support", "Specialist support"


class Sector(models.TextChoices):
    CONSTRUCTION = "construction", "Construction or decorating"
    RECYCLING = "recycling", "Recycling"
    FOOD = "food", "Food"
    HORTICULTURE = "horticulture", "Gardening or horticulture"
    RETAIL = "retail", "Retail"
    BUSINESS_ADMINISTRATION = "business_administration", "Business administration"
    CRAFT = "craft", "Craft"
    CLEANING = "cleaning", "Cleaning"
    BUSINESS_START_UP = "business_start_up", "Business start-up"
    OTHER = "other", "Other"


class Customer(models.TextChoices):
    PRIVATE_BUSINESS = "private_business", "Private businesses"
    HOUSING_ASSOCIATION = "housing_association", "Housing associations"
    PUBLIC_SECTOR = "public_sector", "Public sector"
    GENERAL_PUBLIC = "general_public", "General public"
    VOLUNTARY_GROUP = "voluntary_group", "Voluntary groups"


class EarlierWork(models.TextChoices):
    """Whether an organisation had worked with offenders before its present work; one value for each source."""

    YES = "yes", "Had worked with offenders before"
    NO = "no", "Had not"
    OTHER = "other", "In part, with others, or newly set up"


class Need(models.TextChoices):
    ACCOMMODATION = "accommodation", "Accommodation"
    DEBT = "debt", "Debt"
    SUBSTANCE_MISUSE = "substance_misuse", "Substance misuse"
    FAMILY = "family", "Family"
    LITERACY = "literacy", "Literacy and numeracy"
    QUALIFICATIONS = "qualifications", "Qualifications"
    WORK_HISTORY = "work_history", "Work history"
    SELF_ESTEEM = "self_esteem", "Confidence"
    IDENTIFICATION = "identification", "Identification documents"
    DISCLOSURE = "disclosure", "Disclosure (DBS or CRB) checks"


class Stage(models.TextChoices):
    IN_CUSTODY = "in_custody", "In prison"
    THROUGH_THE_GATE = "through_the_gate", "On release (through the gate)"
    COMMUNITY = "community", "In the community"


class OffenderGroup(models.TextChoices):
    """Groups of people that an organisation works with; never an individual (domain §9)."""

    SERVING = "serving", "Serving prisoners"
    YOUNG = "young", "Young offenders"
    WOMEN = "women", "Women"
    LICENCE = "licence", "People on licence"
    COMMUNITY_ORDER = "community_order", "Community order or unpaid work"
    EX_OFFENDERS = "ex_offenders", "Ex-offenders no longer supervised"
    PROLIFIC = "prolific", "Prolific and priority offenders"
    OTHER = "other", "Other"


class Payer(models.TextChoices):
    CORE_BUDGET = "core_budget", "The service's own core budget"
    PARTNER = "partner", "A partner, such as Supporting People or the PCT or DAAT"
    ESF = "esf", "European Social Fund"
    LOTTERY = "lottery", "Lottery"
    CHARITABLE_TRUST = "charitable_trust", "Charitable trust"
    SALES = "sales", "Sales of goods or services"
    UNPAID = "unpaid", "Unpaid"
    NOT_KNOWN = "not_known", "Don't know"


TERMS: dict[str, type[models.TextChoices]] = {
    Vocabulary.ORGANISATION_TYPE: OrganisationType,
    Vocabulary.ACTIVITY: Activity,
    Vocabulary.PARTNER: Partner,
    Vocabulary.SECTOR: Sector,
    Vocabulary.CUSTOMER: Customer,
    Vocabulary.EARLIER_WORK: EarlierWork,
    Vocabulary.NEED: Need,
    Vocabulary.STAGE: Stage,
    Vocabulary.OFFENDER_GROUP: OffenderGroup,
    Vocabulary.PAYER: Payer,
}


@lru_cache(maxsize=1024)
def label_of(vocabulary: str, term: str) -> str:
    """Return the label of a term, or the term itself if the vocabulary does not have it."""
    choices = TERMS.get(vocabulary)
    return dict(choices.choices).get(term, term) if choices else term


class Arrangement(models.TextChoices):
    """How an organisation and a service work together (domain §2)."""

    CONTRACT = "contract", "Contract"
    SERVICE_LEVEL_AGREEMENT = "service_level_agreement", "Service-level agreement"
    GRANT = "grant", "Grant"
    PARTNERSHIP = "partnership", "Partnership without payment"
    HOSTED = "hosted", "Hosted on site"
    LEASE = "lease", "Lease of workshop"
    SUB_CONTRACT = "sub_contract", "Sub-contract"
    REFERRAL = "referral", "Referral only"
    OTHER = "other", "Other"
    NOT_KNOWN = "not_known", "Not known"


class Origin(models.TextChoices):
    """How the relation began (domain §2)."""

    WIDER_THIRD_SECTOR = "wider_third_sector", "Grew out of wider third-sector work"
    COMMISSIONING = "commissioning", "Commissioning"
    APPROACHED = "approached", "Approached by the organisation"
    STAFF = "staff", "Set up by staff"
    OTHER = "other", "Other"
    NOT_KNOWN = "not_known", "Not known"


class EngagementStatus(models.TextChoices):
    WORKS = "works", "Works with"
    WORKED = "worked", "Worked with"
    WOULD_LIKE = "would_like", "Would like to work with"


class IdentifierScheme(models.TextChoices):
    """Public registers, by their org-id.guide code."""

    COMPANY = "GB-COH", "Companies House"
    CHARITY = "GB-CHC", "Charity Commission for England and Wales"
    MUTUAL = "GB-MPR", "FCA Mutuals Public Register"


class SourceKind(models.TextChoices):
    """Kinds of sources, the most trusted first (domain §3).

    A presumption is what a charity, community interest company or registered society is by law or by its regulator's
    rules. It holds only while no evidence says anything on the matter.
    """

    REGISTER = "register", "Register or filed accounts"
    ORGANISATION_INTERVIEW = "organisation_interview", "Interview with the organisation"
    ORGANISATION_SURVEY = "organisation_survey", "The organisation's survey answer"
    SERVICE_INTERVIEW = "service_interview", "Interview with a service"
    DESK = "desk", "Document or website"
    PRESUMPTION = "presumption", "Presumed from its kind in law or register"


RELATION_SOURCES = [(kind, label) for kind, label in SourceKind.choices if kind != SourceKind.PRESUMPTION]
"""The kinds of sources of a relation: none is presumed."""

PUBLICATIONS = (SourceKind.REGISTER, SourceKind.DESK)
"""Kinds of sources that are published: registers and pages."""

PUBLIC_SOURCES = (*PUBLICATIONS, SourceKind.PRESUMPTION)
"""Kinds of sources that everybody can look up; the others are confidential."""


class StudyListing(models.TextChoices):
    """Whether everybody may see a relation that was told to a study: only a release of the study makes it public."""

    NOT_TOLD = "", "Not told to a study"
    REFUSED = "refused", "Whoever answered does not let us name it"
    HIDDEN = "hidden", "Taken off the public pages by hand, or by the organisation’s answer"
    WAITING = "waiting", "Public with the next release of the study"
    LISTED = "listed", "Listed by a release"


INVENTED_MARK = "(invented)"
"""The ending of the name of every organisation that was invented for a demonstration."""


class ListingConsent(models.TextChoices):
    """What an organisation answered when the study asked whether it may be listed in public."""

    NOT_ASKED = "", "Not asked"
    YES = "yes", "May be listed"
    NO = "no", "Counted and never named"


class CorrectionSubject(models.TextChoices):
    """The kinds of entry that a reader can correct."""

    ORGANISATION = "organisation", "Organisation"
    SERVICE = "service", "Prison or probation service"
    AREA = "area", "Area"
    REGION = "region", "Region"


class CorrectionMatter(models.TextChoices):
    """What a reader says is wrong."""

    CLOSED = "closed", "It has closed, merged or changed its name"
    CONTACT = "contact", "How to reach it"
    WHAT_IT_DOES = "what_it_does", "What it does"
    RELATIONS = "relations", "Whom it works with"
    SOCIAL_ENTERPRISE = "social_enterprise", "Whether it is a social enterprise"
    MISSING = "missing", "An organisation is missing"
    OTHER = "other", "Something else"


class CorrectionState(models.TextChoices):
    """Where a correction is. Only a curator answers it."""

    WAITING = "waiting", "Waiting"
    TAKEN = "taken", "Somebody is looking at it"
    CHANGED = "changed", "Answered: the entry was changed"
    NOT_CHANGED = "not_changed", "Answered: the entry stays as it is"

    @classmethod
    def open_states(cls) -> list[str]:
        return [cls.WAITING, cls.TAKEN]

    @classmethod
    def answered_states(cls) -> list[str]:
        return [cls.CHANGED, cls.NOT_CHANGED]


class FeedbackAnswer(models.TextChoices):
    """The answers to “Was this page useful?”."""

    YES = "yes", "Useful"
    NO = "no", "Not useful"
    PROBLEM = "problem", "A problem"


def _outcome_label(outcome: str) -> str:
    words = outcome_words(outcome)
    return f"{words[:1].upper()}{words[1:]}"


class Outcome(models.TextChoices):
    """The outcomes of a definition for an organisation (domain §3).

    INCLUDED is the outcome where several remain possible and the definition includes each; UNDETERMINED where it does
    not.
    """

    SOCIAL_ENTERPRISE = "social_enterprise", _outcome_label("social_enterprise")
    TRADING_VOLUNTARY = "trading_voluntary_organisation", _outcome_label("trading_voluntary_organisation")
    INCLUDED = "included_either", _outcome_label("included_either")
    SPECIAL_PURPOSE_VEHICLE = "special_purpose_vehicle", _outcome_label("special_purpose_vehicle")
    VOLUNTARY = "voluntary_organisation", _outcome_label("voluntary_organisation")
    STATUTORY = "statutory_body", _outcome_label("statutory_body")
    PROFIT_DISTRIBUTING = "profit_distributing_business", _outcome_label("profit_distributing_business")
    PART_OF_ANOTHER = "part_of_another_body", _outcome_label("part_of_another_body")
    NOT_CONSTITUTED = "not_constituted", _outcome_label("not_constituted")
    OTHER = "other_organisation", _outcome_label("other_organisation")
    UNDETERMINED = "undetermined", _outcome_label("undetermined")


OPEN_OUTCOMES = (Outcome.INCLUDED, Outcome.UNDETERMINED)
"""The outcomes where more than one remains possible: a fact that could change it is not known."""


def outcome_in_words(outcome: str, was_in: int | None) -> str:
    """Return an outcome as a label: “Social enterprise”, or of an earlier year “Was, in 2010: social enterprise”."""
    label = str(Outcome(outcome).label)
    return f"Was, in {was_in}: {label[:1].lower()}{label[1:]}" if was_in else label
