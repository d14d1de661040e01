// Binds the plan's page: what is saved is read from this device, what is published of it from the portal.

import { asked, pack } from "./pack.js";
import { board } from "./board.js";
import { FACTS, catalogue } from "./catalogue.js";
import { number, todayIn } from "./days.js";
import { button, drawing, el } from "./dom.js";
import { only, people } from "./people.js";
import { sayer } from "./say.js";
import { download, shareBox } from "./share.js";
import { shelf } from "./shelf.js";
import * as store from "./store.js";

const settings = JSON.parse(document.getElementById("words").textContent);
const { words, root, here } = settings;
const page = document.getElementById("plan");
const toast = document.getElementById("toast");
const say = sayer(settings);
const today = todayIn(settings.zone);
const { fetched, remember, seen, stale } = catalogue(root);
settings.holidays = settings.holidays.map(([name, first, last]) => [name, number(first), number(last)]);

let { state, problem } = store.load();
let link = null;
const past = [];
const parts = {};
const ROWS = 18; // of an A4 sheet, where titles have two or three lines
const view = { tab: "mine", period: null, more: false, only: null, people: false, who: false, point: 0, myAge: state.people[0]?.age ?? null, theirAge: null, week: null, area: null };

const context = { say, words, settings, root, here, today, view, seen, address: location.origin + location.pathname, change, look, tell, close, did };

function look(change) {
  Object.assign(view, change);
  render();
}

const ids = () => [...state.saved, ...state.picks].map(({ o }) => o);

// undo: whether it can be taken back with one tap.
function change(next, said = "", undo = null) {
  past.push(state);
  state = next;
  const could = store.keep(state);
  if (could) remember(ids());
  problem = could ? null : problem === "newer" ? "newer" : "denied";
  render();
  window.dispatchEvent(new Event("plan"));
  tell(said, undo);
}

function tell(said, undo = null) {
  toast.querySelector("span").textContent = said;
  const back = toast.querySelector("button");
  back.hidden = !undo;
  toast.classList.toggle("shown", Boolean(said));
  if (undo && (document.activeElement === document.body || !document.activeElement)) back.focus({ preventScroll: true });
}

// What few need is fetched when it is needed; null where that fails.
async function need(name) {
  try {
    return (parts[name] ??= await import(`./${name}.js`));
  } catch {
    tell(words.unread);
    return null;
  }
}

async function turn(tab) {
  if (tab === "mine" || (await need(tab))) look({ tab });
}

async function did(one) {
  const made = await need("record");
  if (!made) return;
  if (store.has(state.did, one)) change({ ...state, did: store.without(state.did, one) }, words.undone);
  else change({ ...state, did: [...state.did, made.deed(one, today)] }, words.recorded);
}

function close() {
  history.replaceState(null, "", location.pathname);
  link = null;
  render();
  page.querySelector("h2")?.scrollIntoView({ block: "nearest" });
}

async function calendar(items) {
  tell(words.loading);
  const dated = items.filter(({ at, session }) => at === "here" && (session.meet || session.span));
  const made = await need("calendar");
  if (!made) return;
  try {
    const calendars = await Promise.all(dated.map(async ({ data, s }) => {
      const answer = await fetch(`${root}o/${data.id}/${data.slug}/calendar.ics`);
      if (!answer.ok && answer.status !== 404) throw new Error(answer.status);
      return { text: answer.ok ? await answer.text() : "", session: s };
    }));
    const text = made.joined(words.title, calendars);
    if (text) download("plan.ics", "text/calendar", text);
    tell(text ? words.calendarMade : words.calendarEmpty);
  } catch {
    tell(words.calendarFailed);
  }
}

const PROBLEMS = ["lost", "broken", "newer", "denied"];

function troubles() {
  if (!PROBLEMS.includes(problem)) return stale() ? el("p", { class: "trouble" }, words.stale) : null;
  return el("p", { class: "trouble" }, words.problems[problem], " ", problem === "denied" ? "" : button("mend", words.clearAll, clear));
}

