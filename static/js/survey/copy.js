// @ts-check
// A button that copies the private link. Without scripts the link can be selected.
import { find, findAll } from "../elements.js";

for (const box of findAll(document, "[data-copy]", HTMLElement)) {
  const field = find(box, "input", HTMLInputElement);
  const button = find(box, "button", HTMLButtonElement);
  const state = find(box, "[role=status]", HTMLElement);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      state.textContent = box.dataset.copied ?? "";
    } catch {
      // Without permission for the clipboard the link stays selected, to copy by hand.
      state.textContent = box.dataset.select ?? "";
    }
  });
}
