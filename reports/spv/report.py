"""The report on special purpose vehicles: how many there are, how far services got, and what stands in the way."""

from collections.abc import Iterator, Mapping
from functools import partial

from reports.answers import tables as answer_tables
from reports.answers.queries import QuestionAnswers, answers_to, questionnaires_of
from reports.spv import queries
from reports.spv.tables import answers, vehicles
from reports.spv.tables.answers import ANSWERED, INTERESTED, WITH_OWN
from reports.study_facts import facts_of, last_day_of
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
    "Respondents who have not thought of an enterprise, or decided against one, are not asked what speaks for it and "
    "what stands in its way."
)


def build(study: Study, *, detail: bool) -> Report:
    """Return the report on special purpose vehicles; nine queries at most, at any size. `detail` changes nothing.

    What respondents said of their plans and of what stands in the way is opinion: class B, for the whole
    country only. How many vehicles were identified comes from the directory.
    """
    questions = answers_to(study, QUESTIONS, questionnaires_of(study))
    known = queries.known_to(study)
    words = questions[STATUS].words
    staff = "prison or probation staff" if study.frame.is_reference else f"staff of {words.each}"
    tables = [
        vehicles.identified(queries.identified(known)),
        vehicles.stages(queries.stages(known)),
        vehicles.contacted(queries.contacts(known)),
        vehicles.reached(*queries.reached(known)),
        *_of_services(questions),
        *_of_enterprises(questions),
        *_item_response(questions),
    ]
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=partial(answer, questions[STATUS].choices.get(INTERESTED, "")),
        tables=tuple(tables),
        study=facts_of(study),
        notes=(
            f"A special purpose vehicle is an enterprise that {staff} set up and that is not "
            f"independent of the service, by the definition “{study.definition}”, version {study.definition_version}. "
            "One that staff founded and that is independent now is counted apart.",
            "What services say of their own plans is what the respondent said; whether an organisation is a special "
            "purpose vehicle is the definition's outcome. The two are not the same number.",
        ),
        data_on=last_day_of(study),
    )


def _of_services(questions: Mapping[str, QuestionAnswers]) -> Iterator[Table]:
    status = questions[STATUS]
    for strand in status.strands:
        yield answers.stages(status, strand, [questions[BENEFITS], questions[OBSTACLES]])
        steps = [questions[name] for name in SET_UP if questions[name].is_asked_in(strand)]
        yield answers.own_stages(status, strand, steps)
        if steps:
            yield answers.set_up(steps, status, strand, answers.SERVICES)
    for strand in status.strands:
        if questions[BENEFITS].is_asked_in(strand):
            yield answers.themes(questions[BENEFITS], strand, answers.BENEFITS)
        if strand in questions[OBSTACLES].strands:
            yield answers.themes(questions[OBSTACLES], strand, answers.OBSTACLES)


def _of_enterprises(questions: Mapping[str, QuestionAnswers]) -> Iterator[Table]:
    status = questions[VEHICLE]
    for strand in StrandKind:
        if status.is_asked_in(strand):
            steps = [questions[name] for name in VEHICLE_SET_UP if questions[name].is_asked_in(strand)]
            further = [questions[VEHICLE_BENEFITS], questions[VEHICLE_PROBLEMS]]
            yield answers.vehicle_stages(status, strand, steps, further)
            for name, words in (
                (VEHICLE_BENEFITS, answers.VEHICLE_BENEFITS),
                (VEHICLE_PROBLEMS, answers.VEHICLE_PROBLEMS),
            ):
                if questions[name].is_asked_in(strand):
                    yield answers.themes(questions[name], strand, words)
            if steps:
                yield answers.set_up(steps, status, strand, answers.ENTERPRISES)


def _item_response(questions: Mapping[str, QuestionAnswers]) -> Iterator[Table]:
    words = {
        STATUS: "How far it got",
        BENEFITS: answers.BENEFITS.heading,
        OBSTACLES: answers.OBSTACLES.heading,
        VEHICLE: "How far the enterprise itself got",
        VEHICLE_BENEFITS: "What speaks for it, as the enterprise says",
        VEHICLE_PROBLEMS: "Its problems, as the enterprise says",
    }
    for strand in StrandKind:
        is_service, is_enterprise = (
            strand in questions[STATUS].strands,
            questions[VEHICLE].is_asked_in(strand),
        )
        always = (STATUS, OBSTACLES) if is_service else ()
        rows = [
            (label, questions[name])
            for name, label in words.items()
            if name in always or questions[name].is_asked_in(strand)
        ]
        parts = [answer_tables.ALL] * is_service + [answer_tables.ORGANISATIONS] * is_enterprise
        if parts:
            yield answer_tables.item_response(
                rows, strand, parts=parts, notes=(ROUTED, answer_tables.RESPONDENT)
            )


def answer(interested: str, controlled: Mapping[str, Table]) -> str:
    """Return the first sentence: vehicles identified, services with one or interested in one, the commonest obstacle.

    `interested` is the label of the choice for a service that thinks of one.
    """
    number = controlled["identified"].rows[0]["organisations"]
    assert isinstance(number, int)
    clauses = [
        f"{counted(number, 'special purpose vehicle', 'special purpose vehicles')} "
        f"{'was' if number == 1 else 'were'} identified"
        if number
        else "No special purpose vehicle was identified"
    ]
    if number:
        contacted = {row["contact"]: row["organisations"] for row in controlled["contacted"].rows}[
            vehicles.CONTACTED
        ]
        assert isinstance(contacted, int)
        clauses.append(f"the study was in contact with {_of_them(contacted, number)}")
        failed = controlled["how_far"].rows[1]["organisations"]
        assert isinstance(failed, int)
        if failed:
            clauses.append(f"{failed:,} failed before or soon after opening")
    stages = {str(row["stage"]): row["respondents"] for row in controlled["stages"].rows}
    answered, own, thinking = stages[ANSWERED], stages[WITH_OWN], stages.get(interested, 0)
    if answered == 0:
        clauses.append("no service has said yet whether it has one of its own")
    elif isinstance(answered, int) and isinstance(own, int) and isinstance(thinking, int):
        clauses.append(
            f"of {counted(answered, 'service', 'services')} that answered, {own:,} {'has' if own == 1 else 'have'}, "
            f"had or {'is' if own == 1 else 'are'} developing one and {thinking:,} {'is' if thinking == 1 else 'are'} "
            "interested"
        )
    else:
        clauses.append("too few services have one, or think of one, for the figures to be shown")
    obstacles = controlled["obstacles"]
    found = _leading(obstacles)
    if found:
        words, named, base, rate = found
        of = answer_tables.OF_SHOWN.lower() if any(row["named"] is None for row in obstacles.rows) else ""
        clauses.append(
            f"{of}what stands in the way most often is “{words}”, for {named:,} of {base:,} ({percent(rate)})"
        )
    return f"{'; '.join(clauses)}."


def _of_them(part: int, whole: int) -> str:
    if not part:
        return "none of them"
    return f"{part:,} of them" if part < whole else "it" if whole == 1 else "all of them"


def _leading(table: Table) -> tuple[str, int, int, float] | None:
    """Return the obstacle that most respondents named, of those shown; None if there is none, or if two tie."""
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
