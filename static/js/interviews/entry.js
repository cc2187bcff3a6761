// @ts-check
// The page of an interview: starts conditions, mentions and drafts.
import { controlsOf, fillIn, find, valuesByName } from "../elements.js";
import { follow } from "../forms/relevance.js";
import { keepRows } from "../forms/rows.js";
import { startMentions } from "./mentions.js";
import { startNextToAsk } from "./next-to-ask.js";
import { keep } from "./saving.js";
import { copyOfChoice } from "./suggest.js";

const form = find(document, "[data-entry]", HTMLFormElement);
const mentions = startMentions(form);

/** @param {[string, string][]} text */
function putBack(text) {
  const values = valuesByName(text);
  const count = Number(values.get("mention_count")?.[0] ?? 0);
  while (mentions.number() < count) mentions.add();
  for (const control of controlsOf(form)) {
    const isAnswer = /^(q|mention|call)-|^(held_on|began|ended)$/.test(control.name) && !control.name.endsWith(":rows");
    if (isAnswer) fillIn(control, values.get(control.name) ?? []);
  }
  for (const [name, [value]] of values) restoreChoice(name, value);
  keepRows(form, values);
}

/**
 * Adds the organisation that was chosen from suggestions: it is not among the radios of a page that was opened afresh.
 * @param {string} name
 * @param {string} value
 */
function restoreChoice(name, value) {
  if (!/^mention-\d+-match$/.test(name) || form.querySelector(`[name="${name}"]:checked`)) return;
  const radio = find(form, `[name="${name}"]`, HTMLInputElement);
  const row = copyOfChoice(radio);
  const input = find(row, "input", HTMLInputElement);
  const label = find(row, "label", HTMLLabelElement);
  input.id = `${name}-organisation-${value}`;
  input.value = value;
  input.checked = true;
  label.htmlFor = input.id;
  label.textContent = "The organisation chosen before";
  radio.closest("[data-match-radios]")?.prepend(row);
}

follow(form);
startNextToAsk(form);
keep(form, { putBack });

addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    form.requestSubmit(find(form, ".gh-savebar__button", HTMLButtonElement));
  }
});
