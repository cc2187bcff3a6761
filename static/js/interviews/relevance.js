// Shows the questions that the answers call for, as survey/expressions.py decides it, and counts what is still to ask.
const DAY = 24 * 3600 * 1000;

// A day counts as the days since 1970; 30 February is none.
function dayNumber(value) {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : NaN;
  return new Date(at).toJSON()?.slice(0, 10) === value ? at / DAY : NaN;
}

const number = (value) =>
  typeof value !== "string"
    ? Number(value)
    : /^\s*-?(\d+(\.\d*)?|\.\d+)\s*$/.test(value)
      ? Number(value)
      : dayNumber(value);
const truth = (value) => (typeof value === "number" ? !Number.isNaN(value) && value !== 0 : Boolean(value));
const text = (value) => (typeof value === "boolean" ? String(value) : `${value}`);
const words = (value) => text(value).split(/\s+/).filter(Boolean);

function equal(left, right) {
  if (typeof left === "boolean" || typeof right === "boolean") return truth(left) === truth(right);
  if (typeof left === "number" || typeof right === "number") return number(left) === number(right);
  return left === right;
}

function part(value, start, end = Infinity) {
  const [first, last] = [number(start), number(end)];
  return Number.isNaN(first) || Number.isNaN(last) ? "" : text(value).slice(Math.max(0, first), Math.max(0, last));
}

const OPERATIONS = {
  "=": equal,
  "!=": (left, right) => !equal(left, right),
  "<": (left, right) => number(left) < number(right),
  "<=": (left, right) => number(left) <= number(right),
  ">": (left, right) => number(left) > number(right),
  ">=": (left, right) => number(left) >= number(right),
  "+": (left, right) => number(left) + number(right),
  "-": (left, right) => (right === undefined ? -number(left) : number(left) - number(right)),
  "*": (left, right) => number(left) * number(right),
  div: (left, right) => number(left) / number(right),
  mod: (left, right) => number(left) % number(right),
  and: (...parts) => parts.every(truth),
  or: (...parts) => parts.some(truth),
  not: (value) => !truth(value),
  true: () => true,
  false: () => false,
  number,
  "string-length": (value) => text(value).length,
  contains: (value, part) => text(value).includes(text(part)),
  "starts-with": (value, part) => text(value).startsWith(text(part)),
  selected: (value, word) => words(value).includes(text(word)),
  "count-selected": (value) => words(value).length,
  coalesce: (first, second) => (text(first) ? first : second),
  concat: (...parts) => parts.map(text).join(""),
  int: (value) => Math.trunc(number(value)),
  round: (value, places = 0) => Math.floor(number(value) * 10 ** number(places) + 0.5) / 10 ** number(places),
  string: text,
  substr: part,
  count: (...rows) => rows.filter(truth).length,
  "count-non-empty": (...values) => values.filter(Boolean).length,
  sum: (...values) =>
    values
      .map(number)
      .filter((value) => !Number.isNaN(value))
      .reduce((all, each) => all + each, 0),
};

export function evaluate(tree, valueOf) {
  if (!Array.isArray(tree)) return tree;
  const [symbol, ...parts] = tree;
  if (symbol === "$") return valueOf(parts[0]);
  if (symbol === "if") return evaluate(truth(evaluate(parts[0], valueOf)) ? parts[1] : parts[2], valueOf);
  return OPERATIONS[symbol](...parts.map((part) => evaluate(part, valueOf)));
}

const STATE = "state:";

function given(form, name) {
  const data = new FormData(form);
  const date = ["year", "month", "day"].map((part) => data.get(`q-${name}_${part}`)).filter(Boolean);
  if (date.length) return date.join("-");
  return data
    .getAll(`q-${name}`)
    .filter((value) => value && !value.startsWith(STATE))
    .join(" ");
}

function isAnswered(form, name) {
  const data = new FormData(form);
  return data.getAll(`q-${name}`).some((value) => value.trim()) || Boolean(data.get(`q-${name}--state`));
}

export function follow(form) {
  const questions = new Map([...form.querySelectorAll("[data-question]")].map((part) => [part.dataset.question, part]));
  const conditions = new Map();
  const calculations = new Map();
  for (const [name, part] of questions) {
    if (part.dataset.condition) conditions.set(name, JSON.parse(part.dataset.condition));
    if (part.dataset.calculation) calculations.set(name, JSON.parse(part.dataset.calculation));
  }

  function refresh() {
    const verdicts = new Map();
    const isShown = (name) => {
      if (!verdicts.has(name))
        verdicts.set(name, !conditions.has(name) || truth(evaluate(conditions.get(name), valueOf)));
      return verdicts.get(name);
    };
    const made = new Map();
    const valueOf = (name) => {
      if (!isShown(name)) return "";
      if (!calculations.has(name)) return given(form, name);
      if (!made.has(name)) made.set(name, text(evaluate(calculations.get(name), valueOf)));
      return made.get(name) === "NaN" ? "" : made.get(name);
    };
    for (const [name, part] of questions) part.toggleAttribute("data-not-asked", !isShown(name));
    for (const item of form.querySelectorAll("[data-only-if]")) {
      item.hidden = !truth(evaluate(JSON.parse(item.dataset.onlyIf), valueOf));
      if (item.hidden) item.querySelector("input").checked = false;
    }
    for (const section of form.querySelectorAll("[data-section]")) {
      const missing = [...section.querySelectorAll("[data-required]:not([data-not-asked])")].filter(
        // Nothing is wanted in a row that nobody has begun: the server says what is missing in the others.
        (part) => !part.dataset.question.includes(":") && !isAnswered(form, part.dataset.question),
      );
      const count = form.querySelector(`[data-missing="${section.dataset.section}"]`);
      if (count) count.textContent = missing.length ? `${missing.length} to ask` : "";
    }
  }

  form.addEventListener("change", refresh);
  form.addEventListener("gatehouse:restored", refresh);
  refresh();
}
