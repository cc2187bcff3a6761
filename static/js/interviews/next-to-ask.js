// @ts-check
// A link beside Save to the next question that must still be asked, with their number.
import { find, findAll } from "../elements.js";
import { isAnswered } from "../forms/relevance.js";

/** @param {HTMLFormElement} form */
export function startNextToAsk(form) {
  const link = find(form, "[data-next-to-ask]", HTMLAnchorElement);

  function refresh() {
    const data = new FormData(form);
    const missing = findAll(form, "[data-required]:not([data-not-asked])", HTMLElement).filter(
      // Rows are left out, as in the counts of the menu.
      ({ dataset: { question = "" } }) => !question.includes(":") && !isAnswered(data, question),
    );
    link.hidden = !missing.length;
    if (!missing.length) return;
    link.href = `#${missing[0].id}`;
    link.textContent = missing.length === 1 ? "1 to ask: go there" : `${missing.length} to ask: go to the next`;
  }

  form.addEventListener("change", refresh);
  form.addEventListener("gatehouse:restored", refresh);
  refresh();
}
