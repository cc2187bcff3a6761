// @ts-check
// Up and down the work list with the arrow keys, from one case's link to the next.
import { findAll } from "../elements.js";

/** @type {Record<string, number>} */
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

for (const list of findAll(document, "[data-arrow-keys]", HTMLElement)) {
  const links = findAll(list, "h3 a", HTMLAnchorElement);
  list.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const place = links.indexOf(/** @type {HTMLAnchorElement} */ (document.activeElement));
    if (!step || place < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, place + step))].focus();
  });
}
