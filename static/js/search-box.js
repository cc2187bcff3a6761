// @ts-check
// Suggests names in the box of the search; choosing one opens its page, or on the map searches for it there.
import { combobox } from "./combobox.js";
import { find } from "./elements.js";

/** @typedef {{name: string, kind: string, address: string}} Row */

const MIN_LENGTH = 3;

/** @param {HTMLElement} element The form of the search, or the part of a form around its field. */
export function start(element) {
  const input = find(element, "input[type=search]", HTMLInputElement);
  combobox(input, {
    label: "Names that begin like this",
    minLength: MIN_LENGTH,
    address: element.dataset.suggest ?? "",
    rowsOf: (answer) => /** @type {Row[]} */ (answer.rows),
    words: (row) => [row.name, row.kind],
    take(row) {
      input.value = row.name;
      if (element.dataset.choose === "submit") input.form?.requestSubmit();
      else location.assign(row.address);
      return "";
    },
  });
}
