// Binds the search page: the form's state lives in the address's fragment, answers come from the adapter.

import { makeAdapter } from "./adapter.js";
import { Cards } from "./cards.js";
import { ends, number } from "./days.js";
import * as near from "./near.js";
import * as states from "./state.js";

const KINDS = ["fits", "ages", "prices"];
const FIRST = { fits: 12, ages: 6, prices: 6 };
const NONE = { fits: 0, ages: 0, prices: 0 };
const MORE = 12;
const PAUSE = 200;
const TYPED = ["q", "age", "near", "from", "to"];

const settings = JSON.parse(document.getElementById("words").textContent);
const { words } = settings;
const page = document.getElementById("search");
const form = document.getElementById("find");
const summary = document.getElementById("summary");
const asOf = document.getElementById("asof");
const chips = document.getElementById("chosen");
const filters = document.getElementById("filters");
const toggle = document.getElementById("toggle");
const done = document.getElementById("done");
const spot = document.getElementById("spot");
const here = document.getElementById("here");
const controls = [...form.elements].filter(({ name }) => name);
const points = document.getElementById("points");
const sections = Object.fromEntries(KINDS.map((kind) => [kind, page.querySelector(`[data-kind="${kind}"]`)]));

let loading = null;
let cards = null;
let state = states.read("");
let show = { ...FIRST };
let typing = null;
let turn = 0;
let position = null;
let table = null;

function load() {
  loading ??= makeAdapter(settings.adapter, { ...settings, base: settings.data }).then(
    (adapter) => {
      cards = new Cards(document.getElementById("card"), { ...settings, today: adapter.day });
      return adapter;
    },
    (problem) => {
      loading = null;
      throw problem;
    },
  );
  return loading;
}

// The filters that are counted are those that the page offers; each box with its label and where its number stands.
const offered = {};
const boxes = {};
for (const input of controls) {
  if (input.type !== "checkbox") continue;
  const label = input.closest("label");
  (offered[input.name] ??= []).push(input.value);
  (boxes[input.name] ??= []).push({ value: input.value, label, number: label.querySelector("[data-count]"), said: null });
}

// cards: false where the page already has the cards that nothing asked for would show. typed: a letter is on its way to
// the screen, and goes first; whoever types on is answered once.
async function render({ cards: anew = true, typed = false } = {}) {
  const mine = ++turn;
  if (typed) {
    await painted();
    if (mine !== turn) return;
    history.replaceState(null, "", address());
  }
  points?.replaceChildren();
  if (!cards && anew) summary.textContent = words.loading;
  let [adapter, request, answer] = [null, null, null];
  try {
    const [made, at] = await Promise.all([load(), located()]);
    adapter = made;
    request = { ...state, show, at };
    answer = await adapter.search(adapter.apart ? request : { ...request, count: offered });
  } catch (problem) {
    if (mine !== turn) return;
    summary.textContent = words.failed;
    console.warn(problem);
    return;
  }
  if (mine !== turn) return;
  summary.textContent = summed(answer);
  asOf.hidden = answer.asOf === null;
  if (!asOf.hidden) asOf.textContent = words.asOf.replace("%(day)s", cards.dayWords(answer.asOf));
  done.textContent = cards.count(words.show, KINDS.reduce((n, kind) => n + answer[kind].total, 0));
  for (const kind of KINDS) showSection(kind, answer[kind], anew);
  showChosen();
  if (!adapter.apart) return showCounts(answer.counts);
  await (typed ? pause() : painted());
  if (mine === turn) showCounts((await adapter.search({ ...request, count: offered, show: NONE })).counts);
}

function painted() {
  return new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
}

// Whoever is typing does not look at numbers.
function pause() {
  return new Promise((go) => setTimeout(go, PAUSE));
}

// From where it is near: the phone's position, which is kept nowhere, or an area or a postcode that the city knows.
async function located() {
  if (!settings.near || (!position && !state.near.trim())) {
    if (spot) spot.textContent = "";
    return null;
  }
  table ??= await near.load(settings.near);
  const at = position ?? near.resolve(state.near, table);
  spot.textContent = at ? "" : words.nowhere;
  return at && { at, areas: table.areas };
}

