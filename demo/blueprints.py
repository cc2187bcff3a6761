"""The invented organisations, with the evidence about each."""

import random
from dataclasses import dataclass

from demo import names
from enterprises.vocabulary import Activity, Customer, Need, OrganisationType, Partner, Stage

NUMBERS = {
    "social_enterprise": 22,
    "trading_voluntary_organisation": 14,
    "voluntary_organisation": 9,
    "special_purpose_vehicle": 8,
    "statutory_body": 3,
    "profit_distributing_business": 5,
    "part_of_another_body": 4,
    "other_organisation": 2,
    "undetermined": 7,
}
"""The number of organisations for each outcome that the definition should reach; 74 together."""

CASE_STUDIES = 20
ACTIVITIES = {
    Activity.PERSONAL_DEVELOPMENT: 17,
    Activity.VOCATIONAL_TRAINING: 14,
    Activity.PAID_WORK: 12,
    Activity.BROKERAGE: 11,
    Activity.VOLUNTEERING: 8,
    Activity.QUALIFICATIONS: 8,
    Activity.NEGOTIATION: 5,
    Activity.BUSINESS_ADVICE: 2,
}
"""The number of the twenty case studies of the study with each activity, which gives its probability here."""

REGISTER, INTERVIEW, SURVEY, SERVICE, DESK = (
    "register",
    "organisation_interview",
    "organisation_survey",
    "service_interview",
    "desk",
)
Fact = tuple[str, str, str]
"""A fact, its value as text, and the kind of its source."""


@dataclass(frozen=True)
class Blueprint:
    """One invented organisation. `outcome` is that which its evidence should give; it is not stored."""

    number: int
    outcome: str
    name: str
    description: str
    sector: str
    legal_form: str
    terms: dict[str, list[str]]
    facts: tuple[Fact, ...]
    employees: int


def blueprints(seed: str) -> list[Blueprint]:
    """Return all organisations of the demonstration, the same for the same seed."""
    found: list[Blueprint] = []
    for outcome, wanted in NUMBERS.items():
        for position in range(wanted):
            number = len(found)
            rng = random.Random(f"{seed}:organisation:{number}")
            people = random.Random(f"{seed}:people:{number}")
            employees = people.choice((2, 4, 7, 12, 25, 60))
            sector = names.SECTORS[(position + len(outcome)) % len(names.SECTORS)]
            name = names.name_of(number, outcome, sector)
            found.append(
                Blueprint(
                    number=number,
                    outcome=outcome,
                    name=name,
                    description=_description(number, sector),
                    sector=sector,
                    legal_form=LEGAL_FORMS[outcome][position % len(LEGAL_FORMS[outcome])],
                    terms=_terms(outcome, sector, rng),
                    facts=_with_other_facts(_facts(outcome, position, rng), outcome, people, employees),
                    employees=employees,
                )
            )
    return found


LEGAL_FORMS = {
    "social_enterprise": ("community interest company", "company limited by guarantee", "registered society"),
    "trading_voluntary_organisation": ("registered charity", "company limited by guarantee"),
    "voluntary_organisation": ("registered charity", "unincorporated association"),
    "special_purpose_vehicle": ("", "company limited by guarantee"),
    "statutory_body": ("statutory body",),
    "profit_distributing_business": ("company limited by shares",),
    "part_of_another_body": ("",),
    "other_organisation": ("company limited by guarantee",),
    "undetermined": ("", "company limited by guarantee"),
}


def _description(number: int, sector: str) -> str:
    return (
        f"Invented for the demonstration study. It would offer {names.work_of(number, sector)}, with training and "
        "work for offenders and ex-offenders."
    )


def _terms(outcome: str, sector: str, rng: random.Random) -> dict[str, list[str]]:
    kinds = {
        "social_enterprise": (
            OrganisationType.EXISTING_SOCIAL_ENTERPRISE,
            OrganisationType.NEW_SOCIAL_ENTERPRISE,
        ),
        "special_purpose_vehicle": (OrganisationType.EXTERNALISATION,),
        "profit_distributing_business": (
            OrganisationType.PRIVATE_PARTNERSHIP,
            OrganisationType.EMPLOYMENT_AGENCY,
        ),
    }.get(outcome, (OrganisationType.SUPPORT, OrganisationType.HOUSING_ASSOCIATION))
    return {
        "organisation_type": [rng.choice(kinds).value],
        "sector": [sector],
        "activity": _activities(rng),
        "customer": sample_of(rng, Customer.values, 1, 3),
        "partner": sample_of(rng, Partner.values, 1, 2),
        "need": sample_of(rng, Need.values, 1, 4),
        "stage": sample_of(rng, Stage.values, 1, 2),
    }


def _activities(rng: random.Random) -> list[str]:
    chosen = [word.value for word, number in ACTIVITIES.items() if rng.random() < number / CASE_STUDIES]
    return chosen or [Activity.PERSONAL_DEVELOPMENT.value]


