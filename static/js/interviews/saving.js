// @ts-check
// Saving of a form: in the browser at once, on the server a few seconds later, and a press of a button when the line is there.
import { controlsOf, entriesOf, fieldOf, find } from "../elements.js";
import { comparedKey, isTouched, newKey, offer, store, textOf } from "./drafts.js";
import { warn } from "./field-warnings.js";

const BROWSER_DELAY = 400;
const SERVER_DELAY = 4000;
const RETRY_DELAY = 3000;

/** @param {string} words */
const paragraph = (words) =>
  Object.assign(document.createElement("span"), { className: "gh-savebar__line", textContent: words });
const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

/**
 * Keeps what is typed, and offers to restore what an earlier page kept.
 * @param {HTMLFormElement} form
 * @param {{putBack: (text: import("./drafts.js").Text) => void}} page
 */
export function keep(form, { putBack }) {
  const { draftKey = "", probe = "" } = form.dataset;
  const isComparison = "compared" in form.dataset;
  const key = isComparison ? comparedKey(draftKey) : draftKey;
  const state = find(form, "[data-save-state]", HTMLElement);
  /** @param {string} name */
  const field = (name) => fieldOf(form, name);
  /** @param {string[]} lines */
  const say = (...lines) => state.replaceChildren(...lines.map(paragraph));
  let opened = JSON.stringify(textOf(form));
  let savesOnServer = !("browserOnly" in form.dataset);
  /** @type {number[]} */
  let timers = [];
  /** @type {Promise<void> | null} */
  let sending = null;
  /** @type {{submitter: HTMLElement | null} | null} */
  let held = null;
  let isReleasing = false;
  let mayLeave = false;

  const isChanged = () => JSON.stringify(textOf(form)) !== opened;

  function remember() {
    try {
      store(key, form);
      if (!savesOnServer) say(`Kept in this browser at ${clock()}. Press Save to store it.`);
    } catch {
      say("This browser has no room left to keep your words: save often.");
    }
  }

  async function send() {
    const text = JSON.stringify(textOf(form));
    if (sending || !savesOnServer || text === opened) return;
    sending = deliver(text);
    await sending;
    sending = null;
  }

  /** @param {string} text */
  async function deliver(text) {
    const body = new URLSearchParams(entriesOf(form));
    body.set("action", "autosave");
    // The next request needs a new key, whether this one succeeds or not.
    field("submission_key").value = newKey();
    try {
      // form.action would be the buttons of that name.
      const reply = await fetch(form.getAttribute("action") ?? "", {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
      });
      const result = reply.headers.get("Content-Type")?.includes("json") ? await reply.json() : {};
      if (result.fields) warn(form, result.fields);
      if (reply.ok && result.version) {
        field("version").value = result.version;
        field("base").value = result.base;
        received(text);
        say(`Saved at ${result.saved_at}`, ...(result.warnings ?? []));
      } else if (result.late) {
        savesOnServer = false;
        field("settles").value = result.late;
        received(text);
        tellOfConflict(result.reason);
      } else if (reply.status === 401) {
        say("You are signed out. Your words are kept in this browser: sign in again and they are offered back.");
      } else {
        say(result.reason ?? `Not saved on the server; kept in this browser at ${clock()}.`);
      }
    } catch {
      say(`No connection. Your words are kept in this browser, at ${clock()}.`);
    }
  }

  /**
   * Forgets the draft of a text that the server has, unless more was typed meanwhile.
   * @param {string} text
   */
  function received(text) {
    opened = text;
    if (isChanged()) remember();
    else localStorage.removeItem(key);
  }

  /** @param {string} reason */
  function tellOfConflict(reason) {
    const panel = find(document, "[data-conflict]", HTMLElement);
    find(panel, "[data-conflict-words]", HTMLElement).textContent = reason;
    panel.hidden = false;
    say(reason, "Your words are kept: see the top of the page.");
  }

  async function reachesServer() {
    try {
      const reply = await fetch(probe, { method: "HEAD", cache: "no-store" });
      return reply.status < 500;
    } catch {
      return false;
    }
  }

  /** Sends the form by the button that is held, or holds it until the server can be reached. */
  async function release() {
    if (!held || isReleasing || mayLeave) return;
    isReleasing = true;
    const { submitter } = held;
    const name = submitter?.textContent?.trim() || "Save";
    if (isChanged()) remember();
    await sending;
    if (await reachesServer()) {
      mayLeave = true;
      form.requestSubmit(submitter);
    } else {
      say(
        `No connection. Your words are kept in this browser, at ${clock()}.`,
        `“${name}” is held: it is sent when the line is back. Leave this page open.`,
      );
      timers.push(setTimeout(release, RETRY_DELAY));
    }
    isReleasing = false;
  }

  function later() {
    if (held) return;
    timers.forEach(clearTimeout);
    timers = [setTimeout(remember, BROWSER_DELAY), setTimeout(send, SERVER_DELAY)];
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", (event) => {
    if (mayLeave) return;
    // Sent now, a press would be lost without a line, and would meet a save that is still under way as another's.
    event.preventDefault();
    timers.forEach(clearTimeout);
    timers = [];
    held = { submitter: event.submitter };
    release();
  });
  addEventListener("pageshow", () => {
    held = null;
    mayLeave = false;
  });
  addEventListener("pagehide", () => {
    if (isChanged()) remember();
  });
  addEventListener("online", () => (held ? release() : send()));
  if ("unsaved" in form.dataset) {
    opened = "";
    remember();
  } else {
    if (!isComparison) offer(form, { putBack, later });
    if (controlsOf(form).some(isTouched)) {
      opened = "";
      later();
    }
  }
}
