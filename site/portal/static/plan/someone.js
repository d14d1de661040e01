// For someone else: up to five, on one page or in one link, beside one's own plan and not in it.

import { button, el } from "./dom.js";
import { numbered } from "./pack.js";
import { fill } from "./say.js";
import { card } from "./shelf.js";
import { shareBox } from "./share.js";
import { without } from "./store.js";

export function someone(context) {
  const { state, words, settings, seen, change, here } = context;
  const items = state.picks.map(seen);
  const turn = button("picking", state.picking ? words.stopPicking : words.startPicking, () => change({ ...state, picking: !state.picking }, state.picking ? words.pickingOff : words.pickingOn), { quiet: state.picking });
  const drop = (one) => el("div", { class: "acts" }, button(`unpick ${one.key}`, words.remove, () => change({ ...state, picks: without(state.picks, one) }, fill(words.removed, { title: one.t }), "undo"), { label: `${words.remove}: ${one.t}` }));
  const note = el("select", { "data-key": "note", on: () => change({ ...state, note: Number(note.value) }) }, settings.notes.map((said, n) => el("option", { value: n, selected: n === state.note }, said)));
  const made = !items.length ? [] : [
    el("p", { class: "meet printed" }, settings.notes[state.note]),
    el("ul", { class: "shelf" }, items.map((one) => card(one, context, drop(one)))),
    el("label", { class: "adds" }, words.noteTo, note),
    shareBox("some", () => `${context.address}#for=${numbered(state.note, state.picks)}`, words.shareThis, context),
    el("p", { class: "acts" }, button("print some", words.print, () => window.print()), button("clear some", words.clearList, () => change({ ...state, picks: [], note: 0, picking: false }, words.cleared, "undo"))),
  ];
  return el("section", { class: "someone" }, el("h2", {}, words.someone), el("p", { class: "note" }, words.someoneNote),
    el("p", { class: "acts" }, turn, state.picking ? el("a", { class: "btn", href: `${here}search/` }, words.find) : null), ...made);
}
