// @ts-check
// Shows a call-back in the reminder when its time comes. The page holds the times, so nothing is requested.
import { find, findAll } from "./elements.js";

const EVERY = 15_000;

/** @param {HTMLElement} reminder */
export function start(reminder) {
  const bar = find(reminder, "[data-reminder]", HTMLElement);
  const status = find(reminder, "[data-reminder-status]", HTMLElement);

  function showDue() {
    for (const item of findAll(bar, "[data-due-at][hidden]", HTMLElement)) {
      if (Date.parse(item.dataset.dueAt ?? "") > Date.now()) continue;
      bar.hidden = item.hidden = false;
      status.textContent = find(item, "[data-reminder-words]", HTMLElement).textContent;
    }
  }

  showDue();
  setInterval(showDue, EVERY);
}
