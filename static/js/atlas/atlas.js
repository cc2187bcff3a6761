// @ts-check
// Starts the live map in every `data-atlas` element; the drawn map stays until the live one is ready.
import { findAll } from "../elements.js";
import { announce } from "./announce.js";
import { Areas } from "./areas.js";
import { addPanel } from "./details.js";
import { feedUrl, filtersOf } from "./feed.js";
import { addLand } from "./land.js";
import { addWords, createMap, showBounds } from "./map.js";
import { Organisations } from "./organisations.js";
import { PlaceNames } from "./places.js";
import { followFilters, onChange } from "./results.js";
import { Services } from "./services.js";
import { Tools } from "./tools.js";

/** @param {HTMLElement} element */
async function start(element) {
  const settings = element.dataset;
  const { atlasFeed: feedAddress = "", atlasCarries = "", atlasGeometry = "", atlasMeasures = "" } = settings;
  const { atlasLand = "", atlasPlaces = "", atlasSources = "", atlasHint = "" } = settings;
  const from = Number(settings.atlasMarks);
  const base = baseMapOf(settings);
  const clientFilters = atlasCarries.split(" ");
  const follows = "atlasFollows" in settings;
  const query = () => (follows ? location.search : "");
  const live = document.createElement("div");
  live.className = "gh-atlas-live";
  live.setAttribute("role", "region");
  live.setAttribute("aria-label", settings.atlasLabel ?? "");
  element.append(live);
  const map = createMap(live, { quiet: !follows, base });
  const areas = new Areas(map, {
    geometry: atlasGeometry,
    measures: atlasMeasures,
    panel: document.getElementById(settings.atlasPanel ?? ""),
  });
  const organisations = new Organisations(map, { labels: feedAddress, from });
  const services = new Services(map, { from, hint: addWords(map, "bottomleft", atlasHint) });
  const names = new PlaceNames(map, { address: atlasPlaces, hasTowns: !base });
  addWords(map, "bottomright", base ? base.by : atlasSources);
  addPanel(map, element);

  let url = feedUrl(feedAddress, query(), clientFilters);
  const [figures, feed] = await Promise.all([
    areas.load(query()),
    organisations.load(url, filtersOf(query(), clientFilters)),
    names.load(),
    base ? null : addLand(map, atlasLand),
  ]);
  let rows = feed.services;
  let view = figures.bounds;
  let bounds = JSON.stringify(view);
  const tools = new Tools(map, element, { form: follows ? form : null, fit: () => showBounds(map, view) });
  services.show(rows, filtersOf(query(), clientFilters));
  tools.mark(figures.near, filtersOf(query(), clientFilters));
  if (figures.bounds) showBounds(map, figures.bounds);
  names.show(figures, services.placed);
  element.classList.add("gh-atlas--is-live");
  announce(map, element, { organisations, services });

  onChange(async () => {
    const filters = filtersOf(query(), clientFilters);
    const newUrl = feedUrl(feedAddress, query(), clientFilters);
    if (newUrl === url) await organisations.filter(filters);
    else ({ services: rows } = await organisations.load(newUrl, filters));
    url = newUrl;
    services.show(rows, filters);
    const answer = await areas.refresh(query());
    tools.mark(answer.near, filters);
    if (JSON.stringify(answer.bounds) !== bounds && !tools.isShown(answer.bounds)) showBounds(map, answer.bounds);
    view = answer.bounds;
    bounds = JSON.stringify(view);
    names.show(answer, services.placed);
  });
}

/**
 * The base map that the deployment names; null where it names none.
 * @param {DOMStringMap} settings
 */
function baseMapOf(settings) {
  const { atlasBase: address, atlasBaseBy: by = "" } = settings;
  return address ? { address, by, isVector: "atlasBaseVector" in settings } : null;
}

const [form = null] = findAll(document, "[data-atlas-form]", HTMLFormElement);
for (const element of findAll(document, "[data-atlas]", HTMLElement)) {
  start(element).catch((error) => {
    element.querySelector(".gh-atlas-live")?.remove();
    console.warn("The live map did not start; the drawn map stays.", error);
  });
}

if (form) followFilters(form);
for (const folded of findAll(document, "[data-folds-when-narrow]", HTMLDetailsElement)) {
  if (globalThis.matchMedia("(max-width: 63.99em)").matches) folded.open = false;
}
