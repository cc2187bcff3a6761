// @ts-check
// Suggests organisations of the directory while a name is typed; choosing one adds it to the match.
import { find, findAll } from "../elements.js";

/** @typedef {{id: number | string, name: string, place?: string, why?: string}} Suggestion */

/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };
const WAIT = 180;
const MIN_LENGTH = 2;

/**
 * @param {Suggestion} suggestion
 * @param {string} identity
 */
function option(suggestion, identity) {
  const item = document.createElement("li");
  item.id = identity;
  item.role = "option";
  item.className = "gh-suggest__option";
  const name = Object.assign(document.createElement("span"), {
    className: "gh-suggest__name",
    textContent: suggestion.name,
  });
  const why = Object.assign(document.createElement("span"), {
    className: "gh-suggest__why",
    textContent: [suggestion.place, suggestion.why].filter(Boolean).join(" · "),
  });
  item.append(name, why);
  return item;
}

/**
 * @param {Element} mention
 * @param {Suggestion} suggestion
 */
function choose(mention, suggestion) {
  const radios = find(mention, "[data-match-radios]", HTMLElement);
  const inputs = findAll(radios, "input", HTMLInputElement);
  let radio = inputs.find((input) => input.value === String(suggestion.id));
  if (!radio) {
    const [any] = inputs;
    const row = copyOfChoice(any);
    radio = find(row, "input", HTMLInputElement);
    radio.removeAttribute("aria-describedby");
    radio.id = `${any.name}-organisation-${suggestion.id}`;
    radio.value = String(suggestion.id);
    const label = find(row, "label", HTMLLabelElement);
    label.htmlFor = radio.id;
    label.textContent = suggestion.name;
    radios.prepend(row);
  }
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

/**
 * Another choice like this one, without its hint.
 * @param {HTMLInputElement} radio
 */
export function copyOfChoice(radio) {
  const row = /** @type {Element} */ (radio.closest(".govuk-radios__item")?.cloneNode(true));
  row.querySelector(".govuk-hint")?.remove();
  row.classList.add("gh-match__organisation");
  return row;
}

/** @param {Element} mention */
export function suggest(mention) {
  const box = find(mention, "[data-suggest]", HTMLElement);
  const input = find(box, "input", HTMLInputElement);
  const list = document.createElement("ul");
  const status = document.createElement("div");
  /** @type {Suggestion[]} */
  let found = [];
  let current = -1;
  /** @type {number | undefined} */
  let timer;
  let latestQuery = "";
  list.id = `${input.id}-suggestions`;
  list.className = "gh-suggest";
  list.role = "listbox";
  list.hidden = true;
  list.setAttribute("aria-label", "Organisations in the directory");
  status.className = "govuk-visually-hidden";
  status.role = "status";
  input.role = "combobox";
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.after(list, status);

  function close() {
    list.hidden = true;
    current = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function show() {
    list.replaceChildren(...found.map((suggestion, place) => option(suggestion, `${list.id}-${place}`)));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(Boolean(found.length)));
    status.textContent = found.length ? `${found.length} in the directory. Up and down arrows to go through them.` : "";
  }

  /** @param {number} place */
  function mark(place) {
    current = place;
    for (const [index, item] of [...list.children].entries())
      item.setAttribute("aria-selected", String(index === place));
    input.setAttribute("aria-activedescendant", list.children[place].id);
    list.children[place].scrollIntoView({ block: "nearest" });
  }

  /** @param {number} place */
  function take(place) {
    const suggestion = found[place];
    if (!input.value.trim()) input.value = suggestion.name;
    choose(mention, suggestion);
    close();
    status.textContent = `${suggestion.name} is chosen as the organisation that is meant.`;
  }

  async function ask() {
    const query = input.value.trim();
    latestQuery = query;
    if (query.length < MIN_LENGTH) return close();
    try {
      const reply = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(query)}`, {
        headers: { Accept: "application/json" },
      });
      if (!reply.ok || query !== latestQuery || document.activeElement !== input) return;
      found = (await reply.json()).organisations;
      show();
    } catch {
      // Without a connection the name is kept and matched later.
      close();
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (list.hidden) return;
    if (step) mark((current + step + found.length + (current < 0 && step < 0 ? 1 : 0)) % found.length);
    else if (event.key === "Enter" && current >= 0) take(current);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  // Before the blur that would close the list.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = event.target instanceof Element && event.target.closest("li");
    if (item) take([...list.children].indexOf(item));
  });
}
