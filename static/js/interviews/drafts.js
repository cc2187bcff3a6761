// @ts-check
// Drafts of a form in the browser: kept for a crash or a lost line, and offered when the page is opened again.
import { entriesOf, fieldOf, find, isTickable } from "../elements.js";

/** @typedef {[string, string][]} Text What a form holds: pairs of a name and a value. */
/**
 * @typedef {object} Draft A form as the browser stores it.
 * @property {string} key The submission key of the form.
 * @property {string} [call] The submission key of the call that the form logs.
 * @property {string} version The version of the interview that the form showed.
 * @property {string} [base] The fingerprints of that version.
 * @property {number} at When it was stored, in milliseconds since 1970.
 * @property {Text} text
 */

const DRAFT_LIFETIME = 30 * 24 * 3600 * 1000;
const SUBMISSION_FIELDS = new Set(["csrfmiddlewaretoken", "version", "submission_key", "settles", "base", "action"]);
/** What a mention says that nobody has filled in. */
const BLANK_DETAILS = new Set([
  "match=later",
  "status=works",
  "described_as=not_said",
  "arrangement=not_known",
  "origin=not_known",
]);

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
export function textOf(form) {
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
 * The key under which a page that compares two texts keeps its draft, apart from that of the page itself.
 * @param {string} key
 */
export const comparedKey = (key) => `${key}:compared`;

/**
 * Stores a draft. Throws an error if the browser has no room for it.
 * @param {string} key
 * @param {HTMLFormElement} form
 */
export function store(key, form) {
  const draft = {
    key: fieldOf(form, "submission_key").value,
    call: form.querySelector('[name="call-submission_key"]')?.getAttribute("value") ?? "",
    version: fieldOf(form, "version").value,
    base: fieldOf(form, "base").value,
    at: Date.now(),
    text: textOf(form),
  };
  localStorage.setItem(key, JSON.stringify(draft));
}

/**
 * Deletes a draft that the server has received, because it holds what respondents said.
 * @param {DOMStringMap} settings `draftKey`, its key in the local storage; `knownKeys`, the submission keys received.
 */
export function forget({ draftKey = "", knownKeys = "" }) {
  for (const key of [draftKey, comparedKey(draftKey)]) {
    const draft = read(key);
    const known = knownKeys.split(" ");
    if (draft && (known.includes(draft.key) || (draft.call && known.includes(draft.call))))
      localStorage.removeItem(key);
  }
}

/**
 * Returns true if somebody typed into a control before this script was loaded.
 * @param {import("../elements.js").Control} control
 */
export function isTouched(control) {
  if (!("defaultValue" in control) || SUBMISSION_FIELDS.has(control.name)) return false;
  return isTickable(control) ? control.checked !== control.defaultChecked : control.value !== control.defaultValue;
}

/**
 * What a text says, without keys, blanks and what nobody filled in: the server may store the same words otherwise.
 * @param {Text} text
 */
export function essence(text) {
  /** @type {Map<string, string[]>} */
  const mentions = new Map();
  const answers = [];
  for (const [name, value] of text) {
    const words = value.trim().replace(/\s+/g, " ");
    const [, place, detail] = /^mention-(\d+)-(.+)$/.exec(name) ?? [];
    const isCall = name.startsWith("call-") && name !== "call-note";
    if (!words || isCall || name === "mention_count" || name.endsWith(":rows")) continue;
    if (!detail) answers.push(`${name}=${words}`);
    else if (detail !== "key" && detail !== "match_was" && !BLANK_DETAILS.has(`${detail}=${words}`))
      mentions.set(place, [...(mentions.get(place) ?? []), `${detail}=${words}`]);
  }
  const named = [...mentions.values()].filter((details) => !details.includes("is_removed=on"));
  return JSON.stringify([answers.sort(), named.map((details) => details.sort())]);
}

/**
 * Returns true if a draft says something else than the page and is not too old to offer.
 * @param {Draft} draft
 * @param {Text} text What the page holds.
 * @param {number} now
 */
export function isWorthOffering(draft, text, now) {
  return essence(draft.text) !== essence(text) && now - draft.at <= DRAFT_LIFETIME;
}

/**
 * Offers to restore the stored draft of a form: one box, for the newest words that the page does not have.
 * @param {HTMLFormElement} form
 * @param {{putBack: (text: Text) => void, later: () => void}} page
 */
export function offer(form, { putBack, later }) {
  forget(form.dataset);
  const { draftKey = "" } = form.dataset;
  const found = [draftKey, comparedKey(draftKey)]
    .map((key) => ({ key, draft: read(key) }))
    .sort((one, other) => (other.draft?.at ?? 0) - (one.draft?.at ?? 0));
  for (const { key, draft } of found) {
    if (draft && isWorthOffering(draft, textOf(form), Date.now())) {
      show(form, key, draft, { putBack, later });
      return;
    }
    localStorage.removeItem(key);
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {string} key
 * @param {Draft} draft
 * @param {{putBack: (text: Text) => void, later: () => void}} page
 */
function show(form, key, draft, { putBack, later }) {
  const panel = find(document, "[data-draft-offer]", HTMLElement);
  const when = new Date(draft.at).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
  find(panel, "[data-draft-words]", HTMLElement).textContent =
    `This browser kept words of ${when} that were not saved.`;
  panel.hidden = false;
  find(panel, "[data-draft-restore]", HTMLElement).addEventListener("click", () => {
    putBack(draft.text);
    fieldOf(form, "version").value = draft.version;
    fieldOf(form, "base").value = draft.base ?? "";
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
