// A page of the survey: questions appear as the answers call for them, and what is typed is kept while it is typed.
import { follow } from "../interviews/relevance.js";

const IN_THE_BROWSER_AFTER = 400;
const ON_THE_SERVER_AFTER = 3000;
const KEPT_FOR = 7 * 24 * 3600 * 1000;

const form = document.querySelector("[data-survey]");
const key = `survey ${location.pathname}`;
const state = form.querySelector("[data-save-state]");
const typed = () => [...new FormData(form)].filter(([name]) => name.startsWith("q-"));
const text = () => JSON.stringify(typed());
let stored = JSON.stringify(asServed());
let timers = [];

// What the page came with: words typed before this script arrived are not stored yet.
function asServed() {
  const pairs = [];
  for (const control of form.elements) {
    if (!control.name.startsWith("q-") || control.disabled) continue;
    if (control.type === "checkbox" || control.type === "radio") {
      if (control.defaultChecked) pairs.push([control.name, control.value]);
    } else if (control.options) {
      const chosen = [...control.options].filter((option) => option.defaultSelected);
      for (const option of chosen.length ? chosen : [...control.options].slice(0, 1)) pairs.push([control.name, option.value]);
    } else pairs.push([control.name, control.defaultValue.replace(/\r\n?/g, "\n")]);
  }
  return pairs;
}

function remember() {
  try {
    localStorage.setItem(key, JSON.stringify({ at: Date.now(), typed: typed() }));
  } catch {
    state.textContent = "This browser has no room left to keep your answers: press Save now and then.";
  }
}

function putBack(pairs) {
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  for (const control of form.elements) {
    if (!control.name.startsWith("q-")) continue;
    const kept = values.get(control.name) ?? [];
    if (control.type === "checkbox" || control.type === "radio") control.checked = kept.includes(control.value);
    else control.value = kept[0] ?? "";
  }
}

async function send() {
  const sent = text();
  if (sent === stored) return;
  const body = new URLSearchParams(new FormData(form));
  body.set("action", "autosave");
  try {
    const reply = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { Accept: "application/json" } });
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
  timers = [setTimeout(remember, IN_THE_BROWSER_AFTER), setTimeout(send, ON_THE_SERVER_AFTER)];
}

function offer() {
  const isAnswer = document.querySelector(".govuk-error-summary, .govuk-notification-banner");
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(key));
  } catch {
    return;
  }
  if (!kept) return;
  localStorage.removeItem(key);
  if (isAnswer || Date.now() - kept.at > KEPT_FOR || JSON.stringify(kept.typed) === text()) return;
  putBack(kept.typed);
  state.textContent = "Answers that this browser had kept were put back.";
  later();
}

offer();
follow(form);
// While one types and not when one leaves the box: a page that moves under the pointer swallows the click.
form.addEventListener("input", () => form.dispatchEvent(new Event("gatehouse:restored")));
form.addEventListener("input", later);
form.addEventListener("change", later);
form.addEventListener("submit", () => {
  timers.forEach(clearTimeout);
  if (text() !== stored) remember();
});
addEventListener("online", send);
if (text() !== stored) later();
