// A page of the survey: questions appear as the answers call for them, and what is typed is kept while it is typed.
import { follow } from "../interviews/relevance.js";
import { keepRows } from "./rows.js";

const IN_THE_BROWSER_AFTER = 400;
const ON_THE_SERVER_AFTER = 3000;
const KEPT_FOR = 7 * 24 * 3600 * 1000;

const form = document.querySelector("[data-survey]");
const key = `survey ${location.pathname}`;
const state = form.querySelector("[data-save-state]");
// How many rows a group shows is the page's, not an answer.
const isAnswer = (name) => name.startsWith("q-") && !name.endsWith(":rows");
const typed = () => [...new FormData(form)].filter(([name]) => isAnswer(name));
const text = () => JSON.stringify(typed());
let stored = JSON.stringify(asServed());
let timers = [];

// What the page came with: words typed before this script arrived are not stored yet.
function asServed() {
  const pairs = [];
  for (const control of form.elements) {
    if (!isAnswer(control.name) || control.disabled) continue;
    if (control.type === "checkbox" || control.type === "radio") {
      if (control.defaultChecked) pairs.push([control.name, control.value]);
    } else if (control.options) {
      const chosen = [...control.options].filter((option) => option.defaultSelected);
      for (const option of chosen.length ? chosen : [...control.options].slice(0, 1))
        pairs.push([control.name, option.value]);
    } else pairs.push([control.name, control.defaultValue.replace(/\r\n?/g, "\n")]);
  }
  return pairs;
}

function remember(more = {}) {
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), typed: typed(), ...more }));
  } catch {
    state.textContent = "This browser has no room left to keep your answers: press Save now and then.";
  }
}

function putBack(pairs, without) {
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!isAnswer(control.name) || (without && control.name.startsWith(without))) continue;
    const kept = values.get(control.name) ?? [];
    if (control.type === "checkbox" || control.type === "radio") control.checked = kept.includes(control.value);
    else control.value = kept[0] ?? "";
  }
  keepRows(form, values);
}

async function send() {
  const sent = text();
  if (sent === stored) return;
  const body = new URLSearchParams(new FormData(form));
  body.set("action", "autosave");
  try {
    const reply = await fetch(form.getAttribute("action"), {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
    });
    const told = reply.headers.get("Content-Type")?.includes("json") ? await reply.json() : {};
    if (reply.ok && told.seen) {
      form.elements.seen.value = told.seen;
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
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(key));
  } catch {
    return;
  }
  if (!kept) return;
  localStorage.removeItem(key);
  // A row that was removed does not come back: the page that shows the rows anew has another mark.
  const wasKept = kept.seen !== undefined && kept.seen !== form.elements.seen.value;
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
  const [, action, group] = /^(add|remove):([^:]+)/.exec(event.submitter?.value ?? "") ?? [];
  const without = action === "remove" ? `q-${group}:` : "";
  const left = typed().filter(([name]) => !without || !name.startsWith(without));
  if (text() !== stored) remember(action ? { seen: form.elements.seen.value, without, typed: left } : {});
});
addEventListener("online", send);
if (text() !== stored) later();
