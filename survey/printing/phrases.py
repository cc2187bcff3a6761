"""Our own sentences on a printed questionnaire, in English and Welsh (a draft). No Django here."""

from __future__ import annotations

WELSH = {
    "Read aloud": "Darllenwch yn uchel",
    "On an answering machine": "Ar beiriant ateb",
    "Tick one.": "Ticiwch un.",
    "Tick all that apply.": "Ticiwch bob un sy’n berthnasol.",
    "Write a number.": "Ysgrifennwch rif.",
    "Write a date: day, month, year.": "Ysgrifennwch ddyddiad: dydd, mis, blwyddyn.",
    "Write the number of a choice in list {letter}, at the end.": (
        "Ysgrifennwch rif dewis o restr {letter}, ar y diwedd."
    ),
    "Write the numbers of all that apply in list {letter}, at the end.": (
        "Ysgrifennwch rifau pob un sy’n berthnasol o restr {letter}, ar y diwedd."
    ),
    "The choices depend on question {numbers}.": "Mae’r dewisiadau’n dibynnu ar gwestiwn {numbers}.",
    "go on to {number}": "ewch i {number}",
    "go on to the end": "ewch i’r diwedd",
    "This must be answered.": "Rhaid ateb hwn.",
    "Ask only if {condition}.": "Gofynnwch dim ond os {condition}.",
    "Answer only if {condition}.": "Atebwch dim ond os {condition}.",
    "{number} is “{answer}”": "“{answer}” yw’r ateb i {number}",
    "{number} is not “{answer}”": "nid “{answer}” yw’r ateb i {number}",
    "“{answer}” is ticked at {number}": "ticiwyd “{answer}” yn {number}",
    "“{answer}” is not ticked at {number}": "ni thiciwyd “{answer}” yn {number}",
    "{number} is answered": "atebwyd {number}",
    "{number} is not answered": "nid atebwyd {number}",
    "{number} is more than {answer}": "mae {number} yn fwy na {answer}",
    "{number} is at least {answer}": "mae {number} o leiaf {answer}",
    "{number} is less than {answer}": "mae {number} yn llai na {answer}",
    "{number} is at most {answer}": "mae {number} yn {answer} ar y mwyaf",
    "more than {answer} are ticked at {number}": "ticiwyd mwy na {answer} yn {number}",
    "the answer to {number} calls for it": "yw’r ateb i {number} yn gofyn am hynny",
    "the answers call for it": "yw’r atebion yn gofyn am hynny",
    "{first} and {second}": "{first} a {second}",
    "{first} or {second}": "{first} neu {second}",
    "No answer: does not know": "Dim ateb: ddim yn gwybod",
    "refuses": "yn gwrthod",
    "not asked": "heb ofyn",
    "Version {version}": "Fersiwn {version}",
    "Case": "Achos",
    "Date": "Dyddiad",
    "Interviewer": "Cyfwelydd",
    "Began": "Dechrau",
    "Ended": "Diwedd",
    "Number {place}": "Rhif {place}",
    "Use another sheet for more.": "Defnyddiwch ddalen arall am ragor.",
    "List {letter}": "Rhestr {letter}",
    "Page": "Tudalen",
    "of": "o",
}
PHRASES = {"cy": WELSH}


class Phrases:
    """Our sentences in one language; English where there is no translation."""

    def __init__(self, code: str) -> None:
        self.found = PHRASES.get(code.partition("-")[0], {})

    def __call__(self, sentence: str, **parts: str) -> str:
        """Return the sentence with its parts filled."""
        return self.found.get(sentence, sentence).format(**parts)