function summed({ fits, ages, prices, relaxed }) {
  if (relaxed) {
    const left = new Intl.ListFormat(settings.locale).format(relaxed.map(labelOf));
    return `${words.nothing} ${cards.count(words.without, fits.total + ages.total + prices.total).replace("%(filters)s", left)}`;
  }
  const parts = [cards.count(state.age === null ? words.found : words.forYou, fits.total)];
  if (ages.total) parts.push(cards.count(words.noAge, ages.total));
  if (prices.total) parts.push(cards.count(words.noPrice, prices.total));
  return parts.join(" · ");
}

function showCounts(counts) {
  for (const [name, numbers] of Object.entries(counts)) {
    for (const box of boxes[name] ?? []) {
      const n = numbers[box.value] ?? 0;
      if (n === box.said) continue;
      box.said = n;
      box.label.classList.toggle("none", !n);
      box.number.textContent = cards.number.format(n);
    }
  }
}

function showSection(kind, { total, hits }, anew) {
  const section = sections[kind];
  section.hidden = kind !== "fits" && !total;
  const list = section.querySelector(".cards");
  if (anew || kind !== "fits") cards.lay(list, hits);
  section.querySelector("button").hidden = list.children.length >= total;
}

function labelOf(name) {
  if (name === "q") return words.quoted.replace("%(words)s", state.q.trim());
  if (name === "age") return words.iAm.replace("%(age)s", cards.number.format(state.age));
  return document.getElementById(`facet-${name}`)?.textContent ?? name;
}

// What is chosen, each with a button that takes it back.
function showChosen() {
  const chosen = [];
  if (state.q.trim()) chosen.push(["q", undefined, state.q.trim()]);
  if (state.age !== null) chosen.push(["age", undefined, labelOf("age")]);
  if (position) chosen.push(["near", undefined, words.nearHere]);
  else if (state.near.trim()) chosen.push(["near", undefined, words.near.replace("%(place)s", state.near.trim())]);
  for (const [name, values] of Object.entries(state.filters)) {
    for (const value of values) chosen.push([name, value, optionLabel(name, value)]);
  }
  const focused = [...chips.children].findIndex((one) => one.contains(document.activeElement));
  chips.replaceChildren(...chosen.map(([name, value, label]) => chosenChip(name, value, label)));
  if (chosen.length > 1) chips.append(chosenChip(null, null, words.clear));
  if (focused >= 0) (chips.children[Math.min(focused, chips.children.length - 1)]?.firstChild ?? summary).focus();
  const n = chosen.filter(([name]) => name !== "q" && name !== "age").length;
  toggle.querySelector("b").textContent = n ? cards.number.format(n) : "";
}

function chosenChip(name, value, label) {
  const button = document.createElement("button");
  button.type = "button";
  const said = document.createElement("bdi");
  said.textContent = label;
  button.append(said);
  if (name) {
    button.append(" ×");
    button.setAttribute("aria-label", words.remove.replace("%(filter)s", label));
  }
  button.addEventListener("click", () => {
    if (!name || name === "near") position = null;
    change(name ? states.without(state, name, value) : states.read(""));
  });
  const item = document.createElement("li");
  item.append(button);
  return item;
}

function optionLabel(name, value) {
  const one = controls.find((input) => input.name === name && input.value === value && input.type === "checkbox");
  if (one) return one.closest("label").querySelector("span").textContent;
  const days = ends(value);
  if (name === "when" && days) return days.map((day) => day && cards.dayWords(number(day))).join(" – ");
  const option = [...form.querySelectorAll("option"), ...filters.querySelectorAll("option")].find((each) => each.value === value);
  return option?.textContent ?? value;
}

// push: whether "back" returns to what was asked before.
function change(next, { push = true, typed = false } = {}) {
  state = next;
  show = { ...FIRST };
  if (push) history.pushState(null, "", address());
  else if (!typed) history.replaceState(null, "", address());
  if (!typed) fill();
  render({ typed });
}

function address() {
  const fragment = states.write(state);
  return location.pathname + (fragment ? `#${fragment}` : "");
}

