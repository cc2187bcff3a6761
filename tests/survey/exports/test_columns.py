"""The cells of a question: the same from the cache as computed, and a small cache."""

from itertools import permutations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from survey.answers import read
from survey.exports import columns
from survey.exports.columns import columns_of, unchanged
from survey.exports.responses import ResponseExtract
from survey.exports.variables import tables_of
from survey.questionnaire import Choice, Question, QuestionType
from tests.factories.survey import DeliveryFactory, ResponseFactory, questionnaire
from tests.survey.exports.downloads import ANSWERS, strand_with

CHOICES = tuple(Choice(word, word.title()) for word in ("1", "yes", "refused", "food"))
ODD = (
    *(
        {"value": value}
        for value in ("1", 1, True, 1.0, "yes", "refused", " ", "", None, "other", {"yes": 1})
    ),
    *(
        {"value": value}
        for value in (["1"], [1], [True], ["food", "yes"], ["yes", "food"], [], [["yes"]], ["no"])
    ),
    *({"value": value, "state": "refused"} for value in ("yes", "", ["yes"], [])),
    *({"state": state} for state in ("refused", "not_known", "given", "nonsense")),
    *(None, {}, "yes", ["yes"], 1),
)


def of(kind: QuestionType) -> columns.Columns:
    (main, *_) = tables_of(questionnaire(Question("asked", kind, "Asked?", choices=CHOICES)), is_full=True)
    return columns_of(main, unchanged)[0]


@pytest.mark.parametrize("kind", [QuestionType.SELECT_ONE, QuestionType.SELECT_MULTIPLE])
def test_an_answer_gives_the_same_cells_whatever_was_answered_before(kind):
    question_columns = of(kind)
    for stored in (*ODD, *reversed(ODD)):
        found, alone = question_columns.of_stored(stored), of(kind).of(read(stored))
        assert [*map(repr, found)] == [*map(repr, alone)], stored


def test_few_cells_are_cached_however_many_answers_there_are(monkeypatch):
    monkeypatch.setattr(columns, "CACHE_SIZE", 5)
    question_columns = of(QuestionType.SELECT_MULTIPLE)
    for words in permutations(["1", "yes", "refused", "food"]):
        assert question_columns.of_stored({"value": [*words]})[0] == " ".join(words)
        assert len(question_columns._cache) <= 5
    for number in range(20):
        question_columns.of_stored({"value": [f"Other {number}"]})
    assert len(question_columns._cache) <= 5


@pytest.mark.django_db
def test_the_files_that_answers_came_from_are_not_read():
    strand = strand_with()
    ResponseFactory(sent=True, strand=strand, answers=ANSWERS, delivery=DeliveryFactory(strand=strand))
    extract = ResponseExtract(strand, strand.instrument, is_full=True)

    with CaptureQueriesContext(connection) as queries:
        (row,) = extract.rows(extract.tables[0], unchanged)

    assert row[3] == "odk_central"
    assert [query for query in queries if "content" in query["sql"]] == []
