// Organisations named: adding one without leaving the page, and headings that follow what is typed.
import { newKey } from "./drafts.js";
import { suggest } from "./suggest.js";

export function startMentions(form) {
  const part = form.querySelector("[data-mentions]");
  const list = part.querySelector("[data-mention-list]");
  const blank = part.querySelector("[data-mention-blank]");
  const count = form.elements.mention_count;
  const menu = form.querySelector("[data-mention-count]");

  function refresh() {
    let named = 0;
    for (const mention of list.querySelectorAll("[data-mention]")) {
      const name = mention.querySelector('[name$="-name_given"]').value.trim();
      const isRemoved = mention.querySelector('[name$="-is_removed"]').checked;
      const chosen = mention.querySelector('[name$="-match"]:checked');
      const label = chosen ? mention.querySelector(`label[for="${chosen.id}"]`).textContent : "";
      mention.querySelector("[data-mention-title]").textContent = name || "Organisation not named yet";
      mention.querySelector("[data-mention-match]").textContent = isRemoved ? "To be removed" : name ? label : "";
      mention.classList.toggle("gh-mention--removed", isRemoved);
      if (name && !isRemoved) named += 1;
    }
    menu.textContent = named ? `${named} named` : "";
  }

  function add() {
    const place = count.value;
    const made = blank.content.firstElementChild.cloneNode(true);
    for (const element of made.querySelectorAll("*")) {
      for (const name of ["id", "name", "for", "aria-describedby", "aria-labelledby"]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replaceAll("__place__", place));
      }
    }
    const key = made.querySelector('[name$="-key"]');
    key.value = newKey();
    made.id = `mention-${key.value}`;
    made.open = true;
    list.append(made);
    count.value = Number(place) + 1;
    suggest(made);
    return made;
  }

  part.querySelector("[data-add-mention]").addEventListener("click", (event) => {
    event.preventDefault();
    const made = add();
    refresh();
    made.querySelector('[name$="-name_given"]').focus();
  });
  list.addEventListener("input", refresh);
  list.addEventListener("change", refresh);
  form.addEventListener("gatehouse:restored", refresh);
  list.querySelectorAll("[data-mention]").forEach(suggest);
  refresh();
  return { add, number: () => Number(count.value) };
}
