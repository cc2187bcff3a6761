"""A small survey of three pages, filled in as by a respondent without JavaScript."""

import re

from django.test import Client

from survey.models import Response
from survey.questionnaire import Choice, Question, Questionnaire, QuestionType, Section

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"), Choice("not_known", "I don't know"))
TOPICS = (Choice("food", "Food"), Choice("craft", "Craft"), Choice("not_known", "I don't know"))
QUESTIONNAIRE = Questionnaire(
    "survey",
    "1",
    "A survey",
    (
        Section(
            "first",
            "First page",
            (
                Question("works", QuestionType.SELECT_ONE, "Does it work?", choices=YES_NO, is_required=True),
                Question("number", QuestionType.INTEGER, "How many?", relevant="${works} = 'yes'"),
            ),
        ),
        Section(
            "second",
            "Second page",
            (
                Question("topics", QuestionType.SELECT_MULTIPLE, "Which topics?", choices=TOPICS),
                Question("day", QuestionType.DATE, "When?"),
            ),
            relevant="${works} != 'no'",
        ),
        Section("third", "Third page", (Question("views", QuestionType.TEXT, "Your views", is_long=True),)),
    ),
)


def hidden(page, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


def fill(client: Client, home: str, section: str, action: str = "continue", **typed):
    address = f"{home}questions/{section}/"
    seen = hidden(client.get(address), "seen")
    data = {f"q-{name}": value for name, value in typed.items()}
    return client.post(address, {"seen": seen, "action": action, **data})


def stored() -> dict:
    return Response.objects.get().answers
