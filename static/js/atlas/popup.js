// @ts-check
// The words of a popup, built from text so that no name can bring markup with it. A line is a text, or words that
// lead to something by its name and url.

/** @typedef {{name: string, url: string}} Link */
/** @typedef {Link & {lines: (string | (Link & {words: string}))[]}} Label */

/** @param {Label} label */
export function popupOf({ name, url, lines }) {
  const box = document.createElement("div");
  box.className = "gh-atlas-popup";
  const title = document.createElement("p");
  title.className = "gh-atlas-popup__title";
  title.append(link(name, url));
  box.append(title);
  for (const line of lines.filter(Boolean)) {
    const words = document.createElement("p");
    words.className = "gh-atlas-popup__line";
    if (typeof line === "string") words.textContent = line;
    else words.append(line.words, link(line.name, line.url));
    box.append(words);
  }
  return box;
}

/**
 * @param {string} title
 * @param {Link[]} rows
 */
export function listOf(title, rows) {
  const box = document.createElement("div");
  box.className = "gh-atlas-popup";
  const heading = document.createElement("p");
  heading.className = "gh-atlas-popup__title";
  heading.textContent = title;
  const list = document.createElement("ul");
  list.className = "gh-atlas-popup__list";
  for (const { name, url } of rows) {
    const item = document.createElement("li");
    item.append(link(name, url));
    list.append(item);
  }
  box.append(heading, list);
  return box;
}

/**
 * @param {string} name
 * @param {string} url
 */
function link(name, url) {
  const anchor = document.createElement("a");
  anchor.className = "govuk-link";
  anchor.href = url;
  anchor.textContent = name;
  return anchor;
}
