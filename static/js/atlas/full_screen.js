// @ts-check
// The whole screen for the map with its filters and legend, or the whole window where a browser grants no more.

export class FullScreen {
  /**
   * @param {HTMLElement} element What fills the screen.
   * @param {(isFull: boolean) => void} onChange
   */
  constructor(element, onChange) {
    this.element = element;
    this.onChange = onChange;
    this.isFull = false;
    document.addEventListener("fullscreenchange", () => {
      if (!document.fullscreenElement) this.turn(false);
    });
    // Before the map hears it: Escape first closes a popup or stops a rectangle.
    document.addEventListener(
      "keydown",
      ({ key }) => {
        const isUsed = document.querySelector(".leaflet-popup, .gh-atlas-live--draws, .gh-atlas-details:not([hidden])");
        if (key === "Escape" && !isUsed) this.turn(false);
      },
      true,
    );
  }

  /** @param {boolean} isFull */
  turn(isFull) {
    if (isFull === this.isFull) return;
    this.isFull = isFull;
    this.element.classList.toggle("gh-atlas-page--full", isFull);
    for (const other of this.others()) other.inert = isFull;
    if (isFull) document.documentElement.requestFullscreen?.().catch(() => {});
    else if (document.fullscreenElement) document.exitFullscreen();
    this.onChange(isFull);
  }

  // Everything beside the element and beside what it lies in.
  *others() {
    for (let inner = this.element; inner.parentElement && inner !== document.body; inner = inner.parentElement)
      for (const other of inner.parentElement.children)
        if (other !== inner && other instanceof HTMLElement) yield other;
  }
}
