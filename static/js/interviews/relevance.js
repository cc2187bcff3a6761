// Shows the questions that the answers call for, as survey/expressions.py decides it, and counts what is still to ask.
const number = (value) =>
  typeof value !== "string" ? Number(value) : /^\s*-?(\d+(\.\d*)?|\.\d+)\s*$/.test(value) ? Number(value) : NaN;
const truth = (value) => (typeof value === "number" ? !Number.isNaN(value) && value !== 0 : Boolean(value));
const text = (value) => (typeof value === "boolean" ? String(value) : `${value}`);
const words = (value) => text(value).split(/\s+/).filter(Boolean);

function equal(left, right) {
  if (typeof left === "boolean" || typeof right === "boolean") return truth(left) === truth(right);
  if (typeof left === "number" || typeof right === "number") return number(left) === number(right);
  return left === right;
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
};

export function evaluate(tree, valueOf) {
  if (!Array.isArray(tree)) return tree;
  const [symbol, ...parts] = tree;
  if (symbol === "$") return valueOf(parts[0]);
  return OPERATIONS[symbol](...parts.map((part) => evaluate(part, valueOf)));
}

const STATE = "state:";

function given(form, name) {
  const data = new FormData(form);
  const date = ["year", "month", "day"].map((part) => data.get(`q-${name}_${part}`)).filter(Boolean);
  if (date.length) return date.join("-");
  return data.getAll(`q-${name}`).filter((value) => value && !value.startsWith(STATE)).join(" ");
}

function isAnswered(form, name) {
  const data = new FormData(form);
  return data.getAll(`q-${name}`).some((value) => value.trim()) || Boolean(data.get(`q-${name}--state`));
}

export function follow(form) {
  const questions = new Map([...form.querySelectorAll("[data-question]")].map((part) => [part.dataset.question, part]));
  const conditions = new Map();
  for (const [name, part] of questions) {
    if (part.dataset.condition) conditions.set(name, JSON.parse(part.dataset.condition));
  }

  function refresh() {
    const verdicts = new Map();
    const isShown = (name) => {
      if (!verdicts.has(name)) {
        const tree = conditions.get(name);
        verdicts.set(name, !tree || truth(evaluate(tree, (other) => (isShown(other) ? given(form, other) : ""))));
      }
      return verdicts.get(name);
    };
    for (const [name, part] of questions) part.toggleAttribute("data-not-asked", !isShown(name));
    for (const section of form.querySelectorAll("[data-section]")) {
      const missing = [...section.querySelectorAll("[data-required]:not([data-not-asked])")].filter(
        (part) => !isAnswered(form, part.dataset.question),
      );
      const count = form.querySelector(`[data-missing="${section.dataset.section}"]`);
      if (count) count.textContent = missing.length ? `${missing.length} to ask` : "";
    }
  }

  form.addEventListener("change", refresh);
  form.addEventListener("gatehouse:restored", refresh);
  refresh();
}
