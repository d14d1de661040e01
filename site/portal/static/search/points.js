// Draws where the results are, over the city's own outlines: nothing is asked of anybody else's map.
//
// results: {title, href, at: [latitude, longitude] or null, area: its name or null}; at only where everybody may know it.
// options: {outlines: address, words: {map, here, areas, offMap}, count(forms, n)}.

import { makeAdapter } from "./adapter.js";

const SVG = "http://www.w3.org/2000/svg";
const RADIUS = 15;

const ALL = 100_000;

let engine = null;
let loading = null;

// Everything that the search's state finds; asked of the published files, since no server is told where places are.
export async function plot(container, state, { adapter, cards, points: told, ...settings }) {
  engine ??= settings.adapter === "local" ? adapter : await makeAdapter("local", { ...settings, base: settings.data });
  const { fits } = await engine.search({ ...state, count: {}, show: { fits: ALL, ages: 0, prices: 0 }, at: null });
  const results = fits.hits.map(({ id, slug, title, place }) => ({ title, href: `${settings.here}o/${id}/${slug}/`, at: place?.at ?? null, area: place?.area ?? null }));
  return points(container, results, { ...told, count: (forms, n) => cards.count(forms, n) });
}

export async function points(container, results, options) {
  loading ??= fetched(options.outlines);
  const city = await loading.catch((problem) => {
    loading = null;
    throw problem;
  });
  const { words, count } = options;
  const unit = city.width / Math.min(container.clientWidth || city.width, 720);
  const list = make("div", { tabIndex: -1, className: "at" });
  list.setAttribute("aria-live", "polite");
  const picture = draw("svg", { class: "map points", viewBox: `-4 -4 ${city.width + 8} ${city.height + 8}`, role: "group", "aria-label": words.map });
  for (const [, path] of city.areas) picture.append(draw("path", { class: "q0", d: path }));
  let chosen = null;
  const choose = (button, label, found) => {
    chosen?.setAttribute("aria-pressed", "false");
    chosen = button;
    button.setAttribute("aria-pressed", "true");
    list.replaceChildren(make("h3", { textContent: label }), listed(found));
    list.focus({ preventScroll: true });
    list.scrollIntoView({ block: "nearest" });
  };
  const exact = results.filter(({ at }) => at);
  for (const { x, y, found } of clusters(exact, city, RADIUS * unit)) {
    const label = named(found, count(words.here, found.length));
    const button = draw("g", { role: "button", tabindex: 0, "aria-pressed": "false", "aria-label": label, transform: `translate(${x} ${y}) scale(${unit})` });
    const said = draw("text", { y: 5 });
    said.textContent = found.length > 1 ? found.length : "";
    button.append(draw("circle", { r: RADIUS }), said);
    button.addEventListener("click", () => choose(button, label, found));
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      choose(button, label, found);
    });
    picture.append(button);
  }
  const parts = [picture];
  const byArea = grouped(results);
  if (byArea.size) {
    const row = make("p", { className: "row" });
    row.append(make("span", { textContent: words.areas }));
    for (const [area, found] of [...byArea].sort(([one], [other]) => one.localeCompare(other))) {
      const button = make("button", { type: "button", className: "btn quiet", textContent: `${area} ${found.length}` });
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => choose(button, area, found));
      row.append(button);
    }
    parts.push(row);
  }
  const lost = results.filter(({ at, area }) => !at && !area).length;
  if (lost) parts.push(make("p", { className: "note", textContent: count(words.offMap, lost) }));
  container.replaceChildren(...parts, list);
}

// What is so near that fingers could not tell it apart is one.
export function clusters(results, { width, height, frame: [west, north, across, down] }, radius) {
  const cells = new Map();
  for (const one of results) {
    const [x, y] = [(one.at[1] - west) * across, (north - one.at[0]) * down];
    if (x < 0 || y < 0 || x > width || y > height) continue;
    const key = `${Math.round(x / radius)} ${Math.round(y / radius)}`;
    const cell = cells.get(key) ?? cells.set(key, { x: 0, y: 0, found: [] }).get(key);
    join(cell, { x, y, found: [one] });
  }
  const made = [];
  for (let cell of cells.values()) {
    for (let near; (near = made.findIndex(({ x, y }) => Math.hypot(x - cell.x, y - cell.y) < 2 * radius)) >= 0; ) cell = join(cell, made.splice(near, 1)[0]);
    made.push(cell);
  }
  return made.sort((one, other) => one.y - other.y || one.x - other.x);
}

function join(cell, { x, y, found }) {
  const [n, more] = [cell.found.length, found.length];
  cell.x = (cell.x * n + x * more) / (n + more);
  cell.y = (cell.y * n + y * more) / (n + more);
  cell.found.push(...found);
  return cell;
}

function grouped(results) {
  const found = new Map();
  for (const one of results) if (!one.at && one.area) found.set(one.area, [...(found.get(one.area) ?? []), one]);
  return found;
}

function named(found, number) {
  const areas = [...new Set(found.map(({ area }) => area).filter(Boolean))];
  return areas.length ? `${areas.join(", ")}: ${number}` : number;
}

function listed(found) {
  const list = make("ul", { className: "rows" });
  for (const { title, href } of found) {
    const link = make("a", { href });
    link.append(make("bdi", { textContent: title }));
    const item = make("li", {});
    item.append(link);
    list.append(item);
  }
  return list;
}

function make(name, values) {
  return Object.assign(document.createElement(name), values);
}

function draw(name, values) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
  return made;
}

async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}
