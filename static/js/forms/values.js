// @ts-check
// Values of XPath: texts, numbers, true and false, as survey/xpath_values.py has them on the server.
import { days } from "./dates.js";

/** @typedef {string | number | boolean} Value A text, a number (NaN for none), or true or false. */

export const NUMERAL = /^[ \t\n\r\f\v]*-?(\d+(\.\d*)?|\.\d+)[ \t\n\r\f\v]*$/;

/**
 * A value as a number, NaN where it is none.
 * @param {Value} value
 */
export function number(value) {
  if (typeof value !== "string") return Number(value);
  return NUMERAL.test(value) ? Number(value) : days(value);
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
export const characters = (value) => [...text(value)];

/**
 * The choices of an answer that has several.
 * @param {Value} value
 * @returns {string[]}
 */
export const words = (value) => text(value).match(/[^ \t\n\r]+/g) ?? [];
