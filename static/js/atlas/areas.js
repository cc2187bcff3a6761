// @ts-check
// The areas, trusts or regions: shaded by the chosen measure, named in words when pointed at or chosen. With the
// keyboard they are one stop: the arrows go from one to the next, Enter shows only that one.
import "../../build/vendor/topojson-client.js";

import { L } from "./leaflet.js";

/** @typedef {{words: string, shade: number, url: string, label: string, middle: import("./map.js").Place}} Figure What the measure says of one area, and where its short name is written. */
/**
 * @typedef {object} Measures The answer of the server for one address.
 * @property {Record<string, Figure>} figures By the name of the area.
 * @property {{fill: string}[]} shades
 * @property {string[]} selected
 * @property {string} borders The property whose changes are drawn as borders.
 * @property {string} named_by The property that holds an area's name.
 * @property {string} geometry The address of the outlines.
 * @property {[import("./map.js").Place, import("./map.js").Place] | null} bounds
 * @property {{latitude: number, longitude: number, name: string} | null} near
 */
/** @typedef {import("topojson-specification").Topology<import("topojson-specification").Objects<Record<string, string>>>} Outlines */
/** @typedef {import("leaflet").Path & {feature: import("geojson").Feature<any, Record<string, string>>}} AreaPath */

const MISSING = "#ffffff";
const BORDER = { className: "gh-atlas-border", weight: 1.5, color: "#5f7f87", fill: false };
/** @type {Record<string, number>} */
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class Areas {
  /**
   * @param {import("./map.js").AtlasMap} map
   * @param {{geometry: string, measures: string, panel: HTMLElement | null}} options Two addresses, and the element
   * that says what is pointed at.
   */
  constructor(map, { geometry, measures, panel }) {
    this.map = map;
    this.urls = { geometry, measures };
    this.panel = panel;
    /** @type {Record<string, Figure>} */
    this.figures = {};
    /** @type {string | null} */
    this.chosen = null;
    /** @type {Map<string, AreaPath>} */
    this.paths = new Map();
    this.namedBy = "";
    /** @type {string | null} */
    this.bordersOf = null;
    /** @type {import("leaflet").GeoJSON | undefined} */
    this.layer = undefined;
    /** @type {import("leaflet").GeoJSON | undefined} */
    this.borders = undefined;
    /** @param {string} _property */
    this.drawBorders = (_property) => {};
  }

  /** @param {string} query */
  async load(query) {
    const [topology, answer] = await Promise.all([this.fetchOutlines(this.urls.geometry), this.fetchMeasures(query)]);
    this.lay(topology, answer);
    this.shade(answer);
    return answer;
  }

  /**
   * @param {string} address
   * @returns {Promise<Outlines>}
   */
  fetchOutlines(address) {
    return json(address);
  }

  /**
   * @param {string} query
   * @returns {Promise<Measures>}
   */
  fetchMeasures(query) {
    return json(this.urls.measures + query);
  }

  /**
   * Draws the outlines of one layer, in the place of those before.
   * @param {Outlines} topology
   * @param {Measures} answer
   */
  lay(topology, { named_by: namedBy }) {
    const isFocused = document.activeElement?.classList.contains("gh-atlas-area");
    const [shapes] = Object.values(topology.objects);
    const { feature, mesh } = globalThis.topojson;
    this.layer?.remove();
    this.borders?.remove();
    this.paths.clear();
    this.bordersOf = null;
    this.chosen = null;
    this.namedBy = namedBy;
    this.layer = L.geoJSON(feature(topology, shapes), {
      style: { className: "gh-atlas-area", weight: 1, color: "#ffffff", fillColor: MISSING, fillOpacity: 1 },
      onEachFeature: (shape, path) => this.listen(shape.properties[namedBy], /** @type {AreaPath} */ (path)),
    }).addTo(this.map);
    this.layer.bringToBack();
    this.drawBorders = (/** @type {string} */ property) => {
      this.borders?.remove();
      const lines = mesh(topology, shapes, (one, other) => wordOf(one, property) !== wordOf(other, property));
      this.borders = L.geoJSON(lines, { interactive: false, style: BORDER }).addTo(this.map);
      this.bordersOf = property;
    };
    for (const [name, path] of this.paths) this.followKeys(name, outlineOf(path));
    if (isFocused) this.elementOf(this.names[0]).focus({ preventScroll: true });
  }

  /** @param {string} query */
  async refresh(query) {
    const answer = await this.fetchMeasures(query);
    if (answer.geometry !== this.urls.geometry) {
      this.lay(await this.fetchOutlines(answer.geometry), answer);
      this.urls.geometry = answer.geometry;
    }
    this.shade(answer);
    return answer;
  }

  /** @param {Measures} answer */
  shade({ figures, shades, selected, borders }) {
    if (borders !== this.bordersOf) this.drawBorders(borders);
    this.figures = figures;
    const focused = document.activeElement;
    for (const [name, path] of this.paths) {
      const shade = shades[figures[name]?.shade];
      const isChosen = selected.includes(name);
      path.setStyle({
        fillColor: shade ? shade.fill : MISSING,
        color: isChosen ? "#0b0c0c" : "#ffffff",
        weight: isChosen ? 2.5 : 1,
      });
      if (isChosen) path.bringToFront();
      outlineOf(path).setAttribute("aria-label", `${figures[name]?.words || name}. Show only ${name}`);
    }
    // Bringing an area to the front takes the focus from it.
    if (focused !== document.activeElement && focused instanceof SVGElement && focused.matches(".gh-atlas-area"))
      focused.focus({ preventScroll: true });
    this.say(this.chosen);
  }

  /**
   * @param {string} name
   * @param {SVGElement} element
   */
  followKeys(name, element) {
    element.setAttribute("role", "button");
    element.setAttribute("tabindex", name === this.names[0] ? "0" : "-1");
    element.addEventListener("focus", () => this.say(name));
    element.addEventListener("blur", () => this.say(this.chosen));
    element.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      const isPressed = event.key === "Enter" || event.key === " ";
      if (!step && !isPressed) return;
      event.preventDefault();
      event.stopPropagation();
      if (isPressed) this.only(name);
      else this.goFrom(name, step);
    });
  }

  get names() {
    return [...this.paths.keys()].sort();
  }

  /** @param {string} name */
  elementOf(name) {
    const path = this.paths.get(name);
    if (!path) throw new Error(`The map has no area called ${name}.`);
    return outlineOf(path);
  }

  /**
   * @param {string} name
   * @param {number} step
   */
  goFrom(name, step) {
    const { names } = this;
    const next = names[(names.indexOf(name) + step + names.length) % names.length];
    this.elementOf(name).setAttribute("tabindex", "-1");
    const element = this.elementOf(next);
    element.setAttribute("tabindex", "0");
    element.focus({ preventScroll: true });
  }

  /** @param {string} name */
  only(name) {
    this.chosen = name;
    this.say(name);
    const link = this.panel?.querySelector("a");
    if (link) link.click();
    else if (this.figures[name]?.url) location.assign(this.figures[name].url);
  }

  /**
   * @param {string} name
   * @param {AreaPath} path
   */
  listen(name, path) {
    this.paths.set(name, path);
    path.on({
      mouseover: () => {
        outlineOf(path).classList.add("gh-atlas-area--pointed");
        this.say(name);
      },
      mouseout: () => {
        outlineOf(path).classList.remove("gh-atlas-area--pointed");
        this.say(this.chosen);
      },
      click: () => {
        this.chosen = name;
        this.say(name);
      },
    });
  }

  /** @param {string | null} name Null for nothing pointed at or chosen. */
  say(name) {
    if (!this.panel) return;
    const figure = name === null ? undefined : this.figures[name];
    this.panel.replaceChildren(figure?.words ?? name ?? this.panel.dataset.rest ?? "");
    if (figure?.url) {
      const link = document.createElement("a");
      link.className = "govuk-link";
      link.href = figure.url;
      link.dataset.atlasLink = "";
      link.textContent = `Show only ${name}`;
      this.panel.append(". ", link);
    }
  }
}

/**
 * What one outline says under a name, such as the region it lies in.
 * @param {{properties?: any}} shape
 * @param {string} property
 */
const wordOf = (shape, property) => shape.properties?.[property];

/** @param {AreaPath} path */
const outlineOf = (path) => /** @type {SVGElement} */ (path.getElement());

/** @param {string} url */
async function json(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}
