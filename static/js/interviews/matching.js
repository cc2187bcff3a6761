// @ts-check
// Keyboard shortcuts of the matching desk, while the focus is on one of its buttons.
import { find, findAll } from "../elements.js";

const desk = find(document, "[data-desk]", HTMLElement);
const choices = findAll(desk, "[data-key]", HTMLElement);

desk.addEventListener("keydown", (event) => {
  if (event.repeat || event.altKey || event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement)
    return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const choice = choices.find((each) => each.dataset.key === key);
  if (!choice) return;
  event.preventDefault();
  choice.click();
});

// The first button has the focus, so that the shortcuts work at once.
if (!document.querySelector(".govuk-error-summary"))
  findAll(desk, ".gh-desk__button", HTMLElement)[0]?.focus({ preventScroll: true });
