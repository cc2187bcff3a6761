// @ts-check
// A button that prints the page. It is shown by this script, because without it it would do nothing.

/** @param {HTMLElement} button */
export function start(button) {
  const item = button.closest("li");
  if (item) item.hidden = false;
  button.addEventListener("click", () => window.print());
}
