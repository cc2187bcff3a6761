"""Invented names of organisations that nobody can take for real ones, and the ways respondents say them."""

import random

from enterprises.vocabulary import INVENTED_MARK

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
    """Return the name of the numbered organisation: an invented place, a trade, a form, and the mark.

    Place and trade change with the number, so that none of the first hundreds have the same name.
    """
    place = PLACES[number % len(PLACES)]
    trades = TRADES[sector]
    trade, _ = trades[(number // len(PLACES)) % len(trades)]
    forms = FORMS[outcome]
    return f"{place} {trade} {forms[number % len(forms)]} {INVENTED_MARK}"


def work_of(number: int, sector: str) -> str:
    """Return the trade of the numbered organisation in words."""
    trades = TRADES[sector]
    return trades[(number // len(PLACES)) % len(trades)][1]


def short(name: str) -> str:
    """Return the name without the mark."""
    return name.removesuffix(INVENTED_MARK).strip()


def invented_word(rng: random.Random) -> str:
    """Return a made-up word, in place of a founder or a street: one of two hundred thousand."""
    return "".join(rng.choice(_ONSETS) + rng.choice(_RIMES) for _ in range(3)).capitalize()


def loose_name(name: str, rng: random.Random) -> str:
    """Return the name as a respondent may say it: in full, without its form, or loosely."""
    words = short(name)
    without_form = words.rsplit(" ", 1)[0]
    return rng.choice((words, words, without_form, f"the {without_form} people", f"{without_form} project"))


UNMATCHED_NAMES = (
    "that sewing place in Neverley",
    "the Seldom Seen dog walkers",
    "somebody from Tall Tale Hill who does CVs",
    "Figment Futures, or a name like that",
    "the choir from Much Fancying",
)
"""Names that the demonstration leaves for the matching desk."""

NOT_AN_ORGANISATION = (
    "a retired joiner who comes in on Tuesdays",
    "our own workshop instructor",
    "the officers' football fund",
)
"""Mentions of respondents that are no organisations."""
