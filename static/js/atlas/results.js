// Applies the filters in place: fetches the same page and swaps the parts that say `data-atlas-swap`.

const CHANGED = "atlas:changed";

export function followFilters(form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(addressOf(form));
  });
  document.addEventListener("change", ({ target }) => {
    const applies = target.form === form && target.matches("select, input[type=checkbox], input[type=radio]");
    if (applies) go(addressOf(form));
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-atlas-link]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(link.href);
  });
  window.addEventListener("popstate", () => go(location.href, { isBack: true }));
}

export function onChange(listener) {
  document.addEventListener(CHANGED, () => listener());
}

function addressOf(form) {
  const chosen = new URLSearchParams();
  const usual = new URLSearchParams(form.dataset.atlasUsual);
  for (const [name, value] of new FormData(form)) {
    if (value !== "" && value !== usual.get(name)) chosen.append(name, value);
  }
  const query = chosen.toString();
  return new URL(form.action).pathname + (query ? `?${query}` : "");
}

let latest = 0;

async function go(address, { isBack = false } = {}) {
  latest += 1;
  const mine = latest;
  document.body.dataset.atlasBusy = "";
  try {
    const response = await fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } });
    if (!response.ok) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine !== latest) return;
    if (!isBack) history.pushState(null, "", address);
    document.title = page.title;
    swap(page, isBack);
    document.dispatchEvent(new CustomEvent(CHANGED));
  } catch {
    location.assign(address);
  } finally {
    if (mine === latest) delete document.body.dataset.atlasBusy;
  }
}

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

// A link or the back button may have changed what the form says; words being typed are left alone.
function setControls(page, isBack) {
  for (const fresh of page.querySelectorAll("[data-atlas-form] [name], [form=atlas-form][name]")) {
    const old = document.getElementById(fresh.id);
    if (!old) continue;
    if (fresh.matches("input[type=checkbox], input[type=radio]")) old.checked = fresh.checked;
    else if (isBack || old !== document.activeElement) old.value = fresh.value;
  }
}
