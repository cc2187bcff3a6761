// @ts-check
// The operators and functions of expressions, which give what survey/xpath_functions.py gives on the server.
import { date, dateTime, decimalDateTime, decimalTime, formatDate } from "./dates.js";
import { characters, NUMERAL, number, text, truth, words } from "./values.js";

/** @typedef {import("./values.js").Value} Value */
/** @typedef {(...operands: any[]) => Value} Operation */

const MAX_PLACES = 15;

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
 * A number with its decimal point moved to the right, exactly as it is written.
 * @param {number} figure
 * @param {number} places
 */
function moved(figure, places) {
  const [digits, power = "0"] = String(figure).split("e");
  return Number(`${digits}e${Number(power) + places}`);
}

/**
 * @param {Value} value
 * @param {Value} [places]
 */
function rounded(value, places = 0) {
  const [figure, count] = [number(value), number(places)];
  if (!Number.isFinite(figure)) return figure;
  if (!Number.isInteger(count) || Math.abs(count) > MAX_PLACES) return NaN;
  const shifted = moved(figure, count);
  return Number.isFinite(shifted) ? moved(Math.floor(shifted + 0.5), -count) : figure;
}

/**
 * A function on numbers that gives NaN if one of them is none.
 * @param {(...figures: number[]) => number} operation
 * @returns {Operation}
 */
const real =
  (operation) =>
  (...values) => {
    const figures = values.map(number);
    return figures.some(Number.isNaN) ? NaN : operation(...figures);
  };

/**
 * @param {number} base
 * @param {number} power
 */
function raised(base, power) {
  if (base === 0 && power < 0) return Infinity;
  return Math.abs(base) === 1 && !Number.isFinite(power) ? 1 : base ** power;
}

/**
 * The characters from `first`, which counts from 0, to before `last`; below 0 from the end.
 * @param {Value} value
 * @param {Value} start
 * @param {Value} [end]
 */
function part(value, start, end = Infinity) {
  const [first, last] = [number(start), number(end)];
  return Number.isNaN(first) || Number.isNaN(last) ? "" : characters(value).slice(first, last).join("");
}

/**
 * @param {Value} value
 * @param {Value} start
 * @param {Value} [length]
 */
function substring(value, start, length = Infinity) {
  const first = rounded(start);
  const last = first + rounded(length);
  return characters(value)
    .filter((_, index) => first <= index + 1 && index + 1 < last)
    .join("");
}

/**
 * @param {Value} value
 * @param {Value} mark
 * @returns {[string, string] | undefined} What stands before and after a mark, if it is there.
 */
function parts(value, mark) {
  const [all, sign] = [text(value), text(mark)];
  const place = all.indexOf(sign);
  return place < 0 ? undefined : [all.slice(0, place), all.slice(place + sign.length)];
}

/**
 * @param {Value} value
 * @param {Value} old
 * @param {Value} fresh
 */
function translated(value, old, fresh) {
  const [from, to] = [characters(old), characters(fresh)];
  return characters(value)
    .map((sign) => (from.includes(sign) ? (to[from.indexOf(sign)] ?? "") : sign))
    .join("");
}

/**
 * @param {Value} value
 * @param {Value} place
 */
function selectedAt(value, place) {
  const at = number(place);
  return at >= 0 ? (words(value)[Math.trunc(at)] ?? "") : "";
}

/**
 * @param {number} figure
 * @param {Value} least
 * @param {Value} most
 */
function isBetween(figure, least, most) {
  const [fewest, limit] = [number(least), number(most)];
  return (fewest === -1 || figure >= fewest) && (limit === -1 || figure <= limit);
}

/**
 * @param {Value} least
 * @param {Value} most
 * @param {Value[]} pairs
 */
function weightedChecklist(least, most, ...pairs) {
  const weights = pairs.map((weight, index) => (index % 2 && truth(pairs[index - 1]) ? number(weight) : 0));
  return isBetween(
    weights.reduce((sum, weight) => sum + weight, 0),
    least,
    most,
  );
}

/** @param {Value[]} values */
const figures = (values) => values.map(number).filter((figure) => !Number.isNaN(figure));

/**
 * The largest or smallest of the numbers among the values, NaN if there is none.
 * @param {(...figures: number[]) => number} choose
 * @returns {Operation}
 */
const extreme =
  (choose) =>
  (...values) => {
    const found = figures(values);
    return found.length ? choose(...found) : NaN;
  };

/**
 * What the functions of dates read: a text, or a number of days.
 * @param {Value} value
 */
const day = (value) => (typeof value === "string" && !NUMERAL.test(value) ? value : number(value));

/**
 * @param {Value} value
 * @param {Value} pattern
 */
const formatted = (value, pattern) => formatDate(day(value), text(pattern));

/** @type {Record<string, Operation>} */
export const OPERATIONS = {
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
  // True and false.
  not: (value) => !truth(value),
  true: () => true,
  false: () => false,
  boolean: truth,
  "boolean-from-string": (value) => ["true", "1"].includes(text(value).toLowerCase()),
  regex: (value, pattern) => new RegExp(`^(?:${pattern})$`, "u").test(text(value)),
  checklist: (least, most, ...marks) => isBetween(marks.filter(truth).length, least, most),
  "weighted-checklist": weightedChecklist,
  // Texts.
  string: text,
  "string-length": (value) => characters(value).length,
  "normalize-space": (value) => words(value).join(" "),
  translate: translated,
  substr: part,
  substring,
  "substring-before": (value, mark) => parts(value, mark)?.[0] ?? "",
  "substring-after": (value, mark) => parts(value, mark)?.[1] ?? "",
  contains: (value, part) => text(value).includes(text(part)),
  "starts-with": (value, part) => text(value).startsWith(text(part)),
  "ends-with": (value, part) => text(value).endsWith(text(part)),
  concat: (...values) => values.map(text).join(""),
  join: (mark, ...values) => values.map(text).join(text(mark)),
  coalesce: (...values) => values.find((value) => text(value)) ?? "",
  // Choices.
  selected: (value, word) => words(value).includes(text(word).replace(/^ +| +$/g, "")),
  "selected-at": selectedAt,
  "count-selected": (value) => words(value).length,
  // Numbers. Adding 0 makes the minus zero of a small negative number a plain zero.
  number,
  int: (value) => Math.trunc(number(value)) + 0,
  round: rounded,
  floor: (value) => Math.floor(number(value)) + 0,
  ceiling: (value) => Math.ceil(number(value)) + 0,
  abs: (value) => Math.abs(number(value)),
  pow: real(raised),
  sqrt: real(Math.sqrt),
  exp: real(Math.exp),
  exp10: real((figure) => raised(10, figure)),
  log: real(Math.log),
  log10: real(Math.log10),
  sin: real(Math.sin),
  cos: real(Math.cos),
  tan: real(Math.tan),
  asin: real(Math.asin),
  acos: real(Math.acos),
  atan: real(Math.atan),
  atan2: real(Math.atan2),
  pi: () => Math.PI,
  // Rows of a repeated group: a row that is not there is false.
  count: (...rows) => rows.filter((row) => row !== false).length,
  "count-non-empty": (...values) => values.filter(text).length,
  sum: (...values) => figures(values).reduce((sum, figure) => sum + figure, 0),
  max: extreme(Math.max),
  min: extreme(Math.min),
  // Dates.
  date: (value) => date(day(value)),
  "date-time": (value) => dateTime(day(value)),
  "decimal-date-time": (value) => decimalDateTime(day(value)),
  "decimal-time": (value) => decimalTime(day(value)),
  "format-date": formatted,
  "format-date-time": formatted,
};
