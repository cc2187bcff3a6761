// @ts-check
// The what-if form answers as it is typed: the results come from the same address, and the address bar follows.
import { controlsOf, entriesOf, find } from "./elements.js";

const PAUSE = 250;

/** @param {HTMLFormElement} form */
export function start(form) {
  const results = find(document, `#${form.dataset.results}`, HTMLElement);
  /** @type {number | undefined} */
  let waiting;
  /** @type {AbortController | undefined} */
  let running;

  async function show() {
    running?.abort();
    running = new AbortController();
    const address = `${form.getAttribute("action")}?${new URLSearchParams(entriesOf(form))}`;
    try {
      const answer = await fetch(address, { headers: { "X-Part": "results" }, signal: running.signal });
      const text = await answer.text();
      if (answer.ok && text.trim()) {
        results.innerHTML = text;
        history.replaceState(null, "", address);
      }
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  });
  // What was typed before this script arrived.
  if (controlsOf(form).some((control) => "defaultValue" in control && control.value !== control.defaultValue)) show();
}
