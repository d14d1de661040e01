// What was saved, one after the other: how it stands now, for whom, and what one may do with it.

import { button, drawing, el } from "./dom.js";
import { over, reach } from "./days.js";
import { fill, isolated } from "./say.js";
import { has, remove, toggle } from "./store.js";

// What it is called: here, or as it was when it was saved on this device. An id is never shown, since anybody could
// write a message into the ids of a link.
export const named = ({ t, data }, { words }) => data?.title ?? (t || words.unnamed);

// The title, which leads to its page as long as there is one.
export function title(one, context) {
  const { data } = one;
  const said = { lang: data?.lang, dir: data ? data.dir : "auto" };
  return data ? el("a", { ...said, href: `${context.here}o/${data.id}/${data.slug}/` }, data.title) : el("span", said, named(one, context));
}

// The parts of a card that every list shows. more: what follows them.
export function card(one, context, ...more) {
  const { say, words, root, here, settings, today } = context;
  const { data, session, at } = one;
  const topic = data?.topic ?? "none";
  const picture = el("div", { class: "pic" }, drawing(`${root}${settings.sprites[topic]}#v${data?.art ?? 0}`));
  const [days, often] = say.when(session);
  const [kind, state] = over(session, today) ? ["over", words.over] : say.state(session);
  const chips = [[data && !session.price ? "unknown" : session.price?.[0] === 0 && session.price[1] === 0 ? "free" : "", say.price(session.price)], [kind, state], ["", say.ages(data?.ages)]];
  const facts = at !== "here" ? [el("p", { class: "lost" }, at === "gone" ? words.gone : words.unread), at === "gone" ? el("p", { class: "find" }, el("a", { href: `${here}search/` }, words.find)) : null] : [
    el("p", { class: "when" }, el("b", {}, days), often && ` ${often}`),
    el("p", { class: "meta" }, [...new Set([say.place(session), data.by])].flatMap((said, n) => [n ? " · " : "", el("bdi", {}, said)])),
    el("ul", { class: "chips" }, chips.filter(([, said]) => said).map(([name, said]) => el("li", { class: name }, said))),
  ];
  return el("li", { class: `one h-${topic}${kind === "off" || at === "gone" ? " off" : ""}` }, picture, el("div", { class: "body" }, el("h3", {}, title(one, context)), ...facts, ...more));
}

const nth = ({ id }) => id.charCodeAt(0) - 96;
export const letter = (person, { say }) => [...(person.name ?? "")][0]?.toUpperCase() ?? say.number(nth(person));
export const called = (person, { say, words }) => person.name || fill(words.person, { num: say.number(nth(person)) });

// Buttons that say which of the household goes.
function whose(one, context) {
  const { state, words, change } = context;
  if (state.people.length < 2) return null;
  return el("div", { class: "who", role: "group", "aria-label": words.whoGoes }, state.people.map((person) =>
    button(`who ${one.key} ${person.id}`, letter(person, context), () => change(toggle(state, one, person.id)), { pressed: one.who.includes(person.id), label: called(person, context) })));
}

export function shelf(items, context) {
  const { state, words, today, change } = context;
  const order = (one) => reach(one.session)?.[0] ?? 1e9;
  const sorted = [...items].sort((a, b) => order(a) - order(b) || (a.key < b.key ? -1 : 1));
  const [done, coming] = [sorted.filter((one) => one.at === "here" && over(one.session, today)), sorted.filter((one) => one.at !== "here" || !over(one.session, today))];
  const row = (one, ...more) => el("div", { class: "acts" }, whose(one, context), ...more,
    button(`drop ${one.key}`, words.remove, () => change(remove(state, one), fill(words.removed, { title: isolated(named(one, context)) }), "undo"), { label: `${words.remove}: ${named(one, context)}` }));
  const along = (one) => one.at === "here" && el("a", { class: "btn quiet", href: `#ask=${one.o}/${one.s}`, "data-key": `along ${one.key}` }, words.comeWithMe);
  const did = (one) => button(`did ${one.key}`, words.iDidThis, () => context.did(one), { pressed: has(state.did, one) });
  const part = (heading, list, acts) => list.length ? [el("h2", {}, heading), el("ul", { class: "shelf" }, list.map((one) => card(one, context, row(one, acts(one)))))] : [];
  const begun = (one) => { const days = reach(one.session); return days && days[0] <= today; };
  return el("section", { class: "kept" }, ...part(words.savedOnes, coming, (one) => (begun(one) && one.at === "here" ? did(one) : along(one)) || null), ...part(words.overOnes, done, did));
}
