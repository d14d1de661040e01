// What came with the address: a friend's plan, somebody who asks one along, what somebody picked for one.

import { button, el } from "./dom.js";
import { ours } from "./ours.js";
import { numbered, unnumbered, unpack } from "./pack.js";
import { yearsOf } from "./people.js";
import { fill } from "./say.js";
import { called, card } from "./shelf.js";
import { shareBox } from "./share.js";
import { add, has, isId } from "./store.js";

// {kind, items, number, problem} of what was asked.
export function read({ kind, text }) {
  if (kind === "ask") {
    const [o, s = "", ...more] = text.split("/");
    return isId(o) && (!s || isId(s)) && !more.length ? { kind, items: [{ o, s }] } : { kind, problem: "broken" };
  }
  return { kind, ...(kind === "plan" ? unpack(text) : unnumbered(text)) };
}

const saver = (one, { state, words, change }) => one.at === "here" && button(`take ${one.key}`, words.save, () => {
  const held = has(state.saved, one);
  change(held ? { ...state, saved: state.saved.filter(({ o, s }) => o !== one.o || s !== one.s) } : add(state, { ...one, t: one.data.title }), held ? words.unsaved : words.added);
}, { pressed: has(state.saved, one), label: `${words.save}: ${one.data.title}` });

const takeAll = (items, { state, words, change }) => button("take all", words.saveAll, () =>
  change(items.filter(({ at }) => at === "here").reduce((made, one) => add(made, { ...one, t: one.data.title }), state), words.added, "undo"), { quiet: false });

const list = (items, context, acts) => el("ul", { class: "shelf" }, items.map((one) => card(one, context, el("div", { class: "acts" }, acts(one)))));

export function opened(asked, context) {
  const { words, seen, close } = context;
  const items = (asked.items ?? []).map(seen);
  const parts = asked.problem ? [el("h2", {}, words.brokenTitle), el("p", {}, asked.problem === "newer" ? words.newerLink : words.brokenLink)]
    : asked.kind === "ask" ? ask(items[0], context)
      : asked.kind === "with" ? along(items[0], asked.number, context)
        : asked.kind === "for" ? picked(items, asked.number, context) : theirs(items, context);
  return el("section", { class: `opened${asked.problem ? " broken" : ""}`, tabindex: -1 }, ...parts.filter(Boolean), el("p", {}, button("close", words.close, close)));
}

function ask(one, context) {
  const { words, settings, view, look } = context;
  if (one.at !== "here") return [el("h2", {}, words.askTitle), el("ul", { class: "shelf" }, card(one, context))];
  const points = settings.points.map((said, n) => el("label", {}, el("input", { type: "radio", name: "point", value: n, checked: view.point === n, "data-key": `point ${n}`, on: () => look({ point: n }) }), el("span", {}, said)));
  const link = () => `${context.address}#with=${numbered(view.point, [{ o: one.o, s: one.s }])}`;
  return [el("h2", {}, words.askTitle), el("ul", { class: "shelf" }, card(one, context)), el("fieldset", { class: "points" }, el("legend", {}, words.whereMeet), ...points),
    shareBox("along", link, words.sendThis, context), el("p", { class: "advice" }, words.tellAdult)];
}

function along(one, number, context) {
  const { words, settings } = context;
  const point = settings.points[number];
  if (!one || !point) return [el("h2", {}, words.brokenTitle), el("p", {}, words.brokenLink)];
  return [el("h2", {}, words.alongTitle), el("ul", { class: "shelf" }, card(one, context)), ...(one.at === "here" ? [el("p", { class: "meet" }, fill(words.meet, { point })), el("p", {}, saver(one, context))] : []), el("p", { class: "advice" }, `${words.whoSent} ${words.tellAdult}`)];
}

function picked(items, number, context) {
  const { words, settings } = context;
  const note = settings.notes[number];
  return [el("h2", {}, words.pickedTitle), note ? el("p", { class: "meet" }, note) : null, list(items, context, (one) => saver(one, context)), el("p", { class: "acts" }, takeAll(items, context), button("print", words.print, () => window.print()))];
}

function theirs(items, context) {
  const { state, say, words, seen, view, today } = context;
  const mine = state.saved.map(seen).filter(({ at }) => at === "here");
  const here = items.filter(({ at }) => at === "here");
  const lost = items.filter(({ at }) => at !== "here");
  const act = (one) => [who(one, context), one.mine ? el("span", { class: "yours" }, words.yoursAlready) : saver(one, context)];
  const part = (heading, found, none) => [el("h3", {}, heading), found.length ? list(found, context, act) : el("p", { class: "note" }, none)];
  const results = el("div", { class: "results", "aria-live": "polite" });
  const draw = () => {
    const { both, could, ask } = ours(mine, here, { ...view, today });
    results.replaceChildren(...[el("p", { class: "note" }, view.myAge === null || view.theirAge === null ? words.sayAges : words.couldNote),
      ...(mine.length ? part(words.both, both, words.noBoth) : []), ...part(words.couldBoth, could, words.noCould), ...(ask.length ? part(words.askAge, ask) : [])]);
  };
  const age = (name, label) => {
    const input = el("input", { name, inputmode: "numeric", maxlength: 3, autocomplete: "off", value: view[name], "data-key": name });
    input.addEventListener("input", () => { view[name] = yearsOf(input.value); draw(); });
    return el("label", {}, label, input);
  };
  const choice = (name, label, options) => {
    const all = [[null, words.any], ...options];
    const select = el("select", { name, "data-key": name, on: () => { view[name] = all[select.selectedIndex][0]; draw(); } }, all.map(([value, said]) => el("option", { selected: view[name] === value }, said)));
    return options.length > 1 ? el("label", {}, label, select) : null;
  };
  const { weeks, areas } = ours(mine, here, { myAge: null, theirAge: null, week: null, area: null, today });
  draw();
  return [el("h2", {}, words.theirPlan),
    el("div", { class: "adds" }, age("myAge", words.iAm), age("theirAge", words.friendIs), choice("week", words.whichWeeks, weeks.map((monday) => [monday, say.week(monday)])), choice("area", words.area, areas.map((name) => [name, name]))),
    results, lost.length ? list(lost, context, () => null) : null, here.every((one) => has(state.saved, one)) ? null : el("p", {}, takeAll(here, context))];
}

// Who goes, where the link says so: by number, since a link holds no names.
const who = ({ who: letters = [] }, context) => (letters.length ? el("span", { class: "yours" }, context.say.list(letters.map((id) => called({ id }, context)))) : null);
