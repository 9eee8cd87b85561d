/** Small pieces of the page: elements, answers, the activity log, JSON fields. */

const LOG_LENGTH = 200;

/** Creates an element; text children become text nodes, never markup. */
export function element(name, properties = {}, ...children) {
  const created = Object.assign(document.createElement(name), properties);
  created.append(...children);
  return created;
}

/** Shows an answer below its form; an empty one hides it. */
export function show(output, kind, text) {
  output.hidden = text === "";
  output.dataset.kind = kind;
  output.textContent = text;
}

/** A payload as a person reads it: one value alone, several separated, keywords by name. */
export function formatPayload(args = [], kwargs = {}) {
  const named = Object.entries(kwargs).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return [...args.map((value) => JSON.stringify(value)), ...named].join(", ");
}

/** Parses a JSON field that must hold a list or a dictionary; an empty field is an empty one. */
export function parseField(field, type) {
  const text = field.value.trim();
  const valid = (value) => type === "list"
    ? Array.isArray(value) : typeof value === "object" && value !== null && !Array.isArray(value);
  try {
    const value = text === "" ? (type === "list" ? [] : {}) : JSON.parse(text);
    if (!valid(value)) throw new SyntaxError("another type");
    field.removeAttribute("aria-invalid");
    return value;
  } catch (error) {
    field.setAttribute("aria-invalid", "true");
    field.focus();
    const example = type === "list" ? '[1, "two"]' : '{"key": "value"}';
    throw new SyntaxError(`a JSON ${type} is needed, such as ${example} (${error.message})`);
  }
}

/** Adds a line to the activity log; lines with the same `group` in a row are counted instead. */
export function log(kind, text, group = "") {
  const list = document.getElementById("log");
  const newest = list.firstElementChild;
  const repeated = group !== "" && newest?.dataset.group === group;
  const count = repeated ? Number(newest.dataset.count) + 1 : 1;
  if (repeated) newest.remove();
  const time = element("time", {}, new Date().toLocaleTimeString());
  const label = count > 1 ? `${kind} ×${count}` : kind;
  const line = element("li", {}, time,
    element("span", { className: "kind" }, label), element("span", { className: "text" }, text));
  Object.assign(line.dataset, { kind, group, count });
  list.prepend(line);
  while (list.childElementCount > LOG_LENGTH) list.lastChild.remove();
}
