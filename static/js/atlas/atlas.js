// Starts the live map in every `data-atlas` element; the drawn map stays until the live one is ready.
import { announce } from "./announce.js";
import { Areas } from "./areas.js";
import { createMap, showBounds } from "./map.js";
import { Organisations } from "./organisations.js";
import { followFilters, onChange } from "./results.js";
import { Services } from "./services.js";
import { Tools } from "./tools.js";

async function start(element) {
  const settings = element.dataset;
  const carried = settings.atlasCarries.split(" ");
  const follows = "atlasFollows" in settings;
  const query = () => (follows ? location.search : "");
  const live = document.createElement("div");
  live.className = "gh-atlas-live";
  live.setAttribute("role", "region");
  live.setAttribute("aria-label", settings.atlasLabel);
  element.append(live);
  const map = createMap(live, {
    quiet: !follows,
    base: settings.atlasBase ? baseOf(settings) : null,
  });
  const areas = new Areas(map, {
    geometry: settings.atlasGeometry,
    measures: settings.atlasMeasures,
    panel: document.getElementById(settings.atlasPanel),
  });
  const organisations = new Organisations(map, { labels: settings.atlasFeed });
  const services = new Services(map);

  const tools = new Tools(map, element, { form: follows ? form : null });

  let url = feedUrl(settings.atlasFeed, query(), carried);
  const [figures, feed] = await Promise.all([
    areas.load(query()),
    organisations.load(url, filtersOf(query(), carried)),
  ]);
  let rows = feed.services;
  let bounds = JSON.stringify(figures.bounds);
  services.show(rows, filtersOf(query(), carried));
  tools.mark(figures.near, filtersOf(query(), carried));
  if (figures.bounds) showBounds(map, figures.bounds);
  element.classList.add("gh-atlas--is-live");
  announce(map, element, { organisations, services });

  onChange(async () => {
    const filters = filtersOf(query(), carried);
    const wanted = feedUrl(settings.atlasFeed, query(), carried);
    if (wanted === url) await organisations.filter(filters);
    else ({ services: rows } = await organisations.load(wanted, filters));
    url = wanted;
    services.show(rows, filters);
    const answer = await areas.refresh(query());
    tools.mark(answer.near, filters);
    if (JSON.stringify(answer.bounds) !== bounds && !tools.isShown(answer.bounds)) showBounds(map, answer.bounds);
    bounds = JSON.stringify(answer.bounds);
  });
}

function baseOf(settings) {
  return { address: settings.atlasBase, by: settings.atlasBaseBy, isVector: "atlasBaseVector" in settings };
}

// What the feed does not carry is left to the server.
function feedUrl(feed, query, carried) {
  const left = new URLSearchParams(query);
  for (const name of [...carried, "measure", "ground", "list", "near", "sort", "after", "before"]) left.delete(name);
  const words = left.toString();
  return words ? `${feed}?${words}` : feed;
}

function filtersOf(query, carried) {
  const filters = {};
  for (const [name, value] of new URLSearchParams(query)) {
    if (carried.includes(name) && value) filters[name] = [...(filters[name] || []), value];
  }
  return filters;
}

const form = document.querySelector("[data-atlas-form]");
for (const element of document.querySelectorAll("[data-atlas]")) {
  start(element).catch((error) => {
    element.querySelector(".gh-atlas-live")?.remove();
    console.warn("The live map did not start; the drawn map stays.", error);
  });
}

if (form) followFilters(form);
for (const folded of document.querySelectorAll("[data-folds-when-narrow]")) {
  if (globalThis.matchMedia("(max-width: 63.99em)").matches) folded.open = false;
}
