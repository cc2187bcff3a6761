// @ts-check
// Drafts of a form: saved in the browser at once, on the server a few seconds later, and offered after a crash.
import { controlsOf, entriesOf, fieldOf, find, isTickable } from "../elements.js";
import { warn } from "./field-warnings.js";

/** @typedef {[string, string][]} Text What a form holds: pairs of a name and a value. */
/**
 * @typedef {object} Draft A form as the browser stores it.
 * @property {string} key The submission key of the form.
 * @property {string} version The version of the interview that the form showed.
 * @property {number} at When it was stored, in milliseconds since 1970.
 * @property {Text} text
 */

const BROWSER_DELAY = 400;
const SERVER_DELAY = 4000;
const DRAFT_LIFETIME = 30 * 24 * 3600 * 1000;
const SUBMISSION_FIELDS = new Set(["csrfmiddlewaretoken", "version", "submission_key", "settles", "action"]);

/** @param {string} words */
const paragraph = (words) =>
  Object.assign(document.createElement("span"), { className: "gh-savebar__line", textContent: words });
const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

// Browsers give randomUUID to secure pages only; a demonstration may be plain HTTP in a local network.
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * @param {HTMLFormElement} form
 * @returns {Text}
 */
function textOf(form) {
  return entriesOf(form).filter(([name]) => !SUBMISSION_FIELDS.has(name));
}

/**
 * @param {string} key
 * @returns {Draft | null}
 */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * Deletes a draft that the server has received, because it holds what respondents said.
 * @param {DOMStringMap} settings `draftKey`, its key in the local storage; `knownKeys`, the submission keys received.
 */
export function forget({ draftKey = "", knownKeys = "" }) {
  const draft = read(draftKey);
  if (draft && knownKeys.split(" ").includes(draft.key)) localStorage.removeItem(draftKey);
}

/**
 * Stores drafts of a form, and offers to restore the stored one.
 * @param {HTMLFormElement} form
 * @param {{putBack: (text: Text) => void}} page
 */
export function keep(form, { putBack }) {
  const key = form.dataset.draftKey ?? "";
  const state = find(form, "[data-save-state]", HTMLElement);
  /** @param {string} name */
  const field = (name) => fieldOf(form, name);
  /** @param {(string | Node)[]} parts */
  const say = (...parts) => state.replaceChildren(...parts);
  let opened = JSON.stringify(textOf(form));
  let savesOnServer = !("browserOnly" in form.dataset);
  /** @type {number[]} */
  let timers = [];
  /** @type {Promise<void> | null} */
  let sending = null;

  function remember() {
    try {
      const draft = {
        key: field("submission_key").value,
        version: field("version").value,
        at: Date.now(),
        text: textOf(form),
      };
      localStorage.setItem(key, JSON.stringify(draft));
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
        opened = text;
        say(...[`Saved at ${result.saved_at}`, ...(result.warnings ?? [])].map(paragraph));
        if (JSON.stringify(textOf(form)) === text) localStorage.removeItem(key);
        else remember();
      } else if (result.compare) {
        savesOnServer = false;
        const link = Object.assign(document.createElement("a"), {
          href: result.compare,
          textContent: "compare the two and choose",
        });
        link.className = "govuk-link";
        say("Somebody else saved this interview. Both texts are kept: ", link, ".");
      } else if (reply.status === 401) {
        say("You are signed out. Your words are kept in this browser: sign in again and they are offered back.");
      } else {
        say(result.reason ?? `Not saved on the server; kept in this browser at ${clock()}.`);
      }
    } catch {
      say(`No connection. Your words are kept in this browser, at ${clock()}.`);
    }
  }

  function later() {
    timers.forEach(clearTimeout);
    timers = [setTimeout(remember, BROWSER_DELAY), setTimeout(send, SERVER_DELAY)];
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", (event) => {
    timers.forEach(clearTimeout);
    if (sending) {
      // Two simultaneous saves of one page would look like a conflict of two people.
      event.preventDefault();
      sending.then(() => form.requestSubmit(event.submitter));
      return;
    }
    if (JSON.stringify(textOf(form)) !== opened) remember();
  });
  addEventListener("pagehide", () => JSON.stringify(textOf(form)) !== opened && remember());
  addEventListener("online", send);
  if ("unsaved" in form.dataset) {
    opened = "";
    remember();
  } else {
    offer(form, key, putBack, later);
    if (controlsOf(form).some(isTouched)) {
      opened = "";
      later();
    }
  }
}

/**
 * Returns true if somebody typed into a control before this script was loaded.
 * @param {import("../elements.js").Control} control
 */
function isTouched(control) {
  if (!("defaultValue" in control) || SUBMISSION_FIELDS.has(control.name)) return false;
  return isTickable(control) ? control.checked !== control.defaultChecked : control.value !== control.defaultValue;
}

/**
 * Returns true if a draft differs from the page and is not too old to offer.
 * @param {Draft} draft
 * @param {Text} text What the page holds.
 * @param {number} now
 */
export function isWorthOffering(draft, text, now) {
  return JSON.stringify(draft.text) !== JSON.stringify(text) && now - draft.at <= DRAFT_LIFETIME;
}

/**
 * Offers to restore the stored draft of a form.
 * @param {HTMLFormElement} form
 * @param {string} key
 * @param {(text: Text) => void} putBack
 * @param {() => void} later
 */
function offer(form, key, putBack, later) {
  forget(form.dataset);
  const draft = read(key);
  if (!draft) return;
  if (!isWorthOffering(draft, textOf(form), Date.now())) {
    localStorage.removeItem(key);
    return;
  }
  const panel = find(document, "[data-draft-offer]", HTMLElement);
  const when = new Date(draft.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
  find(panel, "[data-draft-words]", HTMLElement).textContent =
    `This browser kept words of ${when} that were not saved.`;
  panel.hidden = false;
  find(panel, "[data-draft-restore]", HTMLElement).addEventListener("click", () => {
    putBack(draft.text);
    fieldOf(form, "version").value = draft.version;
    panel.hidden = true;
    form.dispatchEvent(new Event("gatehouse:restored"));
    later();
    find(form, "input:not([type=hidden])", HTMLInputElement).focus();
  });
  find(panel, "[data-draft-discard]", HTMLElement).addEventListener("click", () => {
    localStorage.removeItem(key);
    panel.hidden = true;
  });
}
