// @ts-check
// Suggests rows below a text field while somebody types: a combobox with a list, as WAI-ARIA describes it.

/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };
const WAIT = 180;

/**
 * What a list of suggestions needs to know.
 * @template T
 * @typedef {object} Source
 * @property {string} label What the list holds, for screen readers.
 * @property {number} minLength From so many characters on there are suggestions.
 * @property {string} address Answers a text, `?q=`, in JSON.
 * @property {(answer: any) => T[]} rowsOf The rows in an answer.
 * @property {(row: T) => [string, string]} words The two lines of a row: its name, and what it is.
 * @property {(row: T) => string} take Uses the chosen row, and returns a sentence on it, or nothing.
 */

/**
 * Returns the place after `current` in a list that goes round; -1 is the text field itself.
 * @param {number} current
 * @param {number} step
 * @param {number} count
 */
export function nextPlace(current, step, count) {
  if (count === 0) return -1;
  if (current < 0) return step > 0 ? 0 : count - 1;
  return (current + step + count) % count;
}

/**
 * @param {[string, string]} words
 * @param {string} identity
 */
function option([name, detail], identity) {
  const item = document.createElement("li");
  item.id = identity;
  item.role = "option";
  item.className = "gh-suggest__option";
  const first = Object.assign(document.createElement("span"), { className: "gh-suggest__name", textContent: name });
  const second = Object.assign(document.createElement("span"), { className: "gh-suggest__why", textContent: detail });
  item.append(first, second);
  return item;
}

/**
 * Makes a text field a combobox.
 * @template T
 * @param {HTMLInputElement} input
 * @param {Source<T>} source
 */
export function combobox(input, source) {
  const list = document.createElement("ul");
  const status = document.createElement("div");
  /** @type {T[]} */
  let found = [];
  let current = -1;
  /** @type {number | undefined} */
  let timer;
  list.id = `${input.id}-suggestions`;
  list.className = "gh-suggest";
  list.role = "listbox";
  list.hidden = true;
  list.setAttribute("aria-label", source.label);
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
    current = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...found.map((row, place) => option(source.words(row), `${list.id}-${place}`)));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(Boolean(found.length)));
    status.textContent = found.length ? `${found.length} suggestions. Up and down arrows to go through them.` : "";
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
    const row = found[place];
    close();
    status.textContent = source.take(row);
  }

  async function ask() {
    const query = input.value.trim();
    if (query.length < source.minLength) return close();
    try {
      const reply = await fetch(`${source.address}?q=${encodeURIComponent(query)}`, {
        headers: { Accept: "application/json" },
      });
      const rows = reply.ok ? source.rowsOf(await reply.json()) : [];
      // Meanwhile more was typed, or the field was sent and emptied.
      if (query !== input.value.trim() || document.activeElement !== input) return;
      found = rows;
      show();
    } catch {
      // Without a connection there are no suggestions; what was typed is kept.
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
    if (step) mark(nextPlace(current, step, found.length));
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
