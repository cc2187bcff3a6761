// @ts-check
// Words of rows that a page does not show, because it was left before the server knew of them: they go with the next save.
import { fieldOf } from "../elements.js";

const OF_A_ROW = /^(q-[^:]+):(\d+):/;

/**
 * Puts the answers of rows that the form has no fields for into hidden fields.
 * @param {HTMLFormElement} form
 * @param {Map<string, string[]>} values
 */
export function keepRows(form, values) {
  for (const [name, kept] of values) {
    const [, group, place] = OF_A_ROW.exec(name) ?? [];
    const counts = group && form.elements.namedItem(`${group}:rows`);
    if (!counts || form.elements.namedItem(name) || !kept.some(Boolean)) continue;
    for (const value of kept)
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    const count = fieldOf(form, `${group}:rows`);
    count.value = String(Math.max(Number(count.value), Number(place)));
  }
}
