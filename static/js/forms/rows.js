// @ts-check
// Keeps answers of rows that the page does not show because the server did not have them yet, for the next save.
import { fieldOf } from "../elements.js";

const ROW_NAME = /^(q-[^:]+):(\d+):/;

/**
 * Adds hidden fields for answers of rows that the form has no fields for.
 * @param {HTMLFormElement} form
 * @param {Map<string, string[]>} values
 */
export function keepRows(form, values) {
  for (const [name, texts] of values) {
    const [, group, place] = ROW_NAME.exec(name) ?? [];
    const counts = group && form.elements.namedItem(`${group}:rows`);
    if (!counts || form.elements.namedItem(name) || !texts.some(Boolean)) continue;
    for (const value of texts)
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    const count = fieldOf(form, `${group}:rows`);
    count.value = String(Math.max(Number(count.value), Number(place)));
  }
}
