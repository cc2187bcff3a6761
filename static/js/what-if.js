// The what-if form answers as it is typed: the results come from the same address, and the address bar follows.
const PAUSE = 250;

export function start(form) {
  const results = document.getElementById(form.dataset.results);
  let waiting, running;

  async function show() {
    running?.abort();
    running = new AbortController();
    const address = `${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`;
    try {
      const answer = await fetch(address, { headers: { "X-Part": "results" }, signal: running.signal });
      const text = await answer.text();
      if (answer.ok && text.trim()) {
        results.innerHTML = text;
        history.replaceState(null, "", address);
      }
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE);
  });
  // What was typed before this script arrived.
  if ([...form.elements].some((control) => "defaultValue" in control && control.value !== control.defaultValue)) show();
}
