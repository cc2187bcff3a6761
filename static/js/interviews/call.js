// @ts-check
// The form that logs a call: figures and letters choose an outcome while the focus is in the form and not in a text, and
// what an outcome needs, such as a time, is shown when it is chosen. What is hidden is not sent.
import { find, findAll, isControl, isTickable } from "../elements.js";

const form = find(document, "[data-call]", HTMLFormElement);
const parts = findAll(form, "[data-for]", HTMLFieldSetElement);
const choices = findAll(form, "[data-key]", HTMLElement);

function showParts() {
  const chosen = new FormData(form).get("disposition");
  for (const part of parts) {
    part.hidden = !part.dataset.for?.split(" ").includes(String(chosen));
    part.disabled = part.hidden;
  }
}

form.addEventListener("change", showParts);
form.addEventListener("keydown", (event) => {
  if (event.repeat || event.altKey || event.ctrlKey || event.metaKey) return;
  const control = event.target instanceof Element && isControl(event.target) ? event.target : null;
  if (control && !isTickable(control)) return;
  const choice = choices.find((each) => each.dataset.key === event.key.toLowerCase());
  if (!choice) return;
  event.preventDefault();
  choice.focus();
  choice.click();
  const part = parts.find((each) => !each.hidden);
  if (part && choice instanceof HTMLInputElement) find(part, "input", HTMLInputElement).focus();
});
showParts();
// The banner of a message takes the focus when the page opens: it goes back to where the page asks for something.
findAll(document, "[autofocus]", HTMLElement)[0]?.focus();
