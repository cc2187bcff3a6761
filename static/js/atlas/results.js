// @ts-check
// Applies the filters in place: fetches the same page and swaps the parts that say `data-atlas-swap`.
import { controlsOf, entriesOf, fieldOf, findAll, isControl, isTickable } from "../elements.js";

const CHANGED = "atlas:changed";

/** @param {HTMLFormElement} form */
export function followFilters(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(addressOf(form));
    // What was written is read into filters, which the page then shows.
    fieldOf(form, "find").value = "";
  });
  document.addEventListener("change", ({ target }) => {
    const control = controlsOf(form).find((each) => each === target);
    if (control && (control instanceof HTMLSelectElement || isTickable(control))) go(addressOf(form));
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-atlas-link]");
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey || event.button)
      return;
    event.preventDefault();
    go(link.href);
  });
  window.addEventListener("popstate", () => go(location.href, { isBack: true }));
}

/** @param {() => void} listener */
export function onChange(listener) {
  document.addEventListener(CHANGED, () => listener());
}

/** @param {HTMLFormElement} form */
function addressOf(form) {
  const chosen = new URLSearchParams();
  const usual = new URLSearchParams(form.dataset.atlasUsual);
  for (const [name, value] of entriesOf(form)) {
    if (value !== "" && value !== usual.get(name)) chosen.append(name, value);
  }
  const query = chosen.toString();
  return new URL(form.action).pathname + (query ? `?${query}` : "");
}

let latest = 0;

/**
 * Shows the result at an address.
 * @param {string} address
 * @param {{isBack?: boolean}} [options] Whether the browser went back or forward to it.
 */
async function go(address, { isBack = false } = {}) {
  latest += 1;
  const mine = latest;
  document.body.dataset.atlasBusy = "";
  try {
    const response = await fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } });
    if (!response.ok) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine !== latest) return;
    if (!isBack) history.pushState(null, "", response.redirected ? response.url : address);
    document.title = page.title;
    swap(page, isBack);
    document.dispatchEvent(new CustomEvent(CHANGED));
  } catch {
    location.assign(address);
  } finally {
    if (mine === latest) delete document.body.dataset.atlasBusy;
  }
}

/**
 * @param {Document} page
 * @param {boolean} isBack
 */
function swap(page, isBack) {
  const focused = document.activeElement?.id;
  for (const old of document.querySelectorAll("[data-atlas-swap]")) {
    const fresh = page.getElementById(old.id);
    if (fresh) old.replaceWith(document.adoptNode(fresh));
  }
  for (const count of document.querySelectorAll("[data-atlas-count]")) {
    count.textContent = page.getElementById(count.id)?.textContent || "";
  }
  setControls(page, isBack);
  if (focused && !document.activeElement?.id) document.getElementById(focused)?.focus({ preventScroll: true });
}

/**
 * Sets what a link or the back button changed in the form; words being typed are left alone.
 * @param {Document} page
 * @param {boolean} isBack
 */
function setControls(page, isBack) {
  for (const fresh of findAll(page, "[data-atlas-form]", HTMLFormElement).flatMap(controlsOf)) {
    const old = document.getElementById(fresh.id);
    if (!isControl(old)) continue;
    if (isTickable(fresh) && isTickable(old)) old.checked = fresh.checked;
    else if (isBack || old !== document.activeElement) old.value = fresh.value;
  }
}