function clear() {
  try {
    for (const one of [store.KEY, FACTS]) localStorage.removeItem(one);
  } catch {
    // Where nothing may be kept there is nothing to clear.
  }
  problem = null;
  view.only = null;
  change(store.empty(), words.cleared, "undo");
}

function mine() {
  const items = state.saved.map(seen);
  if (!items.length && !state.people.length) {
    return el("section", { class: "empty none h-games" }, drawing(`${root}${settings.sprites.games}#v2`), el("p", {}, words.empty), el("p", {}, el("a", { class: "btn", href: `${here}search/` }, words.find)), settings.playlists ? el("p", { class: "find" }, el("a", { href: `${here}playlists/` }, words.playlists)) : null);
  }
  const shown = items.filter(({ who }) => !view.only || who.includes(view.only));
  const known = shown.filter(({ at }) => at === "here");
  const who = el("input", { type: "checkbox", checked: view.who, "data-key": "who", on: () => look({ who: who.checked }) });
  const address = () => `${context.address}#plan=${pack(shown, view.who)}`;
  return el("section", { class: "mine" }, only(context), board(known, context), shelf(shown, context), people(context),
    el("div", { class: "take" },
      el("h2", {}, words.takeIt), state.people.length > 1 ? el("label", { class: "tick" }, who, el("span", {}, words.withWho)) : null,
      shareBox("plan", address, words.shareThis, context), el("p", { class: "note" }, words.shareNote),
      el("p", { class: "acts" }, button("calendar", words.calendar, () => calendar(known)), button("print", words.print, () => window.print()), button("clear", words.clearAll, clear))));
}

const TABS = { mine, record: () => parts.record.record(context), someone: () => parts.someone.someone(context) };

function render() {
  context.state = state;
  const key = document.activeElement?.dataset?.key;
  const tabs = el("nav", { class: "tabs", "aria-label": words.title }, el("ul", {}, Object.keys(TABS).map((name) => el("li", {}, el("button", { type: "button", "data-key": `tab ${name}`, "aria-current": view.tab === name ? "page" : null, on: () => turn(name) }, words[`tab_${name}`])))));
  const part = TABS[view.tab]();
  page.dataset.tab = view.tab;
  page.replaceChildren(...[troubles(), link ? parts.opened.opened(link, context) : null, tabs, part].filter(Boolean));
  if (key) [...page.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key)?.focus({ preventScroll: true });
}

// What became one with another opportunity is kept under that one's id.
function moved() {
  const now = (list) => list.map((one) => ({ ...one, o: seen(one).data?.id ?? one.o }));
  const next = { ...state, saved: now(state.saved), picks: now(state.picks) };
  if ([...state.saved, ...state.picks].every((one, n) => one.o === [...next.saved, ...next.picks][n].o)) return;
  state = next;
  store.keep(state);
}

async function start() {
  const said = asked(location.hash);
  const made = said && (await need("opened"));
  link = made && made.read(said);
  const wanted = [...ids(), ...(link?.items ?? []).map(({ o }) => o)];
  if (wanted.length) await fetched(wanted);
  moved();
  if (problem !== "newer") remember(ids());
  render();
  if (link) page.querySelector(".opened").focus();
}

toast.querySelector("button").addEventListener("click", () => {
  if (past.length) change(past.pop(), words.undone);
  past.pop();
  page.querySelector("button, a")?.focus({ preventScroll: true });
});
// The weeks that are shown go onto one sheet: where there are many rows they are drawn smaller.
window.addEventListener("beforeprint", () => {
  const tallest = (week) => Math.max(0, ...[...week.querySelectorAll(".day:not(.past)")].map((one) => one.querySelectorAll(".slot").length));
  const rows = [...page.querySelectorAll(".week")].reduce((sum, week) => sum + 1 + tallest(week), 0);
  page.style.setProperty("--fit", Math.max(0.65, Math.min(1, ROWS / rows)));
});
window.addEventListener("hashchange", () => {
  if (asked(location.hash)) start();
});
window.addEventListener("storage", ({ key }) => {
  if (key !== null && key !== store.KEY) return;
  ({ state, problem } = store.load());
  start();
});
start();
