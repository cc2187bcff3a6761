// @ts-check
// Warnings beside the fields of a form, as the server gives them after a save.
import { controlsOf, findAll } from "../elements.js";

/**
 * Shows a warning above each field that has one, and takes away those that no longer hold.
 * @param {HTMLFormElement} form
 * @param {Record<string, string>} warnings By name of the field.
 */
export function warn(form, warnings) {
  for (const mark of findAll(form, ".gh-field-warning", HTMLElement)) remove(form, mark);
  for (const control of controlsOf(form)) {
    const words = warnings[control.name];
    if (!words || control.type === "hidden") continue;
    const mark = document.createElement("p");
    mark.id = `${control.id}_warning`;
    mark.className = "gh-field-warning";
    mark.textContent = words;
    control.before(mark);
    control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") ?? ""} ${mark.id}`.trim());
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} mark
 */
function remove(form, mark) {
  for (const control of controlsOf(form)) {
    const ids = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== mark.id);
    if (ids.length) control.setAttribute("aria-describedby", ids.join(" "));
    else control.removeAttribute("aria-describedby");
  }
  mark.remove();
}
