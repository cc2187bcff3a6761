// @ts-check
// Elements of a page by their kind, and what a form holds.

/**
 * The first element at a selector. A page that has none of this kind there is a defect of ours, and an error.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T}
 */
export function find(root, selector, kind) {
  const [found] = findAll(root, selector, kind);
  if (!found) throw new Error(`The page has no ${kind.name} at ${selector}.`);
  return found;
}

/**
 * All elements of a kind at a selector, in their order.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T[]}
 */
export function findAll(root, selector, kind) {
  return /** @type {T[]} */ ([...root.querySelectorAll(selector)].filter((element) => element instanceof kind));
}

/**
 * The hidden or single-line field of a name in a form.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {HTMLInputElement}
 */
export function fieldOf(form, name) {
  const found = form.elements.namedItem(name);
  if (!(found instanceof HTMLInputElement)) throw new Error(`The form has no field called ${name}.`);
  return found;
}

/**
 * What a form would send: pairs of a name and a text. None of our forms with scripts sends a file.
 * @param {HTMLFormElement} form
 * @returns {[string, string][]}
 */
export function entriesOf(form) {
  return [...new FormData(form)].map(([name, value]) => [name, String(value)]);
}

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control What an answer is typed into or chosen with. */

/**
 * The controls of a form in their order, buttons and groups left out.
 * @param {HTMLFormElement} form
 * @returns {Control[]}
 */
export function controlsOf(form) {
  return [...form.elements].filter(isControl);
}

/**
 * @param {Element | null} element
 * @returns {element is Control}
 */
export function isControl(element) {
  return (
    element instanceof HTMLInputElement ||
    element instanceof HTMLSelectElement ||
    element instanceof HTMLTextAreaElement
  );
}

/**
 * Whether a control is ticked or not, rather than filled in.
 * @param {Control} control
 * @returns {control is HTMLInputElement}
 */
export function isTickable(control) {
  return control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio");
}

/**
 * Fills in or ticks a control as the values that were sent under its name say.
 * @param {Control} control
 * @param {string[]} values
 */
export function putInto(control, values) {
  if (isTickable(control)) control.checked = values.includes(control.value);
  else control.value = values[0] ?? "";
}

/**
 * The values by name, in their order.
 * @param {[string, string][]} pairs
 */
export function byName(pairs) {
  /** @type {Map<string, string[]>} */
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}
