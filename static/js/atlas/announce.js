// @ts-check
// Describes the map in words after it has moved, for screen readers.

const PAUSE = 400;

/**
 * @param {import("leaflet").Map} map
 * @param {HTMLElement} element
 * @param {{organisations: import("./organisations.js").Organisations, services: import("./services.js").Services}} shown
 */
export function announce(map, element, { organisations, services }) {
  const words = document.createElement("p");
  words.className = "govuk-visually-hidden";
  words.setAttribute("role", "status");
  element.append(words);
  /** @type {number | undefined} */
  let timer;
  map.on("spread", (/** @type {any} */ event) => {
    clearTimeout(timer);
    words.textContent = `${event.spots.length} organisations at one place, spread around it.`;
  });
  map.on("moveend", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const bounds = map.getBounds();
      const rows = organisations.shown.filter(({ latitude, longitude }) => bounds.contains([latitude, longitude]));
      const groups = rows.filter(({ isGroup }) => isGroup).length;
      const parts = [
        counted(
          rows.reduce((sum, { count }) => sum + count, 0),
          "organisation",
          "organisations",
        ),
        groups ? `${counted(groups, "group", "groups")} to open` : "",
        services.areDrawn
          ? counted(
              services.countWithin(bounds),
              element.dataset.atlasService ?? "service",
              element.dataset.atlasServices ?? "services",
            )
          : "",
      ];
      words.textContent = `The map shows ${parts.filter(Boolean).join(", ")}.`;
    }, PAUSE);
  });
}

/**
 * @param {number} number
 * @param {string} one
 * @param {string} many
 */
function counted(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}
