"""The report on special purpose vehicles: how many there are, how far services got, and what stands in the way."""

from collections.abc import Iterator, Mapping
from functools import partial

from reports.answers.queries import QuestionAnswers, answers_to, questionnaires_of
from reports.spv import queries
from reports.spv.tables import answers, vehicles
from reports.spv.tables.answers import ANSWERED, INTERESTED, WITH_OWN
from reports.study_facts import facts_of, last_day_of
from reports.table import Report, Table, cell_text, leading_rows
from survey.models import Study
from survey.vocabulary import StrandKind
from wording import counted

NAME = "spv"
TITLE = "Enterprises set up by staff"
AIM = "What became of enterprises that services set up themselves?"
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
    "People who have not thought of an enterprise, or decided against one, are not asked what speaks for it and "
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
    ]
    return Report(
        name=NAME,
        title=TITLE,
        aim=AIM,
        answer_from=partial(answer, questions[STATUS].choices.get(INTERESTED, "")),
        tables=tuple(tables),
        study=facts_of(study),
        notes=(
            f"An enterprise set up by staff is one that {staff} set up and that is not "
            f"independent of the service, by the definition “{study.definition}”, version {study.definition_version}. "
            "One that staff founded and that is independent now is counted apart.",
            "What services say of their own plans is what the person who answered said; whether an organisation "
            "is an enterprise set up by staff is what the definition says. The two are not the same number.",
            ROUTED,
        ),
        data_on=last_day_of(study),
    )


def _of_services(questions: Mapping[str, QuestionAnswers]) -> Iterator[Table]:
    status = questions[STATUS]
    for strand in status.strands:
        yield answers.stages(status, strand)
        steps = [questions[name] for name in SET_UP if questions[name].is_asked_in(strand)]
        if steps:
            yield answers.set_up(steps, status, strand, answers.SERVICES)
    for strand in status.strands:
        if questions[BENEFITS].is_asked_in(strand):
            yield answers.themes(questions[BENEFITS], status, strand, answers.BENEFITS)
        if strand in questions[OBSTACLES].strands:
            yield answers.themes(questions[OBSTACLES], status, strand, answers.OBSTACLES)


def _of_enterprises(questions: Mapping[str, QuestionAnswers]) -> Iterator[Table]:
    status = questions[VEHICLE]
    for strand in StrandKind:
        if status.is_asked_in(strand):
            yield answers.vehicle_stages(status, strand)
            for name, words in (
                (VEHICLE_BENEFITS, answers.VEHICLE_BENEFITS),
                (VEHICLE_PROBLEMS, answers.VEHICLE_PROBLEMS),
            ):
                if questions[name].is_asked_in(strand):
                    yield answers.themes(questions[name], status, strand, words)
            steps = [questions[name] for name in VEHICLE_SET_UP if questions[name].is_asked_in(strand)]
            if steps:
                yield answers.set_up(steps, status, strand, answers.ENTERPRISES)


def answer(interested: str, controlled: Mapping[str, Table]) -> str:
    """Return the first sentence: vehicles identified, services with one or interested in one, the commonest obstacle.

    `interested` is the label of the choice for a service that thinks of one.
    """
    number = controlled["identified"].rows[0]["organisations"]
    assert isinstance(number, int)
    clauses = [
        f"{counted(number, 'enterprise set up by staff', 'enterprises set up by staff')} "
        f"{'was' if number == 1 else 'were'} identified"
        if number
        else "No enterprise set up by staff was identified"
    ]
    if number:
        failed = controlled["how_far"].rows[1]["organisations"]
        assert isinstance(failed, int)
        if failed:
            clauses.append(f"{failed:,} failed before or soon after opening")
    stages = {str(row["stage"]): row["respondents"] for row in controlled["stages"].rows}
    column = controlled["stages"].columns[1]
    answered, own, thinking = (stages.get(words) for words in (ANSWERED, WITH_OWN, interested))
    if answered == 0:
        clauses.append("no service has said yet whether it has one of its own")
    elif isinstance(answered, int) and own is not None and thinking is not None:
        clauses.append(
            f"of {counted(answered, 'service', 'services')} that answered, {cell_text(column, own)} "
            f"{'has' if own == 1 else 'have'}, had or {'is' if own == 1 else 'are'} developing one and "
            f"{cell_text(column, thinking)} {'is' if thinking == 1 else 'are'} interested"
        )
    else:
        clauses.append(
            "too few services have answered whether they have one of their own for the figures to be shown"
        )
    if found := _leading(controlled["obstacles"]):
        clauses.append(f"the commonest obstacle is {found}")
    return f"{'; '.join(clauses)}."


def _leading(obstacles: Table) -> str:
    """Return the obstacle that most respondents named, in words; empty if it cannot be told, or two tie."""
    first = leading_rows(obstacles.rows, "named", "base")
    if len(first) != 1:
        return ""
    words, *figures = (cell_text(column, first[0][column.key]) for column in obstacles.columns)
    return "“{}” ({} of {}, {})".format(words, *figures)
