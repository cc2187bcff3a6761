// @ts-check
// Shows the time to ring back in words, with its weekday, before the call is logged, and fills in a usual time.
// The server reads what was typed, so that the rules are in one place.
import { find, findAll } from "./elements.js";

const PAUSE = 400;

/**
 * @typedef {object} Reading What the server made of the fields.
 * @property {string} words
 * @property {string} day
 * @property {string} time
 * @property {string[]} questions
 * @property {string[]} errors
 */

/** @param {HTMLElement} group */
export function start(group) {
  const address = group.dataset.address;
  const form = group.closest("form");
  if (!address || !form) return;
  const status = find(group, "[data-call-back-words]", HTMLElement);
  const choices = findAll(group, "input[type=radio]", HTMLInputElement);
  const [day, time] = findAll(group, "input[type=text]", HTMLInputElement);
  const typed = choices[choices.length - 1];
  let timer = 0;
  let latest = 0;

  /** @param {boolean} isFinal True when a field is left, so that what cannot be read is said. */
  async function show(isFinal) {
    const number = ++latest;
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(/** @type {HTMLFormElement} */ (form))) {
      // On the page of an interview the fields of the call have a prefix.
      const plain = name.replace(/^call-/, "");
      if (/^(call_back|made_at)/.test(plain)) query.append(plain, String(value));
    }
    try {
      const response = await fetch(`${address}?${query}`, { headers: { Accept: "application/json" } });
      if (!response.ok || number !== latest) return;
      /** @type {Reading} */
      const reading = await response.json();
      const warning = reading.questions.length ? ` – check this: ${reading.questions.join("; ")}.` : "";
      if (reading.words) status.textContent = reading.words + warning;
      else status.textContent = isFinal ? (reading.errors[0] ?? "") : "";
      if (!typed.checked && reading.words) [day.value, time.value] = [reading.day, reading.time];
    } catch {
      // Without the server the time is only not shown: it is read again when the call is logged.
    }
  }

  for (const choice of choices) {
    choice.addEventListener("change", () => {
      day.value = time.value = "";
      show(true);
    });
  }
  for (const field of [day, time]) {
    field.addEventListener("input", () => {
      typed.checked = true;
      clearTimeout(timer);
      timer = window.setTimeout(() => show(false), PAUSE);
    });
    field.addEventListener("change", () => {
      clearTimeout(timer);
      show(true);
    });
  }
  if (day.value || time.value) show(false);
}
