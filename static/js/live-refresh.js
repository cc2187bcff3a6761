// @ts-check
// Fetches the changing part of a page anew every so many seconds (`data-seconds`) and shows it in place. It rests while
// the tab is hidden, while the visitor has stopped it, and after a sign-out. Without this script a link reloads the page.
import { find } from "./elements.js";

/** @param {HTMLElement} element */
export function start(element) {
  const part = find(element, "[data-live-part]", HTMLElement);
  const announcement = find(element, "[data-live-announcement]", HTMLElement);
  const button = find(element, "[data-live-pause]", HTMLButtonElement);
  const interval = 1000 * Number(element.dataset.seconds ?? 30);
  let isStopped = false;

  const summary = () => part.querySelector("[data-live-summary]")?.textContent?.replace(/\s+/g, " ").trim() ?? "";

  async function refresh() {
    const before = summary();
    // Looking at the page is no activity: the session still ends as without the script.
    const headers = { "X-Part": element.dataset.part ?? "", "X-Activity": "none" };
    try {
      const answer = await fetch(window.location.href, { headers, redirect: "error" });
      if (!answer.ok) return;
      const focused = document.activeElement;
      const address =
        focused instanceof HTMLAnchorElement && part.contains(focused) ? focused.getAttribute("href") : null;
      part.innerHTML = await answer.text();
      if (address !== null) {
        const same = [...part.querySelectorAll("a")].find((link) => link.getAttribute("href") === address);
        same?.focus({ preventScroll: true });
      }
      if (summary() !== before) announcement.textContent = summary();
    } catch {
      // The connection failed for a moment, or somebody signed out: the link to reload stays.
    }
  }

  button.hidden = false;
  button.addEventListener("click", () => {
    isStopped = !isStopped;
    button.textContent = isStopped ? "Refresh again" : "Stop refreshing";
    if (!isStopped) refresh();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !isStopped) refresh();
  });
  window.setInterval(() => {
    if (!document.hidden && !isStopped) refresh();
  }, interval);
}