// Puts the state into the form, but not under the fingers of somebody who is typing.
function fill() {
  const days = (state.filters.when ?? []).filter((value) => !known("when", value)).map(ends).find(Boolean) ?? ["", ""];
  for (const input of controls) {
    if (input === document.activeElement && TYPED.includes(input.name)) continue;
    if (input.name in state) input.value = state[input.name] ?? "";
    else if (input.type === "date") input.value = days[input.name === "from" ? 0 : 1];
    else if (input.type === "checkbox") input.checked = Boolean(state.filters[input.name]?.includes(input.value));
    else input.value = [...input.options].find(({ value }) => value && state.filters[input.name]?.includes(value))?.value ?? "";
  }
}

// What the form says. A value that the form does not offer, such as a week gone by, stays until its chip is taken back.
function asked() {
  const said = states.read(new URLSearchParams(new FormData(form)).toString());
  for (const [name, values] of Object.entries(state.filters)) {
    const kept = values.filter((value) => !known(name, value) && !(name === "when" && ends(value)));
    if (kept.length) said.filters[name] = [...(said.filters[name] ?? []), ...kept];
  }
  if (said.near && !state.near) said.sort = "nearest";
  return said;
}

// Whether the form offers a value.
function known(name, value) {
  return controls.some((one) => one.name === name && (one.options ? [...one.options].some((option) => option.value === value) : one.value === value));
}

page.addEventListener("input", ({ target }) => {
  if (!target.name) return;
  if (target.name === "near") position = null;
  const text = TYPED.includes(target.name);
  // Between two letters there is no time to read a whole form.
  const next = target.name === "q" ? { ...state, q: target.value.slice(0, states.LONGEST) } : asked();
  change(next, { push: !text || typing !== target.name, typed: target.name === "q" });
  typing = text ? target.name : null;
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  typing = null;
  change(asked(), { push: states.write(asked()) !== states.write(state) });
});

for (const kind of KINDS) {
  const section = sections[kind];
  section.querySelector("button").addEventListener("click", async () => {
    const before = section.querySelectorAll(".card").length;
    show = { ...show, [kind]: Math.max(before, show[kind]) + MORE };
    await render();
    section.querySelectorAll(".card")[before]?.querySelector("a").focus();
  });
}

here?.addEventListener("click", () => {
  const found = ({ coords }) => {
    position = [coords.latitude, coords.longitude];
    change({ ...state, near: "", sort: "nearest" });
  };
  const lost = () => (spot.textContent = words.noPosition);
  if (navigator.geolocation) navigator.geolocation.getCurrentPosition(found, lost, { maximumAge: 600000, timeout: 10000 });
  else lost();
});

// Where the results are; gone as soon as something else is asked.
document.getElementById("plot")?.addEventListener("click", async () => {
  const [{ plot }, adapter] = await Promise.all([import("./points.js"), load()]);
  await plot(points, state, { ...settings, adapter, cards });
});

function open(shown) {
  toggle.setAttribute("aria-expanded", String(shown));
  filters.classList.toggle("open", shown);
}
toggle.addEventListener("click", () => open(toggle.getAttribute("aria-expanded") !== "true"));
done.addEventListener("click", () => {
  open(false);
  summary.focus();
  summary.scrollIntoView({ block: "start" });
});
filters.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape" || toggle.getAttribute("aria-expanded") !== "true") return;
  open(false);
  toggle.focus();
});

// "Back", or a link with another question; a link to a part of the page, such as the skip link, asks nothing.
function returned() {
  if (document.getElementById(location.hash.slice(1))) return;
  typing = null;
  show = { ...FIRST };
  state = states.read(location.hash);
  fill();
  render();
}
window.addEventListener("popstate", returned);

function start() {
  // A form sent without script leaves its question in the query; from here on it is in the fragment.
  const query = states.read(location.search);
  state = states.empty(query) ? states.read(location.hash) : query;
  if (location.search) history.replaceState(null, "", `${location.pathname}#${states.write(state)}`);
  if (!states.empty(state) || states.write(asked())) {
    if (states.empty(state)) state = asked();
    fill();
    render();
    return;
  }
  const idly = () => loading ?? render({ cards: false });
  page.addEventListener("focusin", idly, { once: true });
  if (!navigator.connection?.saveData) (window.requestIdleCallback ?? setTimeout)(idly);
}
start();
