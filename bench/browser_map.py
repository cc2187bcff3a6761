"""Benchmarks of the map in a browser: from the feed to the first clusters, a redraw, and the names of places."""

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import CDPSession, Page, sync_playwright

from bench import scratch
from bench.timing import Row

TIMES = 1.5
REDRAW = 0.032
NAMES = 0.010
ROUNDS = 3
MOVES = ("+", "ArrowRight", "+", "ArrowDown", "+", "ArrowLeft", "+", "ArrowUp", "+")
"""The keys pressed on the map, which zoom in to about level 11 and move around."""
CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)

LISTENING = """
window.benchLog = [];
window.benchNames = [];
new PerformanceObserver((list) => {
  for (const { name, duration } of list.getEntries()) if (name === "gatehouse:names") window.benchNames.push(duration);
}).observe({ type: "measure" });
const asked = new Map();
const post = Worker.prototype.postMessage;
Worker.prototype.postMessage = function (message, ...more) {
  if (!this.benchHears) {
    this.benchHears = true;
    // After the map's own listener, so that what it draws is counted.
    this.addEventListener("message", ({ data }) => {
      const { question, began } = asked.get(data.key);
      const now = performance.now();
      window.benchLog.push({ question, took: now - began, now });
    });
    window.benchWorker = this;
  }
  asked.set(message.key, { question: message.question, began: performance.now() });
  return post.call(this, message, ...more);
};
"""

LOADED = """
() => {
  const asked = performance.getEntriesByType("resource").find(({ name }) => name.includes("/atlas/feed.json"));
  return window.benchLog.find(({ question }) => question === "view").now - asked.startTime;
}
"""
"""Measures from the request for the feed to the first clusters on the page."""

BARE = """
async ({ feed, library }) => {
  const source = `
    import "${library}";
    const run = async () => {
      const began = performance.now();
      const { organisations: { longitude, latitude } } = await (await fetch("${feed}", { cache: "no-store" })).json();
      let east = 0;
      let north = 0;
      const points = longitude.map((step, i) => {
        east += step;
        north += latitude[i];
        return { type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [east / 1e5, north / 1e5] } };
      });
      new Supercluster({ radius: 48, maxZoom: 12 }).load(points);
      postMessage(performance.now() - began);
    };
    run();`;
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })), { type: "module" });
  const took = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => reject(new Error(event.message || "the worker did not start"));
  });
  worker.terminate();
  return took;
}
"""


class MapNotOpenedError(Exception):
    """The page of the map answered with an error, so that there is nothing to measure."""


def rows(number: int) -> Iterator[Row]:
    """Yield the rows on the map of the whole directory in headless Chromium; the last one is processor time."""
    if CHROMIUM is None:
        print("Chromium is not installed: the map was not measured.", file=sys.stderr)
        return
    scratch.fill(number)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with _server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, chromium_sandbox=False, args=["--disable-gpu"]
        )
        loads: list[float] = []
        bares: list[float] = []
        redraws: list[float] = []
        processor: list[float] = []
        names: list[float] = []
        for _ in range(ROUNDS + 1):
            page = browser.new_context(
                base_url=address,
                viewport={"width": 1280, "height": 900},
                bypass_csp=True,
                reduced_motion="reduce",
            ).new_page()
            page.set_default_timeout(180_000)
            page.add_init_script(LISTENING)
            answer = page.goto("/atlas/")
            if answer is None or not answer.ok:
                raise MapNotOpenedError("the map did not open: run `manage.py collectstatic --noinput` first")
            page.wait_for_function("window.benchLog.some(({ question }) => question === 'view')")
            loads.append(page.evaluate(LOADED))
            bares.append(page.evaluate(BARE, _addresses(page, address)))
            session = page.context.new_cdp_session(page)
            session.send("Performance.enable", {"timeDomain": "threadTicks"})
            before = _busy(session)
            redraws += _redraws(page)
            processor.append((_busy(session) - before) / len(MOVES))
            names += page.evaluate("window.benchNames")
            page.context.close()
        browser.close()
    taken, other = median(loads[1:]) / 1000, median(bares[1:]) / 1000
    yield Row(
        "map: feed to clusters",
        "decoding positions and indexing",
        number,
        taken,
        other,
        f"at most {TIMES:g} times",
        taken <= TIMES * other,
    )
    redraw = median(redraws) / 1000
    yield Row("map: a redraw after a key", "32 ms", number, redraw, REDRAW, "at most 32 ms", redraw <= REDRAW)
    named = median(names) / 1000
    yield Row("map: the names of a view", "10 ms", number, named, NAMES, "at most 10 ms", named <= NAMES)
    busy = median(processor[1:])
    yield Row("map: all that the page does for a key", "32 ms", number, busy, REDRAW, "none", True, unit="ms")


def _redraws(page: Page) -> list[float]:
    """Return the milliseconds in which the map shows each view after a key."""
    page.evaluate("document.querySelector('.leaflet-container').focus()")
    for key in MOVES:
        before = len(_took(page, "view"))
        page.keyboard.press(key)
        page.wait_for_function(
            "(count) => window.benchLog.filter(({ question }) => question === 'view').length > count",
            arg=before,
        )
    return _took(page, "view")[-len(MOVES) :]


def _busy(session: CDPSession) -> float:
    """Return the processor seconds of the page's main thread, which other work on the machine hardly changes."""
    answer = session.send("Performance.getMetrics")
    return next(float(one["value"]) for one in answer["metrics"] if one["name"] == "TaskDuration")


def _took(page: Page, question: str) -> list[float]:
    log: list[dict[str, Any]] = page.evaluate("window.benchLog")
    return [entry["took"] for entry in log if entry["question"] == question]


def _addresses(page: Page, address: str) -> dict[str, str]:
    library = page.evaluate(
        "performance.getEntriesByType('resource').map(({ name }) => name).find((name) => name.includes('supercluster'))"
    )
    return {
        "feed": f"{address}/atlas/feed.json",
        "library": library or f"{address}/static/build/vendor/supercluster.js",
    }


@contextmanager
def _server() -> Iterator[str]:
    class Quiet(WSGIRequestHandler):
        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
