// @ts-check
// A page of the survey: questions appear as the answers call for them, and answers are saved while they are typed.
import { controlsOf, entriesOf, fieldOf, fillIn, find, isTickable, valuesByName } from "../elements.js";
import { follow } from "../forms/relevance.js";
import { keepRows } from "../forms/rows.js";

const BROWSER_DELAY = 400;
const SERVER_DELAY = 3000;
const LONGEST_SAVE = 10_000;
const DRAFT_LIFETIME = 7 * 24 * 3600 * 1000;

/** @typedef {[string, string][]} Answers Pairs of a name and a value. */
/** @typedef {{at: number, typed: Answers, seen?: string, without?: string}} Draft */

const form = find(document, "[data-survey]", HTMLFormElement);
const key = `survey ${location.pathname}`;
const state = find(form, "[data-save-state]", HTMLElement);
// The number of rows shown belongs to the page and is no answer.
/** @param {string} name */
const isAnswer = (name) => name.startsWith("q-") && !name.endsWith(":rows");
const typed = () => entriesOf(form).filter(([name]) => isAnswer(name));
const text = () => JSON.stringify(typed());
/** @type {{saved: string, unsaved: string, offline: string, putBack: string, full: string}} The sentences in the language of the questions. */
const words = JSON.parse(form.dataset.survey ?? "");
let stored = JSON.stringify(asServed());
/** @type {number[]} */
let timers = [];
/** @type {Promise<void> | null} The save that is under way. */
let sending = null;
/** @type {SubmitEvent | null} The press of a button that waits for it. */
let held = null;

// The answers as the page was served: words typed before this script ran are not stored yet.
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

/** @param {Partial<Draft>} [more] */
function remember(more = {}) {
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), typed: typed(), ...more }));
  } catch {
    state.textContent = words.full;
  }
}

/**
 * @param {Answers} pairs
 * @param {string} [without] The prefix of the names of a row that was removed.
 */
function putBack(pairs, without) {
  const values = valuesByName(pairs);
  for (const control of controlsOf(form)) {
    if (!isAnswer(control.name) || (without && control.name.startsWith(without))) continue;
    fillIn(control, values.get(control.name) ?? []);
  }
  keepRows(form, values);
}

// One save at a time: the server would take a second for a change in another window.
async function send() {
  const answers = text();
  if (answers === stored) return;
  if (sending) {
    later();
    return;
  }
  sending = deliver(answers);
  await sending;
  sending = null;
}

/** @param {string} answers */
async function deliver(answers) {
  const body = new URLSearchParams(entriesOf(form));
  body.set("action", "autosave");
  const patience = new AbortController();
  setTimeout(() => patience.abort(), LONGEST_SAVE);
  try {
    const reply = await fetch(form.getAttribute("action") ?? "", {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      signal: patience.signal,
    });
    const result = reply.headers.get("Content-Type")?.includes("json") ? await reply.json() : {};
    if (reply.ok && result.seen) {
      fieldOf(form, "seen").value = result.seen;
      stored = answers;
      state.textContent = result.notice ?? words.saved;
      if (text() === answers) localStorage.removeItem(key);
    } else {
      state.textContent = result.reason ?? words.unsaved;
    }
  } catch {
    state.textContent = words.offline;
  }
}

function later() {
  timers.forEach(clearTimeout);
  timers = [setTimeout(() => remember(), BROWSER_DELAY), setTimeout(send, SERVER_DELAY)];
}

/**
 * Sends the page by the button that was pressed last, when the save under way has been answered.
 * @param {SubmitEvent} press
 */
async function hold(press) {
  const isWaiting = held !== null;
  held = press;
  if (isWaiting) return;
  await sending;
  const { submitter } = held;
  held = null;
  form.requestSubmit(submitter);
}

function offer() {
  const isReply = document.querySelector(".govuk-error-summary, .govuk-notification-banner");
  /** @type {Draft | null} */
  let draft = null;
  try {
    draft = JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return;
  }
  if (!draft) return;
  localStorage.removeItem(key);
  // A row that was removed does not come back: the page with the new rows has another `seen`.
  const isSaved = draft.seen !== undefined && draft.seen !== fieldOf(form, "seen").value;
  if (isReply || isSaved || Date.now() - draft.at > DRAFT_LIFETIME || JSON.stringify(draft.typed) === text()) return;
  putBack(draft.typed, draft.without);
  state.textContent = words.putBack;
  later();
}

offer();
follow(form);
// On input and not on leaving the field: a page that moves under the pointer loses the click.
form.addEventListener("input", () => form.dispatchEvent(new Event("gatehouse:restored")));
form.addEventListener("input", later);
form.addEventListener("change", later);
form.addEventListener("submit", (event) => {
  timers.forEach(clearTimeout);
  const [, action, group] = /^(add|remove):([^:]+)/.exec(event.submitter?.getAttribute("value") ?? "") ?? [];
  const without = action === "remove" ? `q-${group}:` : "";
  const remaining = typed().filter(([name]) => !without || !name.startsWith(without));
  if (text() !== stored) remember(action ? { seen: fieldOf(form, "seen").value, without, typed: remaining } : {});
  if (sending) {
    event.preventDefault();
    hold(event);
  }
});
addEventListener("online", send);
if (text() !== stored) later();
