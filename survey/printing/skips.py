"""Conditions and skips of a questionnaire in words with the numbers of its questions, for paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from survey import expressions
from survey.expressions import Tree
from survey.printing.phrases import Phrases
from survey.questionnaire import Question, QuestionType
from survey.xpath_values import text

COMPARED = {
    "=": "{number} is “{answer}”",
    "!=": "{number} is not “{answer}”",
    ">": "{number} is more than {answer}",
    ">=": "{number} is at least {answer}",
    "<": "{number} is less than {answer}",
    "<=": "{number} is at most {answer}",
}
NEGATED = {"=": "!=", "!=": "=", ">": "<=", ">=": "<", "<": ">=", "<=": ">"}
MIRRORED = {"=": "=", "!=": "!=", ">": "<", ">=": "<=", "<": ">", "<=": ">="}


class ConditionWords:
    """Puts conditions into words. `numbers` are the numbers of the questions on paper, by name."""

    def __init__(
        self, questions: Mapping[str, Question], numbers: Mapping[str, str], phrases: Phrases
    ) -> None:
        self.questions, self.numbers, self.phrases = questions, numbers, phrases

    def of(self, source: str) -> str:
        """Return a condition in words, such as “3 is “Yes” or 4 is answered”; empty for no condition."""
        if not source:
            return ""
        parsed = expressions.parse(source)
        return self._words(parsed.tree, negated=False) or self._in_general(parsed.names)

    def _in_general(self, names: frozenset[str]) -> str:
        """Return that the answers decide, for a condition that is no plain comparison."""
        numbers = [self.numbers[name] for name in self.numbers if name in names]
        if not numbers:
            return self.phrases("the answers call for it")
        joined = numbers[0]
        for number in numbers[1:]:
            joined = self.phrases("{first} and {second}", first=joined, second=number)
        return self.phrases("the answer to {number} calls for it", number=joined)

    def _words(self, tree: Tree, *, negated: bool) -> str:
        match tree:
            case ["not", part]:
                return self._words(part, negated=not negated)
            case ["and" | "or" as symbol, *parts]:
                first, second = (self._words(part, negated=negated) for part in parts)
                is_and = (symbol == "and") is not negated
                sentence = "{first} and {second}" if is_and else "{first} or {second}"
                return self.phrases(sentence, first=first, second=second) if first and second else ""
            case ["selected", answer, word]:
                sentence = (
                    "“{answer}” is not ticked at {number}" if negated else "“{answer}” is ticked at {number}"
                )
                return self._about(answer, word, sentence)
            case [symbol, left, right] if symbol in COMPARED:
                return self._comparison(symbol, left, right, negated=negated)
        return ""

    def _comparison(self, symbol: str, left: Tree, right: Tree, *, negated: bool) -> str:
        if not isinstance(left, list):
            left, right, symbol = right, left, MIRRORED[symbol]
        symbol = NEGATED[symbol] if negated else symbol
        if isinstance(left, list) and left[0] == "count-selected" and symbol == ">":
            return self._about(left[1], right, "more than {answer} are ticked at {number}")
        if right == "" and symbol in ("=", "!="):
            return self._about(
                left, right, "{number} is answered" if symbol == "!=" else "{number} is not answered"
            )
        return self._about(left, right, COMPARED[symbol])

    def _about(self, reference: Tree, literal: Tree, sentence: str) -> str:
        """Return the sentence about one question and one value; empty if these are something else."""
        if not isinstance(reference, list) or reference[0] != "$" or isinstance(literal, list):
            return ""
        name = reference[1]
        question, number = self.questions.get(name), self.numbers.get(name)
        if question is None or number is None:
            return ""
        return self.phrases(sentence, number=number, answer=question.display_value(text(literal)))


def next_numbers(
    question: Question, following: Sequence[tuple[Question, str]], numbers: Mapping[str, str]
) -> dict[str, str | None]:
    """Return for each choice of a question the number of the question that is asked next; None for the end.

    `following` are the questions after it with their whole conditions. Only conditions on this question alone decide;
    a question with no condition, or with one on another answer, is asked next whatever the choice. Empty if all choices
    lead to the same question.
    """
    if question.type is not QuestionType.SELECT_ONE:
        return {}
    found: dict[str, str | None] = {}
    for choice in question.choices:
        found[choice.value] = None
        for after, source in following:
            parsed = expressions.parse(source) if source else None
            decides = parsed is not None and parsed.names == {question.name} and not parsed.aggregated
            if not decides or parsed is None or parsed.holds({question.name: choice.value}):
                found[choice.value] = numbers[after.name]
                break
    return found if len(set(found.values())) > 1 else {}
