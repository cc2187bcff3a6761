"""The vocabulary of the site: the plain word for each idea, and the old words that pages use no more. No Django here.

`docs/glossary.md` says which word of the code is which of these. Code that shows one of the first words in several
places takes it from here; `old_words` is what the tests look for in pages.
"""

import re
from dataclasses import dataclass

LIST_OF_SERVICES = "list of services"
"""What the code calls a frame: the services of a study, as on one day."""
COUNTED, NOT_COUNTED = "Counted", "Not counted"
"""What the code calls included or not: what the definition of a study counts as a social enterprise, trading charities
with them, and what it does not."""
NOT_KNOWN_YET = "Not enough known yet"
"""The outcome undetermined."""
COUNTED_AS = "What we count it as"
"""The heading of an outcome."""
SECURITY_CODE = "Security code"
"""A second factor of signing in."""

OUTCOMES = {
    "trading_voluntary_organisation": "charity that earns part of its income",
    "included_either": "social enterprise or trading charity, which of the two is not known",
    "special_purpose_vehicle": "enterprise set up by staff",
    "statutory_body": "public body",
    "profit_distributing_business": "business that pays its owners",
    "part_of_another_body": "run by another organisation",
    "undetermined": NOT_KNOWN_YET.lower(),
}
"""The words of an outcome where they are not its name."""

METHOD = "method"
"""Where the words of statistics may be used: notes on how something was counted, and pages for statisticians."""
DEFINITION = "definition"
"""Where the words of a definition may be used: its own page, and reports and assessments by it."""


@dataclass(frozen=True)
class Term:
    """A plain word with the old words that it replaces, as regular expressions in small letters.

    `kept` names where the old words may stay; there they are the words of the trade.
    """

    plain: str
    old: tuple[str, ...]
    kept: frozenset[str] = frozenset({METHOD})


_BOTH = frozenset({METHOD, DEFINITION})
TERMS = (
    Term(LIST_OF_SERVICES, (r"frames?", r"frame date"), _BOTH),
    Term("prisons under one governor count once", (r"counting units?",)),
    Term(
        "social enterprise (counting trading charities)",
        (r"included organisations?", r"included", r"includes it"),
        _BOTH,
    ),
    Term(COUNTED_AS, (r"outcomes?",), _BOTH),
    Term(NOT_KNOWN_YET, (r"undetermined",), _BOTH),
    Term("is it a social enterprise?", (r"assessments?",), _BOTH),
    Term("test", (r"criterion", r"criteria"), _BOTH),
    Term("what we know; where it came from", (r"evidence",), _BOTH),
    Term("sources disagree", (r"conflicts?",), _BOTH),
    Term("follows", (r"takes the side of",)),
    Term("undecided", (r"side: open", r"sides")),
    Term("changed by hand", (r"overrid(?:e|es|den)",)),
    Term("what changes if the limit is different?", (r"what[- ]if",)),
    Term("least share of profit put back into the work", (r"share of surplus put back that is asked",)),
    Term("share of profit put back into the work", (r"reinvested share", r"surplus"), _BOTH),
    Term(
        "share of income from selling goods or services",
        (r"trading share", r"share of income from trading"),
        _BOTH,
    ),
    Term("business that pays its owners", (r"profit-distributing business(?:es)?",)),
    Term("run by another organisation", (r"part of another body",)),
    Term("public body", (r"statutory bod(?:y|ies)",)),
    Term("enterprise set up by prison or probation staff", (r"special purpose vehicles?", r"spvs?"), _BOTH),
    Term("charity that earns part of its income", (r"trading voluntary organisations?",), _BOTH),
    Term("the study’s definition", (r"inclusive-2009",), _BOTH),
    Term("works with; who works with whom", (r"relations?", r"engagements?"), _BOTH),
    Term("part of the study", (r"strands?",)),
    Term(
        "first interview; longer interview",
        (r"initial (?:telephone )?interviews?", r"extended (?:telephone )?interviews?"),
    ),
    Term("documents and websites", (r"desk research",)),
    Term("how the call ended", (r"dispositions?",)),
    Term("share who answered", (r"outcome rates?", r"response rates?")),
    Term("prison or service to ring", (r"sampled units?", r"sampling frames?")),
    Term("should be asked", (r"(?:not |in)?eligible",)),
    Term("not reached", (r"non-contacts?",)),
    Term("part done; stopped half-way", (r"break-offs?", r"partial")),
    Term("last interview", (r"fieldwork up to",)),
    Term("out of", (r"base",)),
    Term("organisation named", (r"mentions?",)),
    Term("is this the same organisation?", (r"matched",)),
    Term("person who answered; prison or service that answered", (r"respondents?",)),
    Term("hidden to protect people who answered", (r"suppressed", r"cleared")),
    Term("places with none known", (r"deserts?",)),
    Term("what nobody is known to provide", (r"gaps",)),
    Term("what has worked elsewhere", (r"models of good practice",)),
    Term("what people call it", (r"perception",)),
    Term("what has changed since", (r"comparison of two studies",)),
    Term("what each definition says", (r"verdicts?", r"organisations by definition")),
    Term("download or share", (r"take it with you",)),
    Term("list", (r"the same as a list",)),
    Term("map", (r"atlas", r"who works where")),
    Term("on what date", (r"as of",)),
    Term("show areas as", (r"draw the map by",)),
    Term("colour areas by", (r"shade areas by",)),
    Term("near (postcode, town or prison)", (r"near a postcode",)),
    Term("on release (through the gate)", (r"(?<!\()through the gate",)),
    Term("in prison", (r"in custody",)),
    Term("talking to employers", (r"negotiation with employers",)),
    Term("help into a permanent job", (r"brokerage",)),
    Term("qualifications", (r"accredited qualifications",)),
    Term("help with", (r"needs addressed",)),
    Term("confidence", (r"self-esteem",)),
    Term("who buys from it", (r"customers",)),
    Term("kind of organisation in law", (r"legal forms?",)),
    Term("found in a public register", (r"verified",)),
    Term("moved out of the public sector", (r"externalisation",)),
    Term(SECURITY_CODE, (r"second factor", r"two-factor", r"reauthenticate"), frozenset()),
    Term("data as on", (r"editions?", r"directory[’']s version")),
    Term("place not known", (r"no place known",)),
)
"""Every row of the vocabulary. A word that has a right use of its own (“stage”, “facts”, “case”) is no old word."""


def outcome_words(outcome: str) -> str:
    """Return an outcome of a definition in words: `social_enterprise` is “social enterprise”."""
    return OUTCOMES.get(outcome, outcome.replace("_", " "))


def _pattern(terms: tuple[Term, ...]) -> re.Pattern[str]:
    words = sorted({word for term in terms for word in term.old}, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(words)})(?![\w-])", re.IGNORECASE)


_PATTERNS = {
    place: _pattern(tuple(term for term in TERMS if place not in term.kept)) for place in ("", DEFINITION)
}


def old_words(text: str, place: str = "") -> list[str]:
    """Return the old words of a text in small letters, in its order; `place` is "" or DEFINITION."""
    return [found[0].lower() for found in _PATTERNS[place].finditer(text)]
