// @ts-check
// Shows the questions that the answers call for, by the rules of survey/conditions.py, and counts the questions still to ask.
import { findAll } from "../elements.js";
import { clockTime } from "./clock.js";
import { calculate, evaluate, truth } from "./expressions.js";
import { fillInQuotes } from "./quoted-answers.js";
import { recalculate } from "./recalculations.js";

/** @typedef {import("./expressions.js").Tree} Tree */

const STATE = "state:";

/**
 * All values that a form sends under one name.
 * @param {FormData} data
 * @param {string} name
 */
const valuesOf = (data, name) => data.getAll(name).map(String);

/**
 * A day in three boxes as the server reads it: 5, 7 and 2009 are 2009-07-05.
 * @param {string[]} parts Year, month and day as they are typed.
 */
function dayOf(parts) {
  if (!parts.every((part) => /^\d{1,4}$/.test(part))) return parts.join("-");
  const [year, month, day] = parts;
  return [year.padStart(4, "0"), month.padStart(2, "0"), day.padStart(2, "0")].join("-");
}

/**
 * The answer to a question as the server stores it: chosen words joined by blanks, nothing for a reason why there is
 * no answer.
 * @param {FormData} data
 * @param {string} name
 * @param {{isLong?: boolean, isWhole?: boolean, isTime?: boolean}} [control] `isLong`: a text of several lines, which keeps its
 * blanks. `isWhole`: a whole number, where 07 is the same as 7.
 */
export function answerOf(data, name, { isLong = false, isWhole = false, isTime = false } = {}) {
  const day = ["year", "month", "day"].map((part) => String(data.get(`q-${name}_${part}`) ?? "").trim());
  const time = String(data.get(`q-${name}_time`) ?? "").trim();
  if (time) return `${day.some(Boolean) ? dayOf(day) : ""}T${clockTime(time)}`;
  if (day.some(Boolean)) return dayOf(day);
  const texts = valuesOf(data, `q-${name}`).filter((value) => value.trim() && !value.startsWith(STATE));
  const answer = isLong ? texts.join(" ") : texts.map((value) => value.trim()).join(" ");
  if (isTime) return clockTime(answer);
  return isWhole && /^-?\d{1,15}$/.test(answer) ? BigInt(answer).toString() : answer;
}

/**
 * Returns true if a question has an answer, or a reason why there is none.
 * @param {FormData} data
 * @param {string} name
 */
export function isAnswered(data, name) {
  const isReason = valuesOf(data, `q-${name}`).some((value) => value.startsWith(STATE));
  return isReason || Boolean(answerOf(data, name)) || Boolean(data.get(`q-${name}--state`));
}

/**
 * Returns which questions are shown and their values, for the present answers. A hidden question has no answer.
 * @param {{conditions: Map<string, Tree>, calculations: Map<string, Tree>}} page By question.
 * @param {{answer: (name: string) => string, isAnswered: (name: string) => boolean}} typed Reads the answer
 * to a question, and whether there is an answer or a reason for none.
 */
export function formState({ conditions, calculations }, typed) {
  /** @type {Map<string, boolean>} */
  const verdicts = new Map();
  /** @type {Map<string, string>} */
  const calculated = new Map();

  /**
   * @param {string} name
   * @returns {boolean}
   */
  function isShown(name) {
    let verdict = verdicts.get(name);
    if (verdict === undefined) {
      const condition = conditions.get(name);
      verdict = condition === undefined || truth(evaluate(condition, { answer, isRow }));
      verdicts.set(name, verdict);
    }
    return verdict;
  }

  /**
   * @param {string} name
   * @returns {string}
   */
  function answer(name) {
    if (!isShown(name)) return "";
    const calculation = calculations.get(name);
    if (calculation === undefined) return typed.answer(name);
    let value = calculated.get(name);
    if (value === undefined) {
      value = calculate(calculation, { answer, isRow });
      calculated.set(name, value);
    }
    return value;
  }

  /**
   * @param {string} group
   * @param {string[]} names
   */
  function isRow(group, names) {
    return isShown(group) && names.some(typed.isAnswered);
  }

  return { isShown, answer, isRow };
}

/**
 * Shows and hides the questions and choices of a form whenever an answer changes.
 * @param {HTMLFormElement} form
 */
export function follow(form) {
  /** @type {Map<string, HTMLElement>} */
  const questions = new Map();
  /** @type {Map<string, Tree>} */
  const conditions = new Map();
  /** @type {Map<string, Tree>} */
  const calculations = new Map();
  /** @type {Map<string, import("./recalculations.js").Recalculation>} */
  const recalculations = new Map();
  /** @type {Map<HTMLElement, Tree>} */
  const requirements = new Map();
  for (const part of findAll(form, "[data-question]", HTMLElement)) {
    const { question = "", condition, calculation, recalculation, requiredIf } = part.dataset;
    questions.set(question, part);
    if (condition) conditions.set(question, JSON.parse(condition));
    if (calculation) calculations.set(question, JSON.parse(calculation));
    if (recalculation) recalculations.set(question, JSON.parse(recalculation));
    if (requiredIf) requirements.set(part, JSON.parse(requiredIf));
  }

  const typed = {
    /** @param {string} name */
    answer(name) {
      const control = form.elements.namedItem(`q-${name}`);
      const isLong = control instanceof HTMLTextAreaElement;
      const isWhole = control instanceof HTMLInputElement && control.inputMode === "numeric";
      const isTime = control instanceof HTMLInputElement && "time" in control.dataset;
      return answerOf(new FormData(form), name, { isLong, isWhole, isTime });
    },
    /** @param {string} name */
    isAnswered: (name) => isAnswered(new FormData(form), name),
  };

  function refresh() {
    let now = formState({ conditions, calculations }, typed);
    // A calculation may be in another one, and never in itself.
    for (const _ of recalculations) {
      if (!recalculate(form, recalculations, now)) break;
      now = formState({ conditions, calculations }, typed);
    }
    const { isShown, ...state } = now;
    for (const [part, tree] of requirements) part.toggleAttribute("data-required", truth(evaluate(tree, state)));
    for (const [name, part] of questions) part.toggleAttribute("data-not-asked", !isShown(name));
    for (const item of findAll(form, "[data-only-if]", HTMLElement)) {
      item.hidden = !truth(evaluate(JSON.parse(item.dataset.onlyIf ?? ""), state));
      const input = item.querySelector("input");
      if (item.hidden && input) input.checked = false;
      // Not every browser hides an option of a list.
      if (item instanceof HTMLOptionElement) item.disabled = item.hidden;
      if (item instanceof HTMLOptionElement && item.hidden) item.selected = false;
    }
    fillInQuotes(state.answer, (name) => calculations.has(name));
    findAll(form, "[data-section]", HTMLElement).forEach(countMissing);
  }

  /** @param {HTMLElement} section */
  function countMissing(section) {
    const count = form.querySelector(`[data-missing="${section.dataset.section}"]`);
    if (!count) return;
    const data = new FormData(form);
    const missing = findAll(section, "[data-required]:not([data-not-asked])", HTMLElement).filter(
      // Rows are left out: an empty row needs no answers, and the server says what others lack.
      ({ dataset: { question = "" } }) => !question.includes(":") && !isAnswered(data, question),
    );
    count.textContent = missing.length ? `${missing.length} to ask` : "";
  }

  form.addEventListener("change", refresh);
  form.addEventListener("gatehouse:restored", refresh);
  refresh();
}
