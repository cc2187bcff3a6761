// @ts-check
// Evaluates the conditions that survey/conditions.py sends, as survey/expressions.py does on the server.
// tests/vectors/conditions.json holds both to the same results.
import { OPERATIONS } from "./functions.js";
import { number, text, truth } from "./values.js";

export { truth };

/** @typedef {import("./values.js").Value} Value */
/**
 * @typedef {Value | Tree[]} Tree A value, `["$", name]` for an answer, `["row", group, ...names]` for whether a row of a
 * group has an answer, or an operation and its operands.
 */
/**
 * @typedef {object} Form The answers that conditions refer to.
 * @property {(name: string) => Value} answer The answer to a question.
 * @property {(group: string, names: string[]) => boolean} [isRow] Returns true if any of these fields of a group has an answer.
 */

/**
 * Returns the value of a condition or calculation.
 * @param {Tree} tree
 * @param {Form} form
 * @returns {Value}
 */
export function evaluate(tree, form) {
  if (!Array.isArray(tree)) return tree;
  const symbol = String(tree[0]);
  const parts = tree.slice(1);
  /** @param {Tree} part */
  const holds = (part) => truth(evaluate(part, form));
  switch (symbol) {
    case "$":
      return form.answer(String(parts[0]));
    case "row":
      return form.isRow?.(String(parts[0]), parts.slice(1).map(String)) ?? false;
    case "and":
      return parts.every(holds);
    case "or":
      return parts.some(holds);
    case "if": {
      // Conditions, each with its value after it; at the end the value if none holds.
      const found = parts.findIndex((part, place) => place % 2 === 0 && place < parts.length - 1 && holds(part));
      return evaluate(found < 0 ? parts[parts.length - 1] : parts[found + 1], form);
    }
    case "at": {
      const place = number(evaluate(parts[0], form));
      const row = place >= 1 ? parts[Math.trunc(place)] : undefined;
      return row === undefined ? "" : evaluate(row, form);
    }
    default:
      return OPERATIONS[symbol](...parts.map((part) => evaluate(part, form)));
  }
}

/**
 * Returns the value of a calculation as it is stored: an empty text if it is not a number.
 * @param {Tree} tree
 * @param {Form} form
 */
export function calculate(tree, form) {
  const made = text(evaluate(tree, form));
  return made === "NaN" ? "" : made;
}
