"""Two texts of one interview that started from the same one: what is merged, and what somebody must choose.

The expected documents are worked out by hand: a part that only one text changed is that text's; a part that both
changed differently stays as the late text has it and is listed.
"""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from interviews.interview_diff import EMPTY_DOCUMENT
from interviews.interview_merge import fingerprints, merge, read_fingerprints
from interviews.mention_entry import MentionEntry
from survey.answers import stored_state, stored_value
from survey.questionnaire import Choice, Question, QuestionType
from tests.factories.survey import questionnaire

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))
GUIDE = questionnaire(
    Question("works", QuestionType.SELECT_ONE, "Does it work?", choices=YES_NO, is_required=True),
    Question("number", QuestionType.INTEGER, "How many?"),
    Question("why", QuestionType.TEXT, "Why?", is_long=True),
)
CLINK = MentionEntry(key="a", name_given="The Clink", referrals=0).as_json()


def document(
    answers: dict[str, Any] | None = None, mentions: list[dict[str, Any]] | None = None, **more: Any
) -> dict[str, Any]:
    given_answers = {name: stored_value(value) for name, value in (answers or {}).items()}
    return EMPTY_DOCUMENT | {"answers": given_answers, "mentions": mentions or []} | more


def merged(base: dict[str, Any], stored: dict[str, Any], late: dict[str, Any]) -> Any:
    return merge(GUIDE, stored, late, fingerprints(GUIDE, base))


def test_what_only_one_text_changed_is_taken_from_it() -> None:
    base = document({"works": "yes", "number": 3})

    found = merged(base, document({"works": "no", "number": 3}), document({"works": "yes", "why": "So"}))

    assert found.document["answers"] == {"works": stored_value("no"), "why": stored_value("So")}
    assert found.conflicts == []
    assert found.taken_over == ["Does it work?"]


def test_what_both_changed_differently_is_listed_and_the_late_text_stays() -> None:
    base = document({"why": "Once"}, notes={"works": "Hm"})

    found = merged(
        base, document({"why": "Twice"}, notes={"works": "Hm, hm"}), document({"why": "Thrice"}, notes={})
    )

    assert found.document["answers"] == {"why": stored_value("Thrice")}
    assert [tuple(each) for each in found.conflicts] == [
        ("Why?", "Twice", "Thrice", "question-why"),
        ("Note on “Does it work?”", "Hm, hm", "", "question-works"),
    ]


def test_a_reason_for_no_answer_is_listed_in_words() -> None:
    refused = EMPTY_DOCUMENT | {"answers": {"works": stored_state("refused")}}

    found = merged(document(), document({"works": "yes"}), refused)

    assert [(each.stored, each.late) for each in found.conflicts] == [("Yes", "Prefers not to answer")]


def test_the_same_change_in_both_is_no_difference() -> None:
    found = merged(document({"number": 3}), document({"number": 4}), document({"number": 4}))

    assert (found.conflicts, found.taken_over) == ([], [])


def test_details_of_one_organisation_are_merged() -> None:
    stored, late = CLINK | {"own_words": "They cook"}, CLINK | {"arrangement": "contract"}

    found = merged(document(mentions=[CLINK]), document(mentions=[stored]), document(mentions=[late]))

    assert found.document["mentions"] == [CLINK | {"own_words": "They cook", "arrangement": "contract"}]
    assert found.taken_over == ["Organisation named: The Clink: own words"]


def test_a_detail_that_both_changed_is_listed_alone() -> None:
    stored, late = CLINK | {"activities": ["paid_work"]}, CLINK | {"referrals": 5, "activities": []}
    base = CLINK | {"activities": ["business_advice"]}

    found = merged(document(mentions=[base]), document(mentions=[stored]), document(mentions=[late]))

    assert [tuple(each) for each in found.conflicts] == [
        ("Organisation named: The Clink: what it does", "Paid work experience", "", "mention-a")
    ]
    assert found.document["mentions"][0]["referrals"] == 5


def test_an_organisation_that_only_one_text_named_is_kept() -> None:
    bakery, forge = (
        MentionEntry(key=key, name_given=name).as_json() for key, name in (("b", "Bakery"), ("c", "Forge"))
    )

    found = merged(
        document(mentions=[CLINK]),
        document(mentions=[CLINK, bakery]),
        document(mentions=[CLINK, forge, MentionEntry(key="d").as_json()]),
    )

    names = [entry["name_given"] for entry in found.document["mentions"]]
    assert names == ["The Clink", "Forge", "", "Bakery"]
    assert found.taken_over == ["Organisation named: Bakery"]


def test_an_organisation_that_one_text_removed_and_the_other_left_alone_stays_removed() -> None:
    removed = CLINK | {"is_removed": True}

    by_late = merged(document(mentions=[CLINK]), document(mentions=[CLINK]), document(mentions=[removed]))
    by_stored = merged(document(mentions=[CLINK]), document(), document(mentions=[CLINK]))

    assert by_late.document["mentions"] == [removed]
    assert by_stored.document["mentions"] == [removed]
    assert by_stored.taken_over == ["Organisation named: The Clink (removed)"]
    assert by_late.conflicts == by_stored.conflicts == []


def test_an_organisation_that_one_text_removed_and_the_other_changed_is_kept_and_listed() -> None:
    changed = CLINK | {"own_words": "They cook"}

    found = merged(
        document(mentions=[CLINK]),
        document(mentions=[changed]),
        document(mentions=[CLINK | {"is_removed": True}]),
    )

    assert found.document["mentions"] == [changed]
    assert [each.late for each in found.conflicts] == ["Removed"]
    assert "Own words: They cook" in found.conflicts[0].stored


def test_without_fingerprints_a_part_is_taken_from_the_text_that_has_it() -> None:
    stored = document({"works": "yes", "number": 3}, [CLINK], held_on="2009-07-15")

    found = merge(GUIDE, stored, document({"works": "no"}), read_fingerprints("not JSON"))

    assert found.document["answers"] == {"works": stored_value("no"), "number": stored_value(3)}
    assert [entry["name_given"] for entry in found.document["mentions"]] == ["The Clink"]
    assert found.document["held_on"] == "2009-07-15"
    assert [each.label for each in found.conflicts] == ["Does it work?"]


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "works": st.sampled_from(["yes", "no"]),
        "number": st.integers(0, 3),
        "why": st.sampled_from(["a", "b"]),
    },
)


@given(base=ANSWERS, stored=ANSWERS, late=ANSWERS)
def test_no_answer_is_lost_in_silence(
    base: dict[str, Any], stored: dict[str, Any], late: dict[str, Any]
) -> None:
    """Each answer of the merged text is the one that changed, or is listed with both."""
    found = merged(document(base), document(stored), document(late))

    listed = {each.anchor.removeprefix("question-") for each in found.conflicts}
    for name in ("works", "number", "why"):
        ours, theirs, before = late.get(name), stored.get(name), base.get(name)
        result = found.document["answers"].get(name, {}).get("value")
        if name in listed:
            assert len({ours, theirs, before}) >= 2
            assert result == ours
        else:
            assert result == (theirs if ours == before else ours)
            assert ours == before or theirs in (before, ours)
