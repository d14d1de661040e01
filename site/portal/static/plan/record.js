// What one did, as one ticked it: to print, to keep as text. It is on this device only.

import { button, el } from "./dom.js";
import { iso, number, reach, spent } from "./days.js";
import { fill } from "./say.js";
import { without } from "./store.js";
import { download } from "./share.js";

// What is kept of something that one did; the portal forgets it some time after it is over.
export function deed({ o, s, t, data, session }, today) {
  const days = reach(session);
  const last = days && Math.min(days[1] ?? today, today);
  return { o, s, t: data.title ?? t, by: data.by, first: days && iso(days[0]), last: days && iso(last), minutes: spent(session, today), award: data.award ?? null };
}

const told = ({ first, last }, { say, words }) => (!first ? words.noDates : first === last || !last ? say.dated(number(first)) : `${say.dated(number(first))} – ${say.dated(number(last))}`);
const hours = ({ minutes }, { say, words }) => (minutes ? say.hours(minutes) : words.notStated);
const award = ({ award: earned }) => (earned ? earned.filter(Boolean).join(", ") : "");

function total(did, { say, words }) {
  const known = did.filter(({ minutes }) => minutes);
  const parts = known.length ? [say.hours(known.reduce((sum, { minutes }) => sum + minutes, 0))] : [];
  if (did.length > known.length) parts.push(say.count(words.hoursUnknown, did.length - known.length));
  return fill(words.inAll, { cost: parts.join(" · ") });
}

export function record(context) {
  const { state, words, settings, change } = context;
  const did = [...state.did].sort((a, b) => ((a.first ?? "") < (b.first ?? "") ? -1 : 1));
  if (!did.length) return el("section", { class: "record" }, el("h2", {}, words.record), el("p", { class: "empty" }, words.noRecord));
  const cell = (name, ...said) => el("td", { "data-label": words[name] }, ...said);
  const rows = did.map((one) => el("tr", {}, el("th", { scope: "row", dir: "auto" }, one.t), cell("when", told(one, context)), cell("by", el("bdi", {}, one.by)), cell("howLong", hours(one, context)), cell("award", el("bdi", {}, award(one) || words.notStated)),
    el("td", { class: "acts" }, button(`undo ${one.o} ${one.s}`, words.remove, () => change({ ...state, did: without(state.did, one) }, fill(words.removed, { title: one.t }), "undo"), { label: `${words.remove}: ${one.t}` }))));
  const text = () => [words.record, settings.city, "", ...did.map((one) => [told(one, context), one.t, one.by, hours(one, context), award(one)].filter(Boolean).join("\n") + "\n"), total(did, context), words.recordNote, ""].join("\n");
  return el("section", { class: "record" }, el("h2", {}, words.record), el("p", { class: "line" }, words.nameLine),
    el("table", { class: "stack" }, el("thead", {}, el("tr", {}, ["what", "when", "by", "howLong", "award"].map((name) => el("th", { scope: "col" }, words[name])), el("td", { class: "acts" }))), el("tbody", {}, rows)),
    el("p", { class: "sum" }, total(did, context)), el("p", { class: "note" }, words.recordNote),
    el("p", { class: "acts" }, button("print record", words.print, () => window.print(), { quiet: false }), button("record text", words.asText, () => download("record.txt", "text/plain", text()))));
}
