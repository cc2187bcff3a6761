// Words of rows that a page does not show, because it was left before the server knew of them: they go with the next save.
const OF_A_ROW = /^(q-[^:]+):(\d+):/;

export function keepRows(form, values) {
  for (const [name, kept] of values) {
    const found = OF_A_ROW.exec(name);
    const count = found && form.elements[`${found[1]}:rows`];
    if (!count || form.elements[name] || !kept.some(Boolean)) continue;
    for (const value of kept)
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    count.value = Math.max(Number(count.value), Number(found[2]));
  }
}
