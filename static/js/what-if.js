// @ts-check
// The what-if form answers as it is typed: the results come from the same address, and the address bar follows.
import { controlsOf, entriesOf, find } from "./elements.js";

const PAUSE = 250;

/** @param {HTMLFormElement} form */
export function start(form) {
  const results = find(document, `#${form.dataset.results}`, HTMLElement);
  /** @type {number | undefined} */
  let timer;
  /** @type {AbortController | undefined} */
  let request;

  async function show() {
    request?.abort();
    request = new AbortController();
    const address = `${form.getAttribute("action")}?${new URLSearchParams(entriesOf(form))}`;
    try {
      const answer = await fetch(address, { headers: { "X-Part": "results" }, signal: request.signal });
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
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  // For what was typed before this script ran.
  if (controlsOf(form).some((control) => "defaultValue" in control && control.value !== control.defaultValue)) show();
}
