// @ts-check
// A button that copies the address of the page, with its filters. It is shown where the browser lets a page copy.

/** @param {HTMLElement} button */
export function start(button) {
  if (!navigator.clipboard) return;
  const item = button.closest("li");
  if (item) item.hidden = false;
  button.setAttribute("aria-live", "polite");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      button.textContent = "Link copied";
    } catch {
      // The browser may not let this page copy.
      button.textContent = "Not copied: take the link from the address bar";
    }
  });
}
