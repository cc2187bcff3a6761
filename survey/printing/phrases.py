"""Our own sentences on a printed questionnaire."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext

from survey.languages import to_translate
from survey.page_language import page_language

SENTENCES = (
    to_translate("Read aloud"),
    to_translate("On an answering machine"),
    to_translate("Tick one."),
    to_translate("Tick all that apply."),
    to_translate("Write a number."),
    to_translate("Write a date: day, month, year."),
    to_translate("Write a number from {lowest} to {highest}, in steps of {step}."),
    to_translate("Write a time: hours and minutes."),
    to_translate("Write a date and a time: day, month, year, hours, minutes."),
    to_translate("Write a number beside each: 1 for the first, 2 for the second, and so on."),
    to_translate("Tick if so."),
    to_translate("Yes"),
    to_translate("A picture belongs here: it is not shown."),
    to_translate("A sound recording belongs here: it is not played."),
    to_translate("A film belongs here: it is not shown."),
    to_translate("Write the number of a choice in list {letter}, at the end."),
    to_translate("Write the numbers of all that apply in list {letter}, at the end."),
    to_translate("The choices depend on question {numbers}."),
    to_translate("go on to {number}"),
    to_translate("go on to the end"),
    to_translate("This must be answered."),
    to_translate("This must be answered if {condition}."),
    to_translate("Ask only if {condition}."),
    to_translate("Answer only if {condition}."),
    to_translate("{number} is “{answer}”"),
    to_translate("{number} is not “{answer}”"),
    to_translate("“{answer}” is ticked at {number}"),
    to_translate("“{answer}” is not ticked at {number}"),
    to_translate("{number} is answered"),
    to_translate("{number} is not answered"),
    to_translate("{number} is more than {answer}"),
    to_translate("{number} is at least {answer}"),
    to_translate("{number} is less than {answer}"),
    to_translate("{number} is at most {answer}"),
    to_translate("more than {answer} are ticked at {number}"),
    to_translate("the answer to {number} calls for it"),
    to_translate("the answers call for it"),
    to_translate("{first} and {second}"),
    to_translate("{first} or {second}"),
    to_translate("No answer: does not know"),
    to_translate("refuses"),
    to_translate("not asked"),
    to_translate("Version {version}"),
    to_translate("Case"),
    to_translate("Date"),
    to_translate("Interviewer"),
    to_translate("Began"),
    to_translate("Ended"),
    to_translate("Number {place}"),
    to_translate("Use another sheet for more."),
    to_translate("List {letter}"),
    to_translate("Page"),
    to_translate("of"),
)
"""The sentences that stand on paper."""


class Phrases:
    """Our sentences in one language; English where there is no catalogue."""

    def __init__(self, code: str) -> None:
        self.language = page_language(code)

    def __call__(self, sentence: str, **parts: str) -> str:
        """Return the sentence with its parts filled."""
        with translation.override(self.language):
            return gettext(sentence).format(**parts)
