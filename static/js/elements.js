// @ts-check
// Finds elements of a page by their kind, and reads and fills forms.

/**
 * Returns the first element at a selector. Throws an error if there is none of this kind.
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
 * The data that a form would send, as pairs of name and text. None of our forms with scripts sends a file.
 * @param {HTMLFormElement} form
 * @returns {[string, string][]}
 */
export function entriesOf(form) {
  return [...new FormData(form)].map(([name, value]) => [name, String(value)]);
}

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control A field of a form. */

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
 * Returns true for a checkbox or radio button.
 * @param {Control} control
 * @returns {control is HTMLInputElement}
 */
export function isTickable(control) {
  return control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio");
}

/**
 * Fills in or ticks a control from the values sent under its name.
 * @param {Control} control
 * @param {string[]} values
 */
export function fillIn(control, values) {
  if (isTickable(control)) control.checked = values.includes(control.value);
  else control.value = values[placeOf(control)] ?? "";
}

/**
 * The place of a control among those of its name, as of the lists in which choices are put in order; 0 for a single one.
 * @param {Control} control
 */
function placeOf(control) {
  const same = control.form?.elements.namedItem(control.name);
  return same instanceof RadioNodeList ? /** @type {Node[]} */ ([...same]).indexOf(control) : 0;
}

/**
 * The values by name, in their order.
 * @param {[string, string][]} pairs
 */
export function valuesByName(pairs) {
  /** @type {Map<string, string[]>} */
  const values = new Map();
  for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}
