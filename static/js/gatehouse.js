// @ts-check
// Starts the design system's components, and our own behaviours where a page asks for one:
// <form data-behaviour="search-box"> loads static/js/search-box.js and calls its start(element).
import { initAll } from "../build/vendor/govuk-frontend.js";
import { findAll } from "./elements.js";

initAll();

for (const element of findAll(document, "[data-behaviour]", HTMLElement)) {
  for (const name of (element.dataset.behaviour ?? "").split(" ")) {
    if (/^[a-z-]+$/.test(name)) import(`./${name}.js`).then((behaviour) => behaviour.start(element));
  }
}

// The navigation of a study is one line to push sideways on a narrow screen: begin at the link of the current page.
for (const link of findAll(document, ".gh-sections__link[aria-current]", HTMLElement)) {
  const list = link.closest("ul");
  if (list) list.scrollLeft = link.offsetLeft - list.offsetLeft - (list.clientWidth - link.offsetWidth) / 2;
}
