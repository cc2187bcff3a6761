"""Forms of the entry page."""

import json

import pytest
from django.http import QueryDict

from enterprises.vocabulary import Activity
from interviews.forms.answers import AnswersForm
from interviews.forms.calls import GROUPS
from interviews.forms.mentions import MatchOption, MentionForm, duplicates
from interviews.interview_diff import EMPTY_DOCUMENT
from interviews.mention_entry import MentionEntry
from interviews.vocabulary import Disposition
from survey import conditions
from survey.answers import stored_state, stored_value
from survey.questionnaire import Choice, Question, QuestionType
from tests.factories.survey import questionnaire

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
WORKS = Question("works", QuestionType.SELECT_ONE, "Does it work?", choices=YES_NO, is_required=True)
NUMBER = Question("number", QuestionType.INTEGER, "How many?", relevant="${works} = 'yes'")
WHY = Question(
    "why", QuestionType.TEXT, "Why not?", relevant="${works} = 'no' and ${number} != 3", is_long=True
)
GAINS = Question(
    "gains", QuestionType.SELECT_MULTIPLE, "Gains?", choices=(Choice("a", "Apples"), Choice("b", "Bread"))
)
GUIDE = questionnaire(WORKS, NUMBER, WHY, GAINS)


def sent(**values: list[str] | str) -> AnswersForm:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(f"q-{name}", value if isinstance(value, list) else [value])
    return AnswersForm(GUIDE, data=data)


@pytest.mark.parametrize(
    ("typed", "answers"),
    [
        pytest.param({}, {}, id="nothing"),
        pytest.param({"works": "yes"}, {"works": stored_value("yes")}, id="one choice"),
        pytest.param(
            {"works": "state:refused"}, {"works": stored_state("refused")}, id="no answer in the same group"
        ),
        pytest.param({"number": " 12 "}, {"number": stored_value(12)}, id="a number"),
        pytest.param(
            {"number": "a dozen"}, {"number": stored_value("a dozen")}, id="no number stays as typed"
        ),
        pytest.param({"gains": ["a", "b"]}, {"gains": stored_value(["a", "b"])}, id="several choices"),
        pytest.param(
            {"gains--state": "not_known"}, {"gains": stored_state("not_known")}, id="why there is none"
        ),
        pytest.param({"why": " \r\n "}, {}, id="blanks"),
        pytest.param({"why": "a\r\nb\0"}, {"why": stored_value("a\nb")}, id="lines and a null"),
        pytest.param({"gains--state": "perhaps"}, {}, id="a state that is none"),
        pytest.param(
            {"why": "x", "why--state": "refused"},
            {"why": {"value": "x", "state": "refused"}},
            id="both are kept for the questionnaire to refuse",
        ),
    ],
)
def test_what_is_typed_becomes_stored_answers(typed: dict, answers: dict) -> None:
    assert sent(**typed).answers() == answers


@pytest.mark.parametrize(
    "answers",
    [
        {"works": stored_value("yes"), "number": stored_value(12), "gains": stored_value(["b"])},
        {
            "works": stored_state("not_known"),
            "gains": stored_state("refused"),
            "why": stored_value("two\nlines"),
        },
        {"number": stored_value("a dozen")},
    ],
)
def test_stored_answers_come_back_as_they_were(answers: dict) -> None:
    form = AnswersForm(GUIDE, document={"answers": answers, "notes": {}})
    data = QueryDict(mutable=True)
    for field in form:
        value = field.value()
        if value is not None:
            data.setlist(field.html_name, value if isinstance(value, list) else [str(value)])

    assert AnswersForm(GUIDE, data=data).answers() == answers


def test_notes_are_read_apart() -> None:
    form = sent(**{"works": "yes", "works--note": "Hesitated\r\nlong", "number--note": " "})

    assert form.notes() == {"works": "Hesitated\nlong"}


def test_conditional_questions_say_when_they_are_asked() -> None:
    [section] = AnswersForm(
        GUIDE, document={"answers": {"works": stored_value("no")}, "notes": {}}
    ).sections()
    rows = {row.question.name: row for row in section["rows"]}

    assert [name for name, row in rows.items() if row.is_shown] == ["works", "why", "gains"]
    assert rows["number"].condition_words == "Ask only if “Does it work?” was answered “Yes”."
    assert (
        rows["why"].condition_words
        == "Ask only if the answer to “How many?” and “Does it work?” calls for it."
    )
    assert rows["works"].condition_words == rows["works"].condition == ""
    assert section["missing"] == 0


def test_questions_still_to_ask_are_counted() -> None:
    [section] = AnswersForm(GUIDE, document=EMPTY_DOCUMENT).sections()

    assert section["missing"] == 1


def test_conditions_go_to_the_browser_as_a_tree() -> None:
    section = GUIDE.sections[0]

    assert conditions.visibility_tree(section, NUMBER) == ["=", ["$", "works"], "yes"]
    assert json.loads(json.dumps(conditions.visibility_tree(section, WHY))) == [
        "and",
        ["=", ["$", "works"], "no"],
        ["!=", ["$", "number"], 3.0],
    ]


def test_every_disposition_is_in_one_group() -> None:
    assert sorted(word for _, group in GROUPS for word in group.values()) == sorted(Disposition)


def mention(**typed: object) -> MentionForm:
    data = QueryDict(mutable=True)
    given_fields = {"key": "00000000-0000-4000-8000-000000000001", "name_given": "The Clink"} | typed
    for name, value in given_fields.items():
        data.setlist(f"m-{name}", value if isinstance(value, list) else [str(value)])
    return MentionForm(data, prefix="m", options=[MatchOption(7, "The Clink Charity")])


def test_a_mention_is_read_with_its_defaults() -> None:
    form = mention(activities=["paid_work"], match="7")

    assert form.is_valid()
    entry = MentionEntry(**{name: tuple(v) if isinstance(v, list) else v for name, v in form.entry().items()})
    assert (entry.match, entry.activities, entry.arrangement) == (7, (Activity.PAID_WORK,), "not_known")


def test_an_unchanged_match_is_left_out_of_the_entry() -> None:
    form = mention(match="7", match_was="7")

    assert form.is_valid()
    assert form.entry()["match"] is None


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"referrals": "many"}, "referrals"),
        ({"referrals": "-1"}, "referrals"),
        ({"referrals_are_estimated": "on"}, "referrals"),
        ({"match": "8"}, "match"),
        ({"arrangement": "handshake"}, "arrangement"),
        ({"name_given": "x" * 201}, "name_given"),
    ],
)
def test_an_invalid_mention_shows_the_error_at_its_field(typed: dict, field: str) -> None:
    form = mention(**typed)

    assert not form.is_valid()
    assert list(form.errors) == [field]


def entry(name: str, status: str = "works", is_removed: bool = False) -> dict:
    return {"name_given": name, "status": status, "is_removed": is_removed}


def test_a_name_given_twice_is_found_ignoring_case() -> None:
    found = duplicates(
        [entry("The Clink"), entry(""), entry(""), entry("the  CLINK"), entry("The Clink", "worked")]
    )

    assert list(found) == [3]


def test_a_removed_mention_is_no_duplicate() -> None:
    assert duplicates([entry("The Clink"), entry("The Clink", is_removed=True)]) == {}
