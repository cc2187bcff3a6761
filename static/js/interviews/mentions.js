// @ts-check
// Mentions: adds one without reloading the page, and updates headings while a name is typed.
import { fieldOf, find, findAll, isControl, isTickable } from "../elements.js";
import { newKey } from "./drafts.js";
import { suggest } from "./suggest.js";

/** @param {HTMLFormElement} form */
export function startMentions(form) {
  const part = find(form, "[data-mentions]", HTMLElement);
  const list = find(part, "[data-mention-list]", HTMLElement);
  const blank = find(part, "[data-mention-blank]", HTMLTemplateElement);
  const count = fieldOf(form, "mention_count");
  const menu = find(form, "[data-mention-count]", HTMLElement);

  function refresh() {
    let named = 0;
    for (const mention of findAll(list, "[data-mention]", HTMLElement)) {
      const name = find(mention, '[name$="-name_given"]', HTMLInputElement).value.trim();
      const isRemoved = find(mention, '[name$="-is_removed"]', HTMLInputElement).checked;
      const chosen = mention.querySelector('[name$="-match"]:checked');
      const label = chosen ? find(mention, `label[for="${chosen.id}"]`, HTMLElement).textContent : "";
      find(mention, "[data-mention-title]", HTMLElement).textContent = name || "Organisation not named yet";
      find(mention, "[data-mention-match]", HTMLElement).textContent = isRemoved ? "To be removed" : name ? label : "";
      mention.classList.toggle("gh-mention--removed", isRemoved);
      if (name && !isRemoved) named += 1;
    }
    menu.textContent = named ? `${named} named` : "";
  }

  function add() {
    const place = count.value;
    const copy = /** @type {DocumentFragment} */ (blank.content.cloneNode(true));
    const made = find(copy, "[data-mention]", HTMLDetailsElement);
    for (const element of made.querySelectorAll("*")) {
      for (const name of ["id", "name", "for", "aria-describedby", "aria-labelledby"]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replaceAll("__place__", place));
      }
    }
    const key = find(made, '[name$="-key"]', HTMLInputElement);
    key.value = newKey();
    made.id = `mention-${key.value}`;
    made.open = true;
    list.append(made);
    count.value = String(Number(place) + 1);
    suggest(made);
    return made;
  }

  function foldNamed() {
    for (const mention of findAll(list, "[data-mention]", HTMLDetailsElement)) {
      const name = find(mention, '[name$="-name_given"]', HTMLInputElement).value.trim();
      if (name && !mention.querySelector(".govuk-error-message, .gh-field-warning")) mention.open = false;
    }
  }

  find(part, "[data-add-mention]", HTMLElement).addEventListener("click", (event) => {
    event.preventDefault();
    foldNamed();
    const made = add();
    refresh();
    find(made, '[name$="-name_given"]', HTMLInputElement).focus();
  });
  list.addEventListener("input", refresh);
  list.addEventListener("change", refresh);
  form.addEventListener("gatehouse:restored", () => {
    refresh();
    for (const more of findAll(list, "[data-mention-more]", HTMLDetailsElement)) more.open ||= isFilledIn(more);
  });
  findAll(list, "[data-mention]", HTMLElement).forEach(suggest);
  refresh();
  return { add, number: () => Number(count.value) };
}

/**
 * Returns true if something other than what a blank mention says is entered in a part of a mention.
 * @param {HTMLElement} part
 */
function isFilledIn(part) {
  const entered = findAll(part, "input, select, textarea", HTMLElement).filter(isControl);
  return entered.some((control) => {
    if (isTickable(control)) return control.checked;
    return control instanceof HTMLSelectElement
      ? control.selectedIndex > 0 && !control.value.startsWith("not_")
      : control.value.trim();
  });
}
