// The matching desk by keyboard: a key of its own for every decision, while the focus is on one of the buttons.
const desk = document.querySelector("[data-desk]");
const choices = [...desk.querySelectorAll("[data-key]")];

desk.addEventListener("keydown", (event) => {
  if (event.repeat || event.altKey || event.ctrlKey || event.metaKey || event.target.matches("input")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const choice = choices.find((each) => each.dataset.key === key);
  if (!choice) return;
  event.preventDefault();
  choice.click();
});

// Ready at once: the first button has the focus, and presses nothing by itself.
if (!document.querySelector(".govuk-error-summary"))
  desk.querySelector(".gh-desk__button")?.focus({ preventScroll: true });
