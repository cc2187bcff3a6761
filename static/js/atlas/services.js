// Prisons (squares) and probation services (diamonds): filled where a social enterprise is known to work with them,
// with a broken outline where they have closed since the day shown.
import { boxOf, isInside } from "./feed.js";
import { L } from "./leaflet.js";
import { keepTabsInView } from "./map.js";
import { popupOf } from "./popup.js";
import { setAside, spread, together } from "./spread.js";

const SIZE = 24;
const SHAPES = {
  prison: '<rect x="6" y="6" width="12" height="12"/>',
  probation: '<path d="M12 3.5l8.5 8.5-8.5 8.5-8.5-8.5z"/>',
};
const KINDS = { prison: "prison", probation: "probation service" };

export class Services {
  constructor(map) {
    this.map = map;
    this.layer = L.layerGroup().addTo(map);
    this.shown = [];
    map.on("spread", ({ spots }) => setAside(this.layer, map, spots));
    map.on("gathered", () => setAside(this.layer, map, []));
  }

  countWithin(bounds) {
    return this.shown.filter(({ latitude, longitude }) => bounds.contains([latitude, longitude])).length;
  }

  // Draws the rows that the filters leave: a filter counts where the rows have a word for it.
  show(rows, filters) {
    this.layer.clearLayers();
    const box = boxOf(filters);
    const found = rows.filter(
      (row) =>
        (!box || isInside(box, row.longitude, row.latitude)) &&
        Object.entries(filters).every(([name, values]) => !(name in row) || values.includes(row[name])),
    );
    this.shown = found;
    for (const group of together(found)) {
      const offsets = group.length > 1 ? spread(group.length).map(([x, y]) => [x / 2, y / 2]) : [[0, 0]];
      group.forEach((row, i) => this.layer.addLayer(marker(row, offsets[i])));
    }
    keepTabsInView(this.map);
    return found.length;
  }
}

function marker(row, [x, y]) {
  const known = row.engaged ? "Known to work with a social enterprise" : "No social enterprise known to work here";
  const since = row.closed ? `Closed since: last day ${row.closed}` : "";
  const followed = row.successor ? { words: "Followed by ", ...row.successor } : "";
  const icon = L.divIcon({
    className: `gh-atlas-service gh-atlas-service--${row.engaged ? "engaged" : "unknown"}${since ? " gh-atlas-service--closed" : ""}`,
    html: `<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">${SHAPES[row.kind]}</svg>`,
    iconSize: [SIZE, SIZE],
    iconAnchor: [SIZE / 2 - x, SIZE / 2 - y],
  });
  const drawn = L.marker([row.latitude, row.longitude], { icon, keyboard: true, title: row.name });
  drawn.on("add", () =>
    drawn
      .getElement()
      .setAttribute("aria-label", [`${row.name}, ${KINDS[row.kind]}`, known, since].filter(Boolean).join(". ")),
  );
  return drawn.bindPopup(() => popupOf({ name: row.name, url: row.url, lines: [row.place, known, since, followed] }));
}
