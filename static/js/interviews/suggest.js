// @ts-check
// Suggests organisations of the directory while a name is typed; choosing one adds it to the match.
import { combobox } from "../combobox.js";
import { find, findAll } from "../elements.js";

/** @typedef {{id: number | string, name: string, place?: string, why?: string}} Suggestion */

const MIN_LENGTH = 2;

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
  combobox(input, {
    label: "Organisations in the directory",
    minLength: MIN_LENGTH,
    address: box.dataset.suggest ?? "",
    rowsOf: (answer) => /** @type {Suggestion[]} */ (answer.organisations),
    words: (row) => [row.name, [row.place, row.why].filter(Boolean).join(" · ")],
    take(row) {
      if (!input.value.trim()) input.value = row.name;
      choose(mention, row);
      return `${row.name} is chosen as the organisation that is meant.`;
    },
  });
}
