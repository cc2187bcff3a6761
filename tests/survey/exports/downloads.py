"""A questionnaire of every kind of question, and answers to it."""

from survey.models import Response, Strand
from survey.questionnaire import Choice, Question, QuestionType
from tests.factories.survey import InstrumentFactory, OnlineStrandFactory, ResponseFactory, questionnaire
from tests.survey.imports.exported import PROJECTS, YES_NO

SECTORS = (Choice("food", "Food"), Choice("retail", "Shops; retail"), Choice("not_known", "I don’t know"))
QUESTIONNAIRE = questionnaire(
    Question("organisation_name", QuestionType.TEXT, "Name?"),
    Question("postcode", QuestionType.POSTCODE, "Postcode?"),
    Question("company_number", QuestionType.INTEGER, "Company number?"),
    Question("trades", QuestionType.SELECT_ONE, "Does it trade?", hint="Any sale counts.", choices=YES_NO),
    Question("sector", QuestionType.SELECT_MULTIPLE, "Sectors?", choices=SECTORS),
    Question("employees", QuestionType.INTEGER, "Employees?"),
    Question("income", QuestionType.DECIMAL, "Income?"),
    Question("year_end", QuestionType.DATE, "Year end?"),
    Question("why", QuestionType.TEXT, "Why not?", relevant="${trades} = 'no'"),
    Question("double", QuestionType.CALCULATE, "", calculation="${employees} + ${employees}"),
    Question("called", QuestionType.CALCULATE, "", calculation="concat(${organisation_name}, '!')"),
    PROJECTS,
)
ANSWERS = {
    "organisation_name": {"value": "=Phoenix"},
    "postcode": {"value": "LS9 8TH"},
    "company_number": {"value": 1234567},
    "trades": {"value": "yes"},
    "sector": {"value": ["food"]},
    "employees": {"value": 12},
    "income": {"value": "12500.50"},
    "year_end": {"value": "2009-03-31"},
    "projects": {
        "value": [
            {"project_name": {"value": "Garden"}, "places": {"value": 4}},
            {"project_name": {"value": "Kitchen"}},
        ]
    },
}
STATES = {
    "trades": {"state": "not_known"},
    "sector": {"state": "refused"},
    "employees": {"state": "not_known"},
    "income": {"state": "refused"},
    "year_end": {"state": "not_asked"},
}
SECRETS = ("Phoenix", "LS9", "1234567", "Garden", "Kitchen")


def strand_with(*answers: dict) -> Strand:
    """Return an online survey with this questionnaire, with these responses sent."""
    strand = OnlineStrandFactory(
        study__slug="study", instrument=InstrumentFactory(questionnaire=QUESTIONNAIRE)
    )
    for answer in answers:
        ResponseFactory(sent=True, strand=strand, answers=answer)
    return strand


def sent(strand: Strand, number: int) -> list[Response]:
    return [ResponseFactory(sent=True, strand=strand, answers=ANSWERS) for _ in range(number)]
