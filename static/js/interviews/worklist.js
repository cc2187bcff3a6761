// Up and down the work list with the arrow keys, from one case's link to the next.
for (const list of document.querySelectorAll("[data-arrow-keys]")) {
  const links = [...list.querySelectorAll("h3 a")];
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const place = links.indexOf(document.activeElement);
    if (!step || place < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    links[Math.max(0, Math.min(links.length - 1, place + step))].focus();
  });
}