def sample_of(rng: random.Random, words: list[str], minimum: int, maximum: int) -> list[str]:
    """Return from `minimum` to `maximum` of the words, in the order of the vocabulary."""
    chosen = set(rng.sample(words, rng.randint(minimum, maximum)))
    return [word for word in words if word in chosen]


def _independent(rng: random.Random) -> tuple[Fact, ...]:
    return (
        ("statutory_body", "no", REGISTER),
        ("separately_constituted", "yes", REGISTER),
        ("operated_by_service_staff", "no", INTERVIEW),
        ("own_bank_account", "yes", INTERVIEW),
        ("publicly_controlled", "no", INTERVIEW),
        ("shadow_directors", "no", INTERVIEW),
        ("public_sector_board_share", rng.choice(("0", "12.5", "0..49")), rng.choice((REGISTER, SURVEY))),
    )


def _facts(outcome: str, position: int, rng: random.Random) -> tuple[Fact, ...]:
    """Return evidence that gives the outcome."""
    independent = _independent(rng)
    social = (
        ("social_aims", "yes", DESK),
        ("reinvested_share", rng.choice(("100", "75", "51..100")), SURVEY),
    )
    if outcome == "social_enterprise":
        trading = rng.choice(("51..75", "62.5", "80", "95", "100"))
        more: tuple[Fact, ...] = (("asset_lock", "yes", REGISTER), ("self_described", "yes", SURVEY))
        if position % 4 == 0:
            more += (("founded_by_service_staff", "yes", SERVICE),)
        return (*independent, *social, ("trading_share", trading, rng.choice((REGISTER, SURVEY))), *more)
    if outcome == "trading_voluntary_organisation":
        trading = rng.choice(("5..25", "26..50", "35", "50"))
        return (*independent, ("charity", "yes", REGISTER), social[0], ("trading_share", trading, REGISTER))
    if outcome == "voluntary_organisation":
        return (*independent, ("charity", "yes", REGISTER), social[0], ("trades", "no", INTERVIEW))
    if outcome == "special_purpose_vehicle":
        variants = (
            (("separately_constituted", "yes", SERVICE), ("operated_by_service_staff", "yes", SERVICE)),
            (("being_constituted", "yes", SERVICE), ("own_bank_account", "no", SERVICE)),
        )
        return (
            ("statutory_body", "no", DESK),
            ("founded_by_service_staff", "yes", SERVICE),
            *variants[position % 2],
        )
    if outcome == "statutory_body":
        return (("statutory_body", "yes", REGISTER),)
    if outcome == "profit_distributing_business":
        return (*independent, ("distributes_profit", "yes", REGISTER), ("trading_share", "100", REGISTER))
    if outcome == "part_of_another_body":
        return (
            ("statutory_body", "no", DESK),
            ("separately_constituted", "no", DESK),
            ("part_of_other_body", "yes", DESK),
            ("shadow_directors", "no", SERVICE),
            ("founded_by_service_staff", "no", SERVICE),
            ("operated_by_service_staff", "no", SERVICE),
        )
    if outcome == "other_organisation":
        return (*independent, ("reinvests", "yes", INTERVIEW), ("social_aims", "no", INTERVIEW))
    return _undetermined_facts(independent, social, position)


def _with_other_facts(
    facts: tuple[Fact, ...], outcome: str, rng: random.Random, employees: int
) -> tuple[Fact, ...]:
    """Return the facts, with some more that only other definitions ask for.

    An organisation whose outcome is undetermined gets no more facts, because little is known of it.
    """
    if outcome in ("undetermined", "statutory_body", "part_of_another_body"):
        return facts
    is_social = "voluntary" in outcome or outcome == "social_enterprise"
    other = (
        ("social_ownership", rng.choice(("yes", "yes", "no")) if is_social else "no", INTERVIEW),
        ("asset_lock", "yes" if is_social else "no", REGISTER),
        (
            "disadvantaged_share",
            rng.choice(("0..24", "25..50", "30", "60")) if is_social else "0..24",
            SURVEY,
        ),
        ("employees", str(employees), SURVEY),
        ("self_described", rng.choice(("yes", "no")) if is_social else "no", SURVEY),
    )
    stated = {fact for fact, _, _ in facts}
    return (*facts, *(each for each in other if each[0] not in stated and rng.random() < 0.85))


def _undetermined_facts(
    independent: tuple[Fact, ...], social: tuple[Fact, ...], position: int
) -> tuple[Fact, ...]:
    """Return evidence that leaves more than one outcome possible, in one of four ways."""
    variants: tuple[tuple[Fact, ...], ...] = (
        (*independent, *social),
        (*independent, ("social_aims", "yes", DESK), ("trading_share", "26..75", DESK)),
        (("statutory_body", "no", DESK), ("separately_constituted", "yes", REGISTER), *social),
        (("self_described", "yes", SERVICE),),
    )
    return variants[position % len(variants)]
