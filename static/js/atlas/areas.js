// The probation areas: shaded by the chosen measure, named in words when pointed at or chosen.
import "../../build/vendor/topojson-client.js";

import { L } from "./leaflet.js";

const MISSING = "#f2ead8";

export class Areas {
  constructor(map, { geometry, measures, panel, layer }) {
    this.map = map;
    this.urls = { geometry, measures };
    this.panel = panel;
    this.layerName = layer;
    this.figures = {};
    this.shades = [];
    this.chosen = null;
  }

  async load(query) {
    const [topology, answer] = await Promise.all([json(this.urls.geometry), json(this.urls.measures + query)]);
    const shapes = topology.objects[this.layerName];
    const { feature, mesh } = globalThis.topojson;
    this.layer = L.geoJSON(feature(topology, shapes), {
      style: { className: "gh-atlas-area", weight: 1, color: "#ffffff", fillColor: MISSING, fillOpacity: 1 },
      onEachFeature: (shape, path) => this.listen(shape.properties.area, path),
    }).addTo(this.map);
    const borders = mesh(topology, shapes, (one, other) => one.properties.region !== other.properties.region);
    L.geoJSON(borders, {
      interactive: false,
      style: { className: "gh-atlas-border", weight: 1.5, color: "#5f7f87", fill: false },
    }).addTo(this.map);
    this.shade(answer);
    return answer;
  }

  async refresh(query) {
    const answer = await json(this.urls.measures + query);
    this.shade(answer);
    return answer;
  }

  shade({ figures, shades, selected }) {
    this.figures = figures;
    this.shades = shades;
    this.layer.eachLayer((path) => {
      const name = path.feature.properties.area;
      const shade = shades[figures[name]?.shade];
      const isChosen = selected.includes(name);
      path.setStyle({
        fillColor: shade ? shade.fill : MISSING,
        color: isChosen ? "#0b0c0c" : "#ffffff",
        weight: isChosen ? 2.5 : 1,
      });
      if (isChosen) path.bringToFront();
    });
    this.say(this.chosen);
  }

  listen(name, path) {
    path.on({
      mouseover: () => { path.getElement().classList.add("gh-atlas-area--pointed"); this.say(name); },
      mouseout: () => { path.getElement().classList.remove("gh-atlas-area--pointed"); this.say(this.chosen); },
      click: () => { this.chosen = name; this.say(name); },
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
