"""The report on special purpose vehicles: how many there are, how far services got, and what stands in the way."""

from collections.abc import Iterator, Mapping
from functools import partial

from reports.fieldwork import facts_of, last_day_of
from reports.opinions import themes
from reports.opinions.answers_query import Asked, answers_to_each, instruments_of
from reports.opinions.item_response import how_answered
from reports.spv import answers, counts, question_paths, service_knowledge
from reports.spv.answers import ANSWERED, INTERESTED, OWN_WORDS
from reports.table import Report, Table
from survey.models import Study
from survey.vocabulary import StrandKind
from wording import counted, percent

NAME = "spv"
TITLE = "Special purpose vehicles"
AIM = "Enterprises that services set up themselves: how far they got, what speaks for one, and what stands in the way"
STATUS, BENEFITS, OBSTACLES = "spv_status", "spv_benefits", "spv_obstacles"
VEHICLE, VEHICLE_BENEFITS, VEHICLE_PROBLEMS = "vehicle_status", "vehicle_benefits", "vehicle_problems"
STEPS = ("helped", "market", "competition", "jobs")
SET_UP, VEHICLE_SET_UP = (tuple(f"{start}_{step}" for step in STEPS) for start in ("spv", "vehicle"))
QUESTIONS = (
    STATUS,
    BENEFITS,
    OBSTACLES,
    *SET_UP,
    VEHICLE,
    VEHICLE_BENEFITS,
    VEHICLE_PROBLEMS,
    *VEHICLE_SET_UP,
)
ROUTED = (
    "Whoever has not thought of an enterprise is not asked what speaks for it and what stands in its way."
)


def build(study: Study, *, detail: bool) -> Report:
    """The report on special purpose vehicles; eight queries at most, at any size. `detail` changes nothing in it.

    What respondents said of their plans and of what stands in the way is opinion: class B, for the whole
    country only. How many vehicles were identified comes from the directory.
    """
    asked = answers_to_each(study, QUESTIONS, instruments_of(study))
    found = counts.known_to(study)
    tables = [
        service_knowledge.identified(counts.identified(found)),
        service_knowledge.contacted(counts.contacts(found)),
        service_knowledge.reached(*counts.reached(found)),
        *_of_services(asked),
        *_of_enterprises(asked),
        *_how_answered(asked),
    ]
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=partial(answer, asked[STATUS].choices.get(INTERESTED, "")),
        tables=tuple(tables),
        study=facts_of(study),
        notes=(
            f"A special purpose vehicle is an enterprise that prison or probation staff set up and that is not "
            f"independent of the service, by the definition “{study.definition}”, version {study.definition_version}. "
            "One that staff founded and that is independent now is counted apart.",
            "What services say of their own plans is what the respondent said; whether an organisation is a special "
            "purpose vehicle is the definition's outcome. The two are not the same number.",
        ),
        data_on=last_day_of(study),
    )


def _told(asked: Asked, strand: str) -> bool:
    """Whether the question was asked in a strand."""
    return any(group.strand == strand for group in asked.respondents)


def _of_services(asked: Mapping[str, Asked]) -> Iterator[Table]:
    status = asked[STATUS]
    for strand in status.strands:
        yield answers.stages(status, strand, [asked[BENEFITS], asked[OBSTACLES]])
        steps = [asked[name] for name in SET_UP if _told(asked[name], strand)]
        yield answers.own(status, strand, steps)
        if steps:
            yield answers.set_up(steps, status, strand, question_paths.SERVICES)
    for strand in status.strands:
        if _told(asked[BENEFITS], strand):
            yield answers.named(asked[BENEFITS], strand, question_paths.FOR)
        if strand in asked[OBSTACLES].strands:
            yield answers.named(asked[OBSTACLES], strand, question_paths.AGAINST)


