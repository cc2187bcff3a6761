"""What the reports ask of enterprises that service staff set up, and who is asked."""

from dataclasses import dataclass

from reports.opinions import themes


@dataclass(frozen=True)
class Speakers:
    """Who is asked: `part` as the tables of opinions call it, with the words for the base of those asked."""

    part: str
    base: str


SERVICES = Speakers(
    themes.ALL,
    "respondents of services that have, had, are developing or are interested in an enterprise of their own",
)
ENTERPRISES = Speakers(
    themes.ORGANISATIONS, "enterprises that say that service staff set them up or run them"
)


@dataclass(frozen=True)
class Asking:
    """A question about such an enterprise: its table's key, title and first heading, what was said, and by whom."""

    key: str
    title: str
    heading: str
    said: str
    by: Speakers = SERVICES


FOR = Asking(
    "benefits",
    "What speaks, or would speak, for an enterprise of the service's own",
    "What speaks for it",
    "what speaks for it",
)
AGAINST = Asking(
    "obstacles",
    "What stands, or stood, in the way of an enterprise of the service's own",
    "What stands in the way",
    "what stands in the way",
)
OWN_BENEFITS = Asking(
    "vehicle_benefits",
    "What speaks for such an enterprise, as the enterprises say",
    "What speaks for it",
    "what speaks for it",
    ENTERPRISES,
)
OWN_PROBLEMS = Asking(
    "vehicle_problems",
    "The problems of such an enterprise, as the enterprises say",
    "Problem",
    "what its problems are, or were",
    ENTERPRISES,
)
