// @ts-check
// The tools of the map: search this area, draw a rectangle, full screen; and the marks of a search.
import { fieldOf } from "../elements.js";
import { boxOf } from "./feed.js";
import { FullScreen } from "./full_screen.js";
import { L } from "./leaflet.js";
import { button } from "./map.js";

const DIGITS = 4;
const MIN_SHARE = 0.4;

export class Tools {
  /**
   * @param {import("./map.js").AtlasMap} map
   * @param {HTMLElement} element
   * @param {{form: HTMLFormElement | null, fit: () => void}} options The filters that a search by area goes with, if the
   * map has any; `fit` shows the result again in a map of another size.
   */
  constructor(map, element, { form, fit }) {
    this.map = map;
    this.form = form;
    this.isDrawing = false;
    /** @type {HTMLButtonElement | null} */
    this.drawButton = null;
    /** @type {import("leaflet").Rectangle | null} */
    this.rectangle = null;
    /** @type {AbortController | null} */
    this.stop = null;
    this.marks = L.layerGroup().addTo(map);
    const control = new L.Control({ position: "topright" });
    control.onAdd = () => {
      const box = L.DomUtil.create("div", "leaflet-bar gh-atlas-tools");
      L.DomEvent.disableClickPropagation(box);
      if (form) {
        box.append(button("Search this area", () => this.search(map.getBounds())));
        this.drawButton = button("Draw a rectangle", () => this.draw(!this.isDrawing));
        this.drawButton.setAttribute("aria-pressed", "false");
        box.append(this.drawButton);
      }
      box.append(full);
      return box;
    };
    const page = element.closest(".gh-atlas-page");
    const screen = new FullScreen(page instanceof HTMLElement ? page : element, (isFull) => {
      full.textContent = isFull ? "Leave full screen" : "Full screen";
      map.invalidateSize();
      fit();
    });
    const full = button("Full screen", () => screen.turn(!screen.isFull));
    control.addTo(map);
  }

  /**
   * Filters the result by a part of the map, through the form of all filters.
   * @param {import("leaflet").LatLngBounds} bounds
   */
  search(bounds) {
    if (!this.form) return;
    const edges = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    fieldOf(this.form, "bbox").value = edges.map((edge) => Number(edge.toFixed(DIGITS))).join(",");
    this.form.requestSubmit();
  }

  /** @param {boolean} begins True to start drawing a rectangle, false to stop. */
  draw(begins) {
    if (!this.drawButton) return;
    this.isDrawing = begins;
    this.drawButton.setAttribute("aria-pressed", String(begins));
    this.drawButton.textContent = begins ? "Now drag on the map" : "Draw a rectangle";
    const area = this.map.getContainer();
    area.classList.toggle("gh-atlas-live--draws", begins);
    if (!begins) {
      this.stop?.abort();
      this.rectangle?.remove();
      this.rectangle = null;
      this.map.dragging.enable();
      return;
    }
    this.map.dragging.disable();
    this.stop = new AbortController();
    const { signal } = this.stop;
    /** @type {import("leaflet").LatLng | null} */
    let corner = null;
    /** @param {PointerEvent} event */
    const place = (event) => this.map.mouseEventToLatLng(event);
    area.addEventListener(
      "pointerdown",
      (event) => {
        if (event.target instanceof Element && event.target.closest(".leaflet-control")) return;
        event.preventDefault();
        event.stopPropagation();
        area.setPointerCapture(event.pointerId);
        corner = place(event);
        this.rectangle = L.rectangle(L.latLngBounds(corner, corner), STYLE).addTo(this.marks);
      },
      { signal, capture: true },
    );
    area.addEventListener(
      "pointermove",
      (event) => {
        if (corner) this.rectangle?.setBounds(L.latLngBounds(corner, place(event)));
      },
      { signal },
    );
    area.addEventListener(
      "pointerup",
      (event) => {
        if (!corner) return;
        const bounds = L.latLngBounds(corner, place(event));
        this.draw(false);
        const hasInside = bounds.getEast() > bounds.getWest() && bounds.getNorth() > bounds.getSouth();
        if (hasInside) this.search(bounds);
      },
      { signal },
    );
    area.addEventListener("pointercancel", () => this.draw(false), { signal });
    document.addEventListener(
      "keydown",
      ({ key }) => {
        if (key === "Escape") this.draw(false);
      },
      { signal },
    );
  }

  /**
   * Marks the place that distances are from, and the part of the map that is searched.
   * @param {{latitude: number, longitude: number, name: string} | null} near
   * @param {import("./feed.js").Filters} filters
   */
  mark(near, filters) {
    this.marks.clearLayers();
    const box = boxOf(filters);
    if (box)
      L.rectangle(
        [
          [box[1], box[0]],
          [box[3], box[2]],
        ],
        STYLE,
      ).addTo(this.marks);
    if (!near) return;
    const icon = L.divIcon({
      className: "gh-atlas-near",
      html: '<svg viewBox="0 0 24 24" width="30" height="30" aria-hidden="true" focusable="false"><circle cx="12" cy="12" r="9"/><path d="M12 1v22M1 12h22"/></svg>',
      iconSize: [30, 30],
    });
    const pin = L.marker([near.latitude, near.longitude], {
      icon,
      keyboard: false,
      interactive: false,
      alt: near.name,
      zIndexOffset: -100,
    });
    pin.on("add", () => {
      pin.getElement()?.setAttribute("role", "img");
      pin.getElement()?.setAttribute("aria-label", `Distances are from ${near.name}`);
    });
    pin.addTo(this.marks);
  }

  /**
   * Returns true if the map already shows these bounds at a similar scale.
   * @param {[import("./map.js").Place, import("./map.js").Place] | null} bounds
   */
  isShown(bounds) {
    if (!bounds) return false;
    const box = L.latLngBounds(bounds);
    const view = this.map.getBounds();
    const share = (box.getNorth() - box.getSouth()) / (view.getNorth() - view.getSouth());
    return view.pad(0.02).contains(box) && share > MIN_SHARE;
  }
}

const STYLE = {
  className: "gh-atlas-box",
  interactive: false,
  weight: 2,
  color: "#0b0c0c",
  dashArray: "6 4",
  fill: false,
};