def _of_enterprises(asked: Mapping[str, Asked]) -> Iterator[Table]:
    status = asked[VEHICLE]
    for strand in StrandKind:
        if _told(status, strand):
            steps = [asked[name] for name in VEHICLE_SET_UP if _told(asked[name], strand)]
            further = [asked[VEHICLE_BENEFITS], asked[VEHICLE_PROBLEMS]]
            yield answers.vehicles(status, strand, steps, further)
            for name, about in (
                (VEHICLE_BENEFITS, question_paths.OWN_BENEFITS),
                (VEHICLE_PROBLEMS, question_paths.OWN_PROBLEMS),
            ):
                if _told(asked[name], strand):
                    yield answers.named(asked[name], strand, about)
            if steps:
                yield answers.set_up(steps, status, strand, question_paths.ENTERPRISES)


def _how_answered(asked: Mapping[str, Asked]) -> Iterator[Table]:
    words = {
        STATUS: "How far it got",
        BENEFITS: question_paths.FOR.heading,
        OBSTACLES: question_paths.AGAINST.heading,
        VEHICLE: "How far the enterprise itself got",
        VEHICLE_BENEFITS: "What speaks for it, as the enterprise says",
        VEHICLE_PROBLEMS: "Its problems, as the enterprise says",
    }
    for strand in StrandKind:
        is_service, is_enterprise = strand in asked[STATUS].strands, _told(asked[VEHICLE], strand)
        always = (STATUS, OBSTACLES) if is_service else ()
        questions = [
            (said, asked[name])
            for name, said in words.items()
            if name in always or _told(asked[name], strand)
        ]
        parts = [themes.ALL] * is_service + [themes.ORGANISATIONS] * is_enterprise
        if parts:
            yield how_answered(questions, strand, parts=parts, notes=(ROUTED, themes.WHO))


def answer(interested: str, tables: Mapping[str, Table]) -> str:
    """The first sentence: vehicles identified, services with one or thinking of one, the obstacle named most.

    `interested` is how the guide prints the word for a service that thinks of one.
    """
    number = tables["identified"].rows[0]["organisations"]
    assert isinstance(number, int)
    said = [
        f"{counted(number, 'special purpose vehicle', 'special purpose vehicles')} "
        f"{'was' if number == 1 else 'were'} identified"
        if number
        else "No special purpose vehicle was identified"
    ]
    if number:
        contacted = {row["contact"]: row["organisations"] for row in tables["contacted"].rows}[
            service_knowledge.CONTACTED
        ]
        assert isinstance(contacted, int)
        said.append(f"the study was in contact with {_of_them(contacted, number)}")
    stages = {str(row["stage"]): row["respondents"] for row in tables["stages"].rows}
    base, own, thinking = stages[ANSWERED], stages[OWN_WORDS], stages.get(interested, 0)
    if base == 0:
        said.append("no service has said yet whether it has one of its own")
    elif isinstance(base, int) and isinstance(own, int) and isinstance(thinking, int):
        said.append(
            f"of {counted(base, 'service', 'services')} that answered, {own:,} {'has' if own == 1 else 'have'}, had "
            f"or {'is' if own == 1 else 'are'} developing one and {thinking:,} {'is' if thinking == 1 else 'are'} "
            "interested"
        )
    else:
        said.append("too few services have one, or think of one, for the figures to be shown")
    obstacles = tables["obstacles"]
    found = _leading(obstacles)
    if found:
        words, named, asked, rate = found
        of = themes.OF_WHAT_IS_SHOWN.lower() if any(row["named"] is None for row in obstacles.rows) else ""
        said.append(
            f"{of}what stands in the way most often is “{words}”, for {named:,} of {asked:,} ({percent(rate)})"
        )
    return f"{'; '.join(said)}."


def _of_them(part: int, whole: int) -> str:
    if not part:
        return "none of them"
    return f"{part:,} of them" if part < whole else "it" if whole == 1 else "all of them"


def _leading(table: Table) -> tuple[str, int, int, float] | None:
    """The obstacle that most respondents named, of those shown; None where none is, or where two are level."""
    found: list[tuple[int, str, int, float]] = []
    for row in table.rows:
        named, base, rate = row["named"], row["base"], row["rate"]
        if isinstance(named, int) and isinstance(base, int) and isinstance(rate, float) and named:
            found.append((named, str(row["words"]), base, rate))
    found.sort(key=lambda one: -one[0])
    if not found or (len(found) > 1 and found[0][0] == found[1][0]):
        return None
    named, words, base, rate = found[0]
    return words, named, base, rate
