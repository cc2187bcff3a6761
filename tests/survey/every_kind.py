"""A questionnaire of our own with every kind of question, for pages, print and journeys."""

from survey.answers import stored_value
from survey.question_types import QuestionType
from survey.questionnaire import Questionnaire
from survey.questions import LIKERT, Choice, Question, Section

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
AIMS = (Choice("jobs", "*Jobs*"), Choice("skills", "Skills"), Choice("homes", "Homes"))
TOWNS = tuple(Choice(f"town{number}", f"Town {number}") for number in range(1, 41))
OFTEN = (Choice("never", "Never"), Choice("often", "Often"), Choice("always", "Always"))


def question(name: str, kind: QuestionType, label: str, **more: object) -> Question:
    return Question(name, kind, label, **more)  # type: ignore[arg-type]  # fields of Question


ABOUT = Section(
    "about",
    "About you",
    (
        question(
            "intro",
            QuestionType.NOTE,
            "# Welcome\nWe ask **three** things:\n- who\n- when\n- why",
            hint="Take *your* time.",
        ),
        question(
            "name",
            QuestionType.TEXT,
            "What is your *first* name?",
            is_required=True,
            guidance="As on a **badge**.",
        ),
        question(
            "mood",
            QuestionType.RANGE,
            "How sure are you, ${name}?",
            parameters={"start": "0", "end": "10", "step": "2"},
        ),
        question("opens", QuestionType.TIME, "When do you open?"),
        question("began", QuestionType.DATETIME, "When did it begin?"),
        question("aims", QuestionType.RANK, "Put the aims in order", choices=AIMS),
        question(
            "read",
            QuestionType.ACKNOWLEDGE,
            "I have read the [rules](https://example.org/rules)",
            is_required=True,
        ),
        question("source", QuestionType.HIDDEN, ""),
        question("town", QuestionType.SELECT_ONE, "Which town?", choices=TOWNS),
        question("wing", QuestionType.HEADING, "The building", path=("about",), relevant="${read} = 'OK'"),
        question("size", QuestionType.INTEGER, "How many rooms?", path=("about", "wing"), media=("picture",)),
        question("attic", QuestionType.HEADING, "Under the roof", path=("about", "wing")),
        question("beds", QuestionType.INTEGER, "How many beds?", path=("about", "wing", "attic")),
        question("total", QuestionType.CALCULATE, "", calculation="${size} + ${beds}"),
        question(
            "sum", QuestionType.INTEGER, "Rooms and beds", calculation="${size} + ${beds}", is_read_only=True
        ),
        question("cost", QuestionType.INTEGER, "What does it cost?", calculation="${size} * 2"),
        question(
            "why",
            QuestionType.TEXT,
            "Why so many?",
            required_if="${size} > 5",
            required_message="Say **why**, ${name}",
        ),
        question(
            "fixed",
            QuestionType.SELECT_ONE,
            "Country",
            choices=(Choice("wales", "Wales"),),
            is_read_only=True,
        ),
        question("uses", QuestionType.SELECT_MULTIPLE, "Used by whom?", choices=OFTEN, appearance=LIKERT),
        question(
            "order", QuestionType.SELECT_ONE, "Any order", choices=OFTEN, parameters={"randomize": "true"}
        ),
    ),
)
PEOPLE = Section(
    "people",
    "People of ${name}",
    (
        question("how_many", QuestionType.INTEGER, "How many people?"),
        question(
            "persons",
            QuestionType.REPEAT,
            "Person",
            row_count_of="${how_many}",
            questions=(
                question("called", QuestionType.TEXT, "Name of this person", path=("people", "persons")),
                question("age", QuestionType.RANGE, "Age of ${called}", path=("people", "persons"),
                         parameters={"start": "0", "end": "120", "step": "1"}),
            ),
        ),
    ),
)  # fmt: skip
EVERY_KIND = Questionnaire("every-kind", "1", "Every **kind**", (ABOUT, PEOPLE))
ANSWERS = {
    "name": stored_value("Ann"),
    "mood": stored_value(4),
    "opens": stored_value("09:30"),
    "began": stored_value("2009-07-15T14:30"),
    "aims": stored_value(["homes", "jobs", "skills"]),
    "read": stored_value("OK"),
    "source": stored_value("poster"),
    "town": stored_value("town7"),
    "size": stored_value(3),
    "beds": stored_value(4),
    "fixed": stored_value("wales"),
    "uses": stored_value(["often"]),
}
