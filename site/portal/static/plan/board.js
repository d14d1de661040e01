// The planner: weeks of seven days, each with its morning, afternoon and evening.

import { button, el } from "./dom.js";
import { weekName } from "./days.js";
import { cost } from "./cost.js";
import { called, letter, title } from "./shelf.js";
import { fill, isolated } from "./say.js";
import { before, mondays, running, slots } from "./weeks.js";

const FIRST = 6;

export function board(items, context) {
  const { say, words, settings, today, view, look } = context;
  const holidays = settings.holidays.filter(([, , last]) => last >= today);
  const range = view.period === null ? null : holidays[view.period]?.slice(1);
  const all = mondays(items, today, range);
  const shown = all.slice(0, range || view.more ? undefined : FIRST);
  const periods = el("div", { class: "periods", role: "group", "aria-label": words.whichWeeks },
    [[words.coming, null], ...holidays.map(([name], n) => [name, n])].map(([name, n]) =>
      button(`period ${n}`, name, () => look({ period: n, more: false }), { pressed: view.period === n })));
  const total = say.cost(cost(items, shown, today));
  return el("section", { class: "board" },
    holidays.length ? periods : null,
    total && el("p", { class: "sum" }, fill(words.inWeeks, { cost: total })),
    shown.length ? null : el("p", { class: "empty" }, words.noWeeks),
    ...shown.map((monday) => week(monday, items, context)),
    all.length > shown.length ? button("more", words.moreWeeks, () => look({ more: true })) : null);
}

function week(monday, items, context) {
  const { say, words, settings, here, today } = context;
  const found = slots(items, monday, monday + 6);
  const holiday = settings.holidays.find(([, first, last]) => first <= monday + 4 && last >= monday);
  const due = say.cost(cost(items, [monday], today));
  const name = weekName(monday);
  const spans = running(items, monday);
  const days = [0, 1, 2, 3, 4, 5, 6].map((n) => monday + n);
  const free = days.filter((at) => at >= today && !found.some(({ day }) => day === at));
  const bands = el("li", { class: "bands", "aria-hidden": "true" }, [0, 1, 2, 3].filter((n) => found.some(({ part }) => part === n)).map((n) => el("span", { class: `p${n}` }, words.parts[n])));
  return el("section", { class: "week" },
    el("div", { class: "head" }, el("h2", {}, say.week(monday), holiday ? el("small", {}, ` ${holiday[0]}`) : null), due && el("p", {}, due)),
    el("ol", { class: "days" }, bands, days.map((at) => day(at, found.filter((one) => one.day === at), items, context))),
    free.length ? el("p", { class: "free" }, fill(words.nothing, { days: say.list(free.map(say.weekday)) })) : null,
    spans.length ? el("p", { class: "spans" }, `${words.alsoThisWeek} `, spans.flatMap((one, n) => [n ? " · " : "", title(one, context)])) : null,
    settings.weeks.includes(name) ? el("p", { class: "find" }, el("a", { href: `${here}weeks/${name}/` }, words.whatElse)) : null);
}

function day(at, found, items, context) {
  const { say, words, today } = context;
  const parts = [0, 1, 2, 3].map((n) => {
    const here = found.filter(({ part }) => part === n);
    return el("ul", { class: `part p${n}`, "aria-label": words.parts[n] }, here.flatMap((slot) => [gap(before(slot, found), slot, context), entry(slot, items, context)]));
  });
  const state = `${at === today ? " today" : at < today ? " past" : ""}${found.length ? "" : " bare"}`;
  return el("li", { class: `day${state}` }, el("h3", {}, el("span", {}, say.weekday(at)), " ", say.short(at)), parts.filter((part) => part.children.length));
}

// What is free before it, and whether one has to get from one place to another in that time.
function gap({ free, way, last }, { at }, { say, words }) {
  const said = way === "tight" ? words.tight : !free ? null : way === "far" ? words.freeToGet : way === "none" ? words.freeNoWay : words.freeBetween;
  const values = { times: free && say.times(...free), place: isolated(at.place), from: isolated(last?.at.place) };
  return said && el("li", { class: `gap ${way}` }, fill(said, values));
}

const cut = (title) => (title.length > 60 ? `${[...title].slice(0, 58).join("")} …` : title);

function entry(slot, items, context) {
  const { say, words, state } = context;
  const one = items.find(({ key }) => key === slot.key);
  const who = state.people.length > 1 ? state.people.filter(({ id }) => one.who.includes(id)) : [];
  const others = slot.clash.slice(0, 3).map((key) => items.find((other) => other.key === key)).map(({ data }) => cut(data.title));
  return el("li", { class: `slot h-${one.data.topic}${slot.off ? " off" : ""}${others.length ? " clash" : ""}` },
    el("span", { class: "time" }, say.times(slot.from, slot.to), who.length ? el("span", { class: "goers" }, who.map((person) => el("abbr", { class: `w-${person.id}`, title: called(person, context) }, letter(person, context)))) : null), " ", title(one, context),
    slot.off ? el("b", { class: "bad" }, ` ${say.state(one.session)[0] === "off" ? say.state(one.session)[1] : words.states.cancelled}`) : null,
    others.length ? el("span", { class: "bad" }, fill(words.clash, { title: say.list(others.map((name) => fill(words.quoted, { words: isolated(name) }))) })) : null);
}
