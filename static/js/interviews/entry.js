// The page of an interview: conditions, organisations named and drafts, each useful without the others.
import { keep } from "./drafts.js";
import { startMentions } from "./mentions.js";
import { keepRows } from "../survey/rows.js";
import { follow } from "./relevance.js";

const form = document.querySelector("[data-entry]");
const mentions = startMentions(form);

function putBack(text) {
  const values = new Map();
  for (const [name, value] of text) values.set(name, [...(values.get(name) ?? []), value]);
  const wanted = Number(values.get("mention_count")?.[0] ?? 0);
  while (mentions.number() < wanted) mentions.add();
  for (const control of form.elements) {
    if (
      !control.name ||
      control.type === "submit" ||
      !/^(q|mention)-|^held_on$/.test(control.name) ||
      /:rows$/.test(control.name)
    )
      continue;
    const kept = values.get(control.name) ?? [];
    if (control.type === "checkbox" || control.type === "radio") control.checked = kept.includes(control.value);
    else control.value = kept[0] ?? "";
  }
  for (const [name, [value]] of values) restoreChoice(name, value);
  keepRows(form, values);
}

// An organisation chosen from suggestions is not among the radios of a page that was opened afresh.
function restoreChoice(name, value) {
  if (!/^mention-\d+-match$/.test(name) || form.querySelector(`[name="${name}"]:checked`)) return;
  const radio = form.querySelector(`[name="${name}"]`);
  const row = radio.closest(".govuk-radios__item").cloneNode(true);
  const input = row.querySelector("input");
  row.querySelector(".govuk-hint")?.remove();
  input.id = `${name}-organisation-${value}`;
  input.value = value;
  input.checked = true;
  row.querySelector("label").htmlFor = input.id;
  row.querySelector("label").textContent = "The organisation chosen before";
  radio.closest("[data-match-radios]").prepend(row);
}

follow(form);
keep(form, { putBack });

addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "s") {
    event.preventDefault();
    form.requestSubmit(form.querySelector(".gh-savebar__button"));
  }
});
