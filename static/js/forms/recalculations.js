// @ts-check
// Makes the calculations on questions that are typed anew, as survey/form_changes.py does when the page is sent.
import { controlsOf, fillIn } from "../elements.js";
import { calculate } from "./expressions.js";

/** @typedef {import("./expressions.js").Tree} Tree */
/**
 * @typedef {object} Recalculation
 * @property {Tree} tree
 * @property {string[]} triggers The questions whose change calls for it; empty if a change of its own value does.
 * @property {string} [seen] What it was seen to be at the last look.
 */
/** @typedef {import("./expressions.js").Form} Form */

/**
 * Fills in the calculations that are due since the last look. Returns true if any answer was changed.
 * @param {HTMLFormElement} form
 * @param {Map<string, Recalculation>} recalculations By question.
 * @param {Form} state
 */
export function recalculate(form, recalculations, state) {
  let isChanged = false;
  for (const [name, each] of recalculations) {
    const made = calculate(each.tree, state);
    const seen = each.triggers.length ? JSON.stringify(each.triggers.map((trigger) => state.answer(trigger))) : made;
    const isDue = each.seen !== undefined && each.seen !== seen;
    each.seen = seen;
    if (isDue && answerInto(form, name, made)) isChanged = true;
  }
  return isChanged;
}

/**
 * Fills an answer into the controls of a question. Returns true if it was another one.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string} value As the server stores it.
 */
function answerInto(form, name, value) {
  const [day, time = ""] = value.split("T");
  const [year = "", month = "", ofMonth = ""] = day.split("-");
  const parts = new Map([
    [`q-${name}_year`, year],
    [`q-${name}_month`, month],
    [`q-${name}_day`, ofMonth],
    [`q-${name}_time`, time],
  ]);
  let isChanged = false;
  for (const control of controlsOf(form)) {
    const isWhole = control.name === `q-${name}`;
    if (!isWhole && !parts.has(control.name)) continue;
    const isMany = control.type === "checkbox" || control instanceof HTMLSelectElement;
    const values = isWhole ? (isMany ? value.split(" ") : [value]) : [parts.get(control.name) ?? ""];
    const before = JSON.stringify([control.value, "checked" in control && control.checked]);
    fillIn(control, values);
    if (before !== JSON.stringify([control.value, "checked" in control && control.checked])) isChanged = true;
  }
  return isChanged;
}
