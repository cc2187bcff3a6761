// @ts-check
// What a mark of the map says when it is pressed: in a popup that keeps clear of the controls, or, where the map is too
// narrow for one, in a panel under the map.
import { L } from "./leaflet.js";
import { button } from "./map.js";

const NARROW = 600;
const POPUP = {
  maxWidth: 300,
  autoPanPaddingTopLeft: /** @type {[number, number]} */ ([60, 10]),
  autoPanPaddingBottomRight: /** @type {[number, number]} */ ([180, 10]),
};

const Details = L.Popup.extend({
  /**
   * @this {any}
   * @param {import("leaflet").Map} map
   */
  openOn(map) {
    if (map.getSize().x >= NARROW) return L.Popup.prototype.openOn.call(this, map);
    map.fire("details", { content: this._content(), source: this._source });
    return this;
  },
});

/**
 * Returns a popup for a marker to bind.
 * @param {() => HTMLElement} content
 * @param {import("leaflet").PopupOptions} [options]
 * @returns {import("leaflet").Popup}
 */
export function detailsOf(content, options = {}) {
  return new /** @type {any} */ (Details)({ ...POPUP, ...options }).setContent(content);
}

/**
 * Adds the panel under a map. It takes the focus, and gives it back to its mark when it is closed.
 * @param {import("leaflet").Map} map
 * @param {HTMLElement} element
 */
export function addPanel(map, element) {
  const panel = document.createElement("section");
  panel.className = "gh-atlas-details";
  panel.setAttribute("aria-label", "What you chose on the map");
  panel.hidden = true;
  /** @type {any} */
  let source = null;
  const hide = () => {
    panel.hidden = true;
    const mark = source?.getElement?.();
    if (mark?.isConnected) mark.focus({ preventScroll: true });
  };
  const close = button("Close", hide);
  close.classList.add("gh-atlas-details__close");
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    hide();
  });
  element.append(panel);
  map.on("details", (/** @type {any} */ details) => {
    ({ source } = details);
    panel.replaceChildren(details.content, close);
    panel.hidden = false;
    panel.querySelector("a")?.focus({ preventScroll: true });
    panel.scrollIntoView({ block: "nearest" });
  });
}
