// The areas, trusts or regions: shaded by the chosen measure, named in words when pointed at or chosen. With the
// keyboard they are one stop: the arrows go from one to the next, Enter shows only that one.
import "../../build/vendor/topojson-client.js";

import { L } from "./leaflet.js";

const MISSING = "#f2ead8";
const BORDER = { className: "gh-atlas-border", weight: 1.5, color: "#5f7f87", fill: false };
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class Areas {
  constructor(map, { geometry, measures, panel }) {
    this.map = map;
    this.urls = { geometry, measures };
    this.panel = panel;
    this.figures = {};
    this.shades = [];
    this.chosen = null;
    this.paths = new Map();
  }

  async load(query) {
    const [topology, answer] = await Promise.all([json(this.urls.geometry), json(this.urls.measures + query)]);
    this.lay(topology, answer);
    this.shade(answer);
    return answer;
  }

  // Draws the outlines of one layer, in the place of those before.
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
      onEachFeature: (shape, path) => this.listen(shape.properties[namedBy], path),
    }).addTo(this.map);
    this.layer.bringToBack();
    this.drawBorders = (property) => {
      this.borders?.remove();
      const lines = mesh(topology, shapes, (one, other) => one.properties[property] !== other.properties[property]);
      this.borders = L.geoJSON(lines, { interactive: false, style: BORDER }).addTo(this.map);
      this.bordersOf = property;
    };
    for (const [name, path] of this.paths) this.followKeys(name, path.getElement());
    if (isFocused) this.paths.get(this.names[0]).getElement().focus({ preventScroll: true });
  }

  async refresh(query) {
    const answer = await json(this.urls.measures + query);
    if (answer.geometry !== this.urls.geometry) {
      this.lay(await json(answer.geometry), answer);
      this.urls.geometry = answer.geometry;
    }
    this.shade(answer);
    return answer;
  }

  shade({ figures, shades, selected, borders }) {
    if (borders !== this.bordersOf) this.drawBorders(borders);
    this.figures = figures;
    this.shades = shades;
    const focused = document.activeElement;
    this.layer.eachLayer((path) => {
      const name = path.feature.properties[this.namedBy];
      const shade = shades[figures[name]?.shade];
      const isChosen = selected.includes(name);
      path.setStyle({
        fillColor: shade ? shade.fill : MISSING,
        color: isChosen ? "#0b0c0c" : "#ffffff",
        weight: isChosen ? 2.5 : 1,
      });
      if (isChosen) path.bringToFront();
      path.getElement().setAttribute("aria-label", `${figures[name]?.words || name}. Show only ${name}`);
    });
    // Bringing an area to the front takes the focus from it.
    if (focused !== document.activeElement && focused?.classList.contains("gh-atlas-area"))
      focused.focus({ preventScroll: true });
    this.say(this.chosen);
  }

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

  goFrom(name, step) {
    const { names } = this;
    const next = names[(names.indexOf(name) + step + names.length) % names.length];
    this.paths.get(name).getElement().setAttribute("tabindex", "-1");
    const element = this.paths.get(next).getElement();
    element.setAttribute("tabindex", "0");
    element.focus({ preventScroll: true });
  }

  only(name) {
    this.chosen = name;
    this.say(name);
    const link = this.panel?.querySelector("a");
    if (link) link.click();
    else if (this.figures[name]?.url) location.assign(this.figures[name].url);
  }

  listen(name, path) {
    this.paths.set(name, path);
    path.on({
      mouseover: () => {
        path.getElement().classList.add("gh-atlas-area--pointed");
        this.say(name);
      },
      mouseout: () => {
        path.getElement().classList.remove("gh-atlas-area--pointed");
        this.say(this.chosen);
      },
      click: () => {
        this.chosen = name;
        this.say(name);
      },
    });
  }

  say(name) {
    if (!this.panel) return;
    const figure = this.figures[name];
    this.panel.replaceChildren(figure ? figure.words : name || this.panel.dataset.rest);
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

async function json(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.json();
}
