"""A short questionnaire, a response that waits for review, and the text of an admin page."""

from survey.questionnaire import Choice, Question, QuestionType
from tests.factories.survey import questionnaire

SECTORS = (Choice("food", "Food"), Choice("retail", "Retail"), Choice("not_known", "I don't know"))
QUESTIONNAIRE = questionnaire(
    Question("organisation_name", QuestionType.TEXT, "Name?"),
    Question("sector", QuestionType.SELECT_MULTIPLE, "Sectors?", choices=SECTORS),
    Question("employees", QuestionType.INTEGER, "Employees?"),
    Question("works_with_services", QuestionType.TEXT, "Which services?", is_long=True),
)
ANSWERS = {
    "organisation_name": {"value": "=Phoenix"},
    "sector": {"value": ["food"]},
    "works_with_services": {"value": "HMP Leeds"},
}


def words_of(page) -> str:
    """Return the text of the page, with quotation marks unescaped."""
    return page.content.decode().replace("&#x27;", "'").replace("&quot;", '"')
