// @ts-check
// Asks every two seconds how far a job is and shows it in place. When the job has ended, it leads to the page of the
// result, or shows the job's own page again. Without this script the page has a link to reload it.
const INTERVAL = 2000;

/** @param {HTMLElement} element */
export function start(element) {
  async function ask() {
    try {
      const answer = await fetch(window.location.href, { headers: { "X-Part": "progress" }, redirect: "error" });
      if (answer.ok) element.innerHTML = await answer.text();
    } catch {
      // The connection failed for a moment, or somebody signed out: the link to reload stays.
    }
    const ended = element.querySelector("[data-job-ended]");
    if (ended instanceof HTMLElement) window.location.replace(ended.dataset.jobEnded || window.location.href);
    else window.setTimeout(ask, INTERVAL);
  }

  window.setTimeout(ask, INTERVAL);
}
