// @ts-check
// Evaluates the conditions that survey/conditions.py sends, and gives what survey/xpath_values.py gives on the server.
// tests/vectors/conditions.json holds both to the same results.

/** @typedef {string | number | boolean} Value A text, a number (NaN for none), or true or false. */
/**
 * @typedef {Value | Tree[]} Tree A value, `["$", name]` for an answer, `["row", group, ...names]` for whether a row of a
 * group has an answer, or an operation and its operands.
 */
/**
 * @typedef {object} Form The answers that conditions refer to.
 * @property {(name: string) => Value} answer The answer to a question.
 * @property {(group: string, names: string[]) => boolean} [isRow] Returns true if any of these fields of a group has an answer.
 */
/** @typedef {(...operands: any[]) => Value} Operation */

const DAY = 24 * 3600 * 1000;
const NUMERAL = /^[ \t\n\r\f\v]*-?(\d+(\.\d*)?|\.\d+)[ \t\n\r\f\v]*$/;
const MAX_PLACES = 15;

/**
 * A date as the number of days since 1970, NaN for a day that does not exist, such as 30 February.
 * @param {string} value
 */
function dayNumber(value) {
  const moment = /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : NaN;
  return new Date(moment).toJSON()?.slice(0, 10) === value ? moment / DAY : NaN;
}

/**
 * A value as a number, NaN where it is none.
 * @param {Value} value
 */
export function number(value) {
  if (typeof value !== "string") return Number(value);
  return NUMERAL.test(value) ? Number(value) : dayNumber(value);
}

/**
 * A value as true or false: false for 0, for what is no number and for an empty text.
 * @param {Value} value
 */
export const truth = (value) => Boolean(value);

/**
 * A value as text; a number without powers of ten.
 * @param {Value} value
 */
export function text(value) {
  if (typeof value !== "number") return String(value);
  if (Number.isInteger(value)) return BigInt(value).toString();
  const [digits, power] = String(value).split("e");
  if (!power) return digits;
  const sign = digits.startsWith("-") ? "-" : "";
  return `${sign}0.${"0".repeat(-Number(power) - 1)}${digits.replace(/[-.]/g, "")}`;
}

/** @param {Value} value */
const characters = (value) => [...text(value)];

/**
 * The choices of an answer that has several.
 * @param {Value} value
 * @returns {string[]}
 */
const words = (value) => text(value).match(/[^ \t\n\r]+/g) ?? [];

/**
 * @param {Value} left
 * @param {Value} right
 */
function equal(left, right) {
  if (typeof left === "boolean" || typeof right === "boolean") return truth(left) === truth(right);
  if (typeof left === "number" || typeof right === "number") return number(left) === number(right);
  return left === right;
}

/**
 * @param {Value} value
 * @param {Value} start
 * @param {Value} [end]
 */
function part(value, start, end = Infinity) {
  const [first, last] = [number(start), number(end)];
  if (Number.isNaN(first) || Number.isNaN(last)) return "";
  return characters(value).slice(Math.max(0, first), Math.max(0, last)).join("");
}

/**
 * @param {Value} value
 * @param {Value} [places]
 */
function rounded(value, places = 0) {
  const [figure, count] = [number(value), number(places)];
  if (!Number.isFinite(figure)) return figure;
  if (!Number.isInteger(count) || Math.abs(count) > MAX_PLACES) return NaN;
  // Read as a decimal: a browser's own powers of ten need not be the nearest number.
  const scale = Number(`1e${count}`);
  const moved = figure * scale;
  return Number.isFinite(moved) ? Math.floor(moved + 0.5) / scale : figure;
}

/** @type {Record<string, Operation>} */
const OPERATIONS = {
  "=": equal,
  "!=": (left, right) => !equal(left, right),
  "<": (left, right) => number(left) < number(right),
  "<=": (left, right) => number(left) <= number(right),
  ">": (left, right) => number(left) > number(right),
  ">=": (left, right) => number(left) >= number(right),
  "+": (left, right) => number(left) + number(right),
  "-": (left, right) => (right === undefined ? -number(left) : number(left) - number(right)),
  "*": (left, right) => number(left) * number(right),
  div: (left, right) => number(left) / number(right),
  mod: (left, right) => number(left) % number(right),
  and: (...parts) => parts.every(truth),
  or: (...parts) => parts.some(truth),
  not: (value) => !truth(value),
  true: () => true,
  false: () => false,
  number,
  "string-length": (value) => characters(value).length,
  contains: (value, part) => text(value).includes(text(part)),
  "starts-with": (value, part) => text(value).startsWith(text(part)),
  selected: (value, word) => words(value).includes(text(word)),
  "count-selected": (value) => words(value).length,
  coalesce: (first, second) => (text(first) ? first : second),
  concat: (...parts) => parts.map(text).join(""),
  // Adding 0 makes the minus zero of a small negative number a plain zero.
  int: (value) => Math.trunc(number(value)) + 0,
  round: rounded,
  string: text,
  substr: part,
  count: (...rows) => rows.filter(truth).length,
  "count-non-empty": (...values) => values.filter(Boolean).length,
  sum: (...values) => values.map(number).reduce((sum, each) => (Number.isNaN(each) ? sum : sum + each), 0),
};

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
  if (symbol === "$") return form.answer(String(parts[0]));
  if (symbol === "row") return form.isRow?.(String(parts[0]), parts.slice(1).map(String)) ?? false;
  if (symbol === "if") return evaluate(truth(evaluate(parts[0], form)) ? parts[1] : parts[2], form);
  return OPERATIONS[symbol](...parts.map((part) => evaluate(part, form)));
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
