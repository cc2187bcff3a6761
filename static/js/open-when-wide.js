// @ts-check
// Opens a folded part of a page where there is room for it. Without scripts it opens with a press.
const WIDE = "(min-width: 641px)";

/** @param {HTMLElement} element */
export function start(element) {
  if (element instanceof HTMLDetailsElement && window.matchMedia(WIDE).matches) element.open = true;
}
