// @ts-check
// A page of the survey: questions appear as the answers call for them, and what is typed is kept while it is typed.
import { byName, controlsOf, entriesOf, fieldOf, find, isTickable, putInto } from "../elements.js";
import { follow } from "../forms/relevance.js";
import { keepRows } from "../forms/rows.js";

const IN_THE_BROWSER_AFTER = 400;
const ON_THE_SERVER_AFTER = 3000;
const KEPT_FOR = 7 * 24 * 3600 * 1000;

/** @typedef {[string, string][]} Answers Pairs of a name and a value. */
/** @typedef {{at: number, typed: Answers, seen?: string, without?: string}} Kept */

const form = find(document, "[data-survey]", HTMLFormElement);
const key = `survey ${location.pathname}`;
const state = find(form, "[data-save-state]", HTMLElement);
// How many rows a group shows is the page's, not an answer.
/** @param {string} name */
const isAnswer = (name) => name.startsWith("q-") && !name.endsWith(":rows");
const typed = () => entriesOf(form).filter(([name]) => isAnswer(name));
const text = () => JSON.stringify(typed());
let stored = JSON.stringify(asServed());
/** @type {number[]} */
let timers = [];

// What the page came with: words typed before this script arrived are not stored yet.
function asServed() {
  /** @type {Answers} */
  const pairs = [];
  for (const control of controlsOf(form)) {
    if (!isAnswer(control.name) || control.disabled) continue;
    if (isTickable(control)) {
      if (control.defaultChecked) pairs.push([control.name, control.value]);
    } else if (control instanceof HTMLSelectElement) {
      const chosen = [...control.options].filter((option) => option.defaultSelected);
      for (const option of chosen.length ? chosen : [...control.options].slice(0, 1))
        pairs.push([control.name, option.value]);
    } else pairs.push([control.name, control.defaultValue.replace(/\r\n?/g, "\n")]);
  }
  return pairs;
}

/** @param {Partial<Kept>} [more] */
function remember(more = {}) {
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), typed: typed(), ...more }));
  } catch {
    state.textContent = "This browser has no room left to keep your answers: press Save now and then.";
  }
}

/**
 * @param {Answers} pairs
 * @param {string} [without] How the names of a row that was removed begin.
 */
function putBack(pairs, without) {
  const values = byName(pairs);
  for (const control of controlsOf(form)) {
    if (!isAnswer(control.name) || (without && control.name.startsWith(without))) continue;
    putInto(control, values.get(control.name) ?? []);
  }
  keepRows(form, values);
}

async function send() {
  const sent = text();
  if (sent === stored) return;
  const body = new URLSearchParams(entriesOf(form));
  body.set("action", "autosave");
  try {
    const reply = await fetch(form.getAttribute("action") ?? "", {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
    });
    const told = reply.headers.get("Content-Type")?.includes("json") ? await reply.json() : {};
    if (reply.ok && told.seen) {
      fieldOf(form, "seen").value = told.seen;
      stored = sent;
      state.textContent = "Saved.";
      if (text() === sent) localStorage.removeItem(key);
    } else {
      state.textContent = told.reason ?? "Not saved yet. Your answers are kept in this browser.";
    }
  } catch {
    state.textContent = "No connection. Your answers are kept in this browser.";
  }
}

function later() {
  timers.forEach(clearTimeout);
  timers = [setTimeout(() => remember(), IN_THE_BROWSER_AFTER), setTimeout(send, ON_THE_SERVER_AFTER)];
}

function offer() {
  const isReply = document.querySelector(".govuk-error-summary, .govuk-notification-banner");
  /** @type {Kept | null} */
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return;
  }
  if (!kept) return;
  localStorage.removeItem(key);
  // A row that was removed does not come back: the page that shows the rows anew has another mark.
  const wasKept = kept.seen !== undefined && kept.seen !== fieldOf(form, "seen").value;
  if (isReply || wasKept || Date.now() - kept.at > KEPT_FOR || JSON.stringify(kept.typed) === text()) return;
  putBack(kept.typed, kept.without);
  state.textContent = "Answers that this browser had kept were put back.";
  later();
}

offer();
follow(form);
// While one types and not when one leaves the box: a page that moves under the pointer swallows the click.
form.addEventListener("input", () => form.dispatchEvent(new Event("gatehouse:restored")));
form.addEventListener("input", later);
form.addEventListener("change", later);
form.addEventListener("submit", (event) => {
  timers.forEach(clearTimeout);
  const [, action, group] = /^(add|remove):([^:]+)/.exec(event.submitter?.getAttribute("value") ?? "") ?? [];
  const without = action === "remove" ? `q-${group}:` : "";
  const left = typed().filter(([name]) => !without || !name.startsWith(without));
  if (text() !== stored) remember(action ? { seen: fieldOf(form, "seen").value, without, typed: left } : {});
});
addEventListener("online", send);
if (text() !== stored) later();
