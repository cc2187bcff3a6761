// @ts-check
// Opens the fold in which the target of a link is. Browsers that do it themselves lose nothing.

/** @param {HTMLElement} page */
export function start(page) {
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target || !page.contains(target)) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) {
      fold.open = true;
    }
    target.scrollIntoView();
  };
  window.addEventListener("hashchange", open);
  open();
  // The same link pressed again changes no address, and the fold may have been closed meanwhile.
  page.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
    if (link instanceof HTMLAnchorElement && link.hash === location.hash) open();
  });
}
