"""Names of organisations that nobody can take for real ones, and how respondents say them."""

import random

MARK = "(invented)"
"""Stands at the end of every invented organisation's name."""

PLACES = (
    "Nowhere-on-Sea",
    "Port Pretend",
    "Much Fancying",
    "Upper Fiction",
    "Lower Fiction",
    "Little Imagining",
    "Make-Believe Magna",
    "Fable Bridge",
    "Whimsy Wood",
    "Neverley",
    "St Figment",
    "Tall Tale Hill",
    "Seldom Seen",
    "Storybook Row",
    "Myth Mill",
    "Daydream Dale",
)
TRADES: dict[str, tuple[tuple[str, str], ...]] = {
    "construction": (("Builders", "building and decorating"), ("Painters", "painting and plastering")),
    "recycling": (
        ("Reuse", "furniture and white goods made fit for use again"),
        ("Cycles", "bicycles repaired"),
    ),
    "food": (("Bakery", "bread and pastry"), ("Kitchen", "a café and catering")),
    "horticulture": (("Gardens", "grounds and garden maintenance"), ("Nursery", "plants raised and sold")),
    "retail": (("Bookshop", "second-hand books"), ("Market Stall", "goods made in workshops sold")),
    "business_administration": (("Print Works", "print and design"), ("Call Centre", "telephone answering")),
    "craft": (("Joinery", "furniture made to order"), ("Looms", "weaving and needlework")),
    "cleaning": (("Cleaners", "office and void-property cleaning"), ("Laundry", "linen washed for hotels")),
    "business_start_up": (
        ("Start-Up Works", "advice to people who start a business"),
        ("Springboard", "start-up loans"),
    ),
    "other": (("Mentors", "mentoring before and after release"), ("Radio", "training in radio production")),
}
SECTORS = tuple(TRADES)
FORMS = {
    "social_enterprise": ("CIC", "Community Enterprise", "Co-operative"),
    "trading_voluntary_organisation": ("Trust", "Association"),
    "voluntary_organisation": ("Befrienders", "Volunteers"),
    "special_purpose_vehicle": ("Workshop", "Enterprise"),
    "statutory_body": ("Agency", "Partnership Board"),
    "profit_distributing_business": ("& Sons", "Holdings"),
    "part_of_another_body": ("Project", "Scheme"),
    "other_organisation": ("Traders' Club", "Social Club"),
    "undetermined": ("Group", "Collective"),
}


_ONSETS = ("b", "br", "d", "f", "g", "k", "l", "m", "r", "s", "t", "v")
_RIMES = ("al", "en", "il", "or", "un")


def name_of(number: int, outcome: str, sector: str) -> str:
    """A name for the numbered organisation: an unreal place, a trade, a form, and the mark.

    The place and the trade turn with the number, so that no two of the first hundreds are alike.
    """
    place = PLACES[number % len(PLACES)]
    trades = TRADES[sector]
    trade, _ = trades[(number // len(PLACES)) % len(trades)]
    forms = FORMS[outcome]
    return f"{place} {trade} {forms[number % len(forms)]} {MARK}"


def work_of(number: int, sector: str) -> str:
    """What the trade of the numbered organisation is, in words."""
    trades = TRADES[sector]
    return trades[(number // len(PLACES)) % len(trades)][1]


def short(name: str) -> str:
    """The name without the mark."""
    return name.removesuffix(MARK).strip()


def coined(chance: random.Random) -> str:
    """A word that is none, as a founder's or a street's name would stand in a name: one of two hundred thousand."""
    return "".join(chance.choice(_ONSETS) + chance.choice(_RIMES) for _ in range(3)).capitalize()


def as_said(name: str, rng: random.Random) -> str:
    """The name as a respondent says it: in full, without its form, the other way round, or loosely."""
    words = short(name)
    without_form = words.rsplit(" ", 1)[0]
    return rng.choice((words, words, without_form, f"the {without_form} people", f"{without_form} project"))


UNKNOWN_TO_US = (
    "that sewing place in Neverley",
    "the Seldom Seen dog walkers",
    "somebody from Tall Tale Hill who does CVs",
    "Figment Futures, or a name like that",
    "the choir from Much Fancying",
)
"""Names that the demonstration leaves to be matched."""

NOT_AN_ORGANISATION = (
    "a retired joiner who comes in on Tuesdays",
    "our own workshop instructor",
    "the officers' football fund",
)
"""What respondents named that is no organisation."""
