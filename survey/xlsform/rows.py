"""Read one node of a form into a question, with a note for whatever is understood otherwise or not supported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from survey.languages import question_key
from survey.question_types import SEVERAL, WITH_CHOICES, QuestionType, as_text, normalise, problem_with
from survey.questions import CHECK, HEADINGS, SIDE_BY_SIDE, Choice, Question
from survey.xlsform.appearances import LONG, difference, is_used, kept_appearance, left_out_sentence
from survey.xlsform.choices import choices_of, say_other
from survey.xlsform.node_reader import NodeReader
from survey.xlsform.nodes import INVISIBLE, NO, YES, Node

MEDIA = {"image": "picture", "big-image": "picture", "audio": "sound", "video": "film"}
RANDOM_ORDER = ("randomize", "seed")
CONDITIONAL_READONLY = (
    "readonly is yes or no here, not a condition. "
    "Make two questions of it, one read only, each with its relevant."
)
USELESS = {
    "required": "required",
    "constraint": "a constraint",
}
"""Columns that say nothing about a row that nobody answers."""


class QuestionReader(NodeReader):
    """Reads one node at a time."""

    def question(self, node: Node) -> list[Question]:
        """Return the question of a node; none if it is left out."""
        if node.kind is None:
            self.refuse(node.name, f"the type “{node.type}” is not supported.")
            return []
        kind = node.kind
        self._note_appearances(node, kind)
        if kind is QuestionType.NOTE:
            return [self._note_question(node)]
        if kind in (QuestionType.CALCULATE, QuestionType.HIDDEN):
            return [self._unasked(node, kind)]
        return [self._asked(node, kind)]

    def _note_question(self, node: Node) -> Question:
        self._note_useless(node, "a note")
        return Question(
            name=node.name,
            type=QuestionType.NOTE,
            label=self._text(node, "label"),
            hint=self._text(node, "hint"),
            guidance=self._text(node, "guidance_hint"),
            relevant=self.condition(node.bind.get("relevant"), node),
            appearance=HEADINGS if HEADINGS in node.appearances else "",
            path=node.path,
            column=node.column,
            media=self._media(node),
        )

    def _unasked(self, node: Node, kind: QuestionType) -> Question:
        """Return a calculation or a hidden value. Its label, if any, is used in exports."""
        self._note_useless(node, "a calculation" if kind is QuestionType.CALCULATE else "a hidden value")
        default, dynamic_default = self._default(node, kind)
        return Question(
            name=node.name,
            type=kind,
            label=self._text(node, "label"),
            relevant=self.condition(node.bind.get("relevant"), node),
            calculation=self.condition(node.bind.get("calculate"), node, may_use_own_value=True),
            path=node.path,
            column=node.column,
            default=default,
            dynamic_default=dynamic_default,
            triggers=self._triggers(node),
        )

    def _asked(self, node: Node, kind: QuestionType) -> Question:
        bind = node.bind
        others = node.others
        label = say_other(self, node) if others else self._text(node, "label")
        if not label and not node.content.get("media"):
            self.understand(node.name, "has no label: its name is shown.")
            label = node.own_name
        self.labels[node.name] = label
        choices, choice_filter = choices_of(self, node) if kind in WITH_CHOICES else ((), "")
        if kind in WITH_CHOICES and not choices:
            self.refuse(node.name, "its list of choices is empty.")
        appearance = kept_appearance(kind, node.appearances)
        if appearance == CHECK:
            self._refuse_incomplete_check(node)
        is_read_only = node.written_kind is QuestionType.NOTE or self._read_only(node)
        is_required, required_if = self.yes_or_condition(bind.get("required"), node)
        if is_read_only and (is_required or required_if):
            self.leave_out(node.name, "is read only, so no answer is required.")
            is_required, required_if = False, ""
        default, dynamic_default = self._default(node, kind, choices)
        rows = str(node.control.get("rows") or "")
        return Question(
            name=node.name,
            type=kind,
            label=label,
            hint=self._text(node, "hint"),
            is_required=is_required,
            is_long=kind is QuestionType.TEXT and (LONG in node.appearances or rows not in ("", "1")),
            relevant=f"selected(${{{self._name_of(node, others)}}}, 'other')"
            if others
            else self.condition(bind.get("relevant"), node),
            constraint=self.condition(bind.get("constraint"), node, is_constraint=True),
            constraint_message=self._bound_text(node, "jr:constraintMsg", "constraint_message"),
            choices=choices,
            choice_filter=choice_filter,
            calculation=self.condition(bind.get("calculate"), node, may_use_own_value=True),
            appearance=appearance,
            path=node.path,
            column=node.column,
            default=default,
            dynamic_default=dynamic_default,
            triggers=self._triggers(node),
            required_if=required_if,
            required_message=self._bound_text(node, "jr:requiredMsg", "required_message"),
            is_read_only=is_read_only,
            guidance=self._text(node, "guidance_hint"),
            parameters=self._parameters(node, kind),
            media=self._media(node),
        )

    def _name_of(self, node: Node, own_name: str) -> str:
        """Return the unique name of another question in the same group."""
        return self.tree.by_path[(*node.path, own_name)].name

    def _text(self, node: Node, key: str) -> str:
        part = "guidance" if key == "guidance_hint" else key
        return self.words(node.content, key, question_key(node.name, part))

    def _bound_text(self, node: Node, key: str, part: str) -> str:
        return self.words(node.bind, key, question_key(node.name, part))

    def _triggers(self, node: Node) -> tuple[str, ...]:
        return tuple(str(name) for name in node.content.get("trigger") or ())

    def _default(self, node: Node, kind: QuestionType, choices: Iterable[Choice] = ()) -> tuple[str, str]:
        """Return the value that a question begins with, and the expression of it; one of them, or none."""
        written = str(node.content.get("default") or "").strip()
        if not written:
            return "", ""
        if node.content.get("_dynamic_default"):
            return "", self.condition(written, node, is_evaluated_once=True)
        if kind is QuestionType.CALCULATE:
            self.leave_out(
                node.name, "its default is not used, because it is calculated before anybody sees it."
            )
            return "", ""
        value = normalise(kind, written.split() if kind in SEVERAL else written)
        if not problem_with(kind, value, {choice.value for choice in choices}):
            return as_text(value), ""
        self.leave_out(node.name, f"begins with “{written}”, which is no answer to it: it begins empty.")
        return "", ""

    def _parameters(self, node: Node, kind: QuestionType) -> Mapping[str, str]:
        written = node.content.get("parameters")
        if not isinstance(written, Mapping):
            return {}
        if kind is QuestionType.RANGE:
            return {key: str(written[key]) for key in ("start", "end", "step") if key in written}
        if kind in WITH_CHOICES and written.get("randomize") == "true":
            found = {key: str(written[key]) for key in RANDOM_ORDER if key in written}
            return found | ({"seed": self.condition(found["seed"], node)} if "seed" in found else {})
        return {}

    def _media(self, node: Node) -> tuple[str, ...]:
        kinds = dict.fromkeys(MEDIA[each] for each in node.content.get("media") or () if each in MEDIA)
        for kind in kinds:
            self.leave_out(node.name, f"a {kind} belongs to it and is not shown: the page says so.")
        return tuple(kinds)

    def _read_only(self, node: Node) -> bool:
        """Return True for a question that is only read, and for every question of a group that is."""
        parts = (*self.tree.around(node), node)
        for part in parts:
            if str(part.bind.get("readonly") or "").strip().lower() not in YES | NO:
                self.refuse(part.name, CONDITIONAL_READONLY)
        return any(part.is_read_only for part in parts)

    def _refuse_incomplete_check(self, node: Node) -> None:
        """Refuse a check that cannot be answered by one tick, or that is asked of everybody."""
        has_one = len(node.content.get("choices", ())) == 1
        if not (has_one and node.bind.get("relevant") and str(node.bind.get("required", "")).lower() in YES):
            self.refuse(
                node.name,
                "a check has one choice, to keep the answers, is required, and says in relevant when.",
            )

    def _note_useless(self, node: Node, what: str) -> None:
        """Note the rules of a row that nobody answers."""
        for key, words in USELESS.items():
            if str(node.bind.get(key) or "").strip().lower() not in NO:
                self.leave_out(node.name, f"{words} does nothing here, because nobody answers {what}.")
        if what != "a note" and node.content.get("hint"):
            self.leave_out(node.name, f"a hint does nothing here, because nobody sees {what}.")

    def _note_appearances(self, node: Node, kind: QuestionType) -> None:
        """Note the appearances that are not used."""
        for word in node.appearances if kind not in INVISIBLE else ():
            if sentence := difference(kind, word):
                self.understand(node.name, sentence)
            elif not is_used(node.written_kind or kind, word):
                self.leave_out(node.name, left_out_sentence(word))
        appearance = kept_appearance(kind, node.appearances)
        if appearance in SIDE_BY_SIDE and node.content.get("choice_filter"):
            self.understand(
                node.name, "its choices stand one below the other, because a choice_filter changes them."
            )
