// The search that needs no server: every filter decided on typed arrays in the browser.

import { ADULT, AGE, COST, TEXT, asksPrice, bitOf, easiest, guarded, without } from "./asked.js";
import { number, soonest, spans } from "./days.js";
import { group } from "./groups.js";
import { Matcher } from "./match.js";
import { distances } from "./near.js";
import { dayOf, load, nextOf } from "./table.js";
import { view } from "./view.js";

export async function local(options) {
  return engine(await load(options));
}

export function engine(held) {
  let made = null;
  const matcher = () => (made ??= index(held));
  const cache = new Map();
  return {
    day: held.today,
    made: number(held.day),
    apart: true,
    async search(request) {
      const prepared = prepare(held, matcher, cache, request);
      const answer = evaluate(held, prepared, request);
      if (answer.fits.total + answer.ages.total + answer.prices.total || !prepared.asked) return answer;
      return relax(held, matcher, cache, prepared, request) ?? answer;
    },
  };
}

// Values beside titles are numbered one after another: those who offer, topics, places.
function index({ titles, words, columns, facets, opportunities }) {
  const providers = facets.provider.values;
  const places = facets.place.values;
  const firstTopic = providers.length;
  const firstPlace = firstTopic + words.topics.length;
  const having = (found, take) => {
    const topics = words.topics.reduce((bits, _, bit) => bits | (found[firstTopic + bit] << bit), 0);
    for (let n = 0; n < opportunities; n++) if (found[columns.provider[n]] || columns.topics[n] & topics) take(n);
    const { opportunity, place } = columns;
    for (let row = 0; row < opportunity.length; row++) if (found[firstPlace + place[row]]) take(opportunity[row]);
  };
  const matcher = new Matcher(opportunities, firstPlace + places.length, having);
  titles.title.forEach((title, n) => matcher.title(title, n));
  providers.forEach(([, name], n) => matcher.beside(name, n));
  words.topics.forEach((topic, n) => matcher.beside(topic, firstTopic + n));
  places.forEach((place, n) => {
    matcher.beside(words.where[n], firstPlace + n);
    if (place?.area) matcher.beside(place.area, firstPlace + n);
  });
  return matcher;
}

// What is asked, as numbers that an opportunity or a row can be tested by.
function prepare(held, matcher, cache, { q, age, filters, count = {}, guard = age, at = null }) {
  const names = [...new Set([...Object.keys(filters), ...Object.keys(count)])].slice(0, 28);
  const groups = [];
  names.forEach((name, n) => {
    const chosen = filters[name] ?? [];
    const values = [...new Set([...(count[name] ?? []), ...chosen])];
    const key = `${name} ${values.join(" ")}`;
    if (!cache.has(key)) cache.set(key, group(held, name, values));
    const made = cache.get(key);
    if (!made) return;
    groups.push({ ...made, name, bit: bitOf(name, n), chosen: chosen.length ? chosen.map((value) => made.values.indexOf(value)) : null, counted: count[name] ?? [] });
  });
  const scores = q?.trim() ? matcher().scores(q) : null;
  const asked = (scores ? TEXT : 0) | (age === null ? 0 : AGE) | groups.reduce((all, { chosen, bit }) => all | (chosen ? bit : 0), 0);
  const asks = (of) => groups.filter((one) => one.of === of && one.chosen);
  const far = at && distances(held.facets.place.values, at);
  return { groups, theirs: asks("session"), own: asks("opportunity"), scores, asked, far, age: ages(held, age), barred: bar(held, guard), unpriced: unpriced(held, filters) };
}

// For each value of the ages: 0 they fit, 1 they do not, 2 none is stated.
function ages({ facets }, age) {
  return facets.ages.values.map((value) => (age === null ? 0 : value === null ? 2 : age >= value[0] && age <= value[1] ? 0 : 1));
}

function bar({ facets }, age) {
  return facets.ages.values.map((value) => guarded(age) && value !== null && value[0] >= ADULT);
}

// Values of the price of which it cannot be said whether they fit, where a price is asked for.
function unpriced({ facets }, filters) {
  return facets.price.values.map((value) => value === null && asksPrice(filters));
}

function failed(asks, owner) {
  let bits = 0;
  for (const { chosen, index: one, mask, bit } of asks) {
    const meets = one ? chosen.includes(one[owner]) : chosen.some((n) => n >= 0 && mask[owner] & (1 << n));
    if (!meets) bits |= bit;
  }
  return bits;
}

function evaluate(held, { groups, own: ownAsks, theirs: theirAsks, scores, far, age, barred, unpriced: unknownPrice }, request) {
  const { columns, rowsOf, gone } = held;
  const counters = groups.filter(({ counted }) => counted.length).map((one) => counter(one));
  const [own, theirs] = [counters.filter(({ of }) => of === "opportunity"), counters.filter(({ of }) => of === "session")];
  const found = { fits: [], ages: [], prices: [] };
  for (let n = 0; n < held.opportunities; n++) {
    if (barred[columns.ages[n]] || (scores && !scores[n])) continue;
    const years = age[columns.ages[n]];
    const fails = failed(ownAsks, n) | (years ? AGE : 0);
    if (fails & (fails - 1) && !(years === 2 && only(fails, AGE | COST))) continue;
    let [fits, ageless, unpriced, reached] = [-1, -1, -1, false];
    for (let at = rowsOf.at[n]; at < rowsOf.at[n + 1]; at++) {
      const row = rowsOf.rows[at];
      if (gone[row]) continue;
      const misses = failed(theirAsks, row);
      const all = fails | misses;
      if (!misses) reached = true;
      for (const one of theirs) if (only(all, one.bit)) one.add(row, n);
      if (!all) fits = better(held, row, fits, far);
      else if (all === AGE && years === 2) ageless = better(held, row, ageless, far);
      else if (all & COST && only(all, AGE | COST) && years !== 1 && unknownPrice[columns.price[row]]) unpriced = better(held, row, unpriced, far);
    }
    if (reached) for (const one of own) if (only(fails, one.bit)) one.add(n, n);
    if (fits >= 0) found.fits.push(fits);
    else if (ageless >= 0) found.ages.push(ageless);
    else if (unpriced >= 0) found.prices.push(unpriced);
  }
  const answer = { counts: Object.fromEntries(counters.map(({ name, counts }) => [name, counts()])), relaxed: null, asOf: null };
  for (const kind of Object.keys(found)) answer[kind] = shown(held, found[kind], scores, far, request, request.show?.[kind] ?? 12);
  return answer;
}

// Nothing but these bits is failed.
function only(fails, bits) {
  return !(fails & ~bits);
}

// Of two rows the one to show: the soonest, or the nearest, but not a full one where another has places.
function better({ full, columns }, row, than, far) {
  if (than < 0) return row;
  if (full[row] !== full[than]) return full[than] ? row : than;
  return far && far[columns.place[row]] < far[columns.place[than]] ? row : than;
}

// Counts opportunities, not sessions, also for what differs from session to session: the number beside a filter is how
// many results one gets. A server that counts sessions would have to be asked otherwise.
function counter({ name, of, bit, index: one, mask, values, counted }) {
  const counts = new Uint32Array(values.length);
  const last = new Int32Array(values.length).fill(-1);
  const mark = (value, opportunity) => {
    if (last[value] === opportunity) return;
    last[value] = opportunity;
    counts[value]++;
  };
  const add = one
    ? (owner, opportunity) => one[owner] < values.length && mark(one[owner], opportunity)
    : (owner, opportunity) => {
        for (let left = mask[owner]; left; left &= left - 1) mark(31 - Math.clz32(left & -left), opportunity);
      };
  return { name, of, bit, add, counts: () => Object.fromEntries(counted.map((value) => [value, counts[values.indexOf(value)] ?? 0])) };
}

// Better matches first, then what is not full, then the soonest (or what was listed last, or the nearest), then the more
// complete; the day is the first one within the days that are asked.
function shown(held, rows, scores, far, { filters, sort }, limit) {
  const { columns, today } = held;
  const asked = filters.when?.length ? spans(filters, today) : null;
  const dated = rows.map((row) => ({
    row,
    day: asked ? soonest(asked, (from, until) => dayOf(held, row, from, until)) : nextOf(held, row),
    full: held.full[row],
    complete: columns.complete?.[row] ?? 0,
    score: scores ? scores[columns.opportunity[row]] : 0,
    seen: columns.seen[columns.opportunity[row]],
    far: far ? far[columns.place[row]] : null,
  }));
  const sooner = (a, b) => (a.day < 0) - (b.day < 0) || a.day - b.day || b.complete - a.complete;
  const order = {
    newest: (a, b) => b.seen - a.seen,
    nearest: (a, b) => (far && a.far !== b.far ? a.far - b.far : sooner(a, b)),
  }[sort] ?? sooner;
  const hits = first(dated, limit, (a, b) => b.score - a.score || a.full - b.full || order(a, b) || a.row - b.row);
  return { total: rows.length, hits: hits.map(({ row, day, far: km }) => ({ ...view(held, row, day), ...(Number.isFinite(km) && far ? { far: km } : {}) })) };
}

// The first few in an order; of thousands hardly any are looked at.
function first(all, most, order) {
  const found = [];
  for (const one of all) {
    if (found.length >= most && !(most && order(one, found[most - 1]) < 0)) continue;
    let at = found.length;
    while (at && order(one, found[at - 1]) < 0) at--;
    found.splice(at, 0, one);
    if (found.length > most) found.pop();
  }
  return found;
}

// Nothing fits: the same without what is easiest to leave out.
function relax(held, matcher, cache, { groups, own, theirs, scores, age, barred }, request) {
  const { columns, rowsOf, gone } = held;
  const counted = new Map();
  for (let n = 0; n < held.opportunities; n++) {
    if (barred[columns.ages[n]]) continue;
    const fails = failed(own, n) | (scores && !scores[n] ? TEXT : 0) | (age[columns.ages[n]] ? AGE : 0);
    const seen = [];
    for (let at = rowsOf.at[n]; at < rowsOf.at[n + 1]; at++) {
      const bits = fails | failed(theirs, rowsOf.rows[at]);
      if (gone[rowsOf.rows[at]] || seen.includes(bits)) continue;
      seen.push(bits);
      counted.set(bits, (counted.get(bits) ?? 0) + 1);
    }
  }
  const [best] = [...counted].sort(easiest)[0] ?? [];
  if (!best) return null;
  const { easier, relaxed } = without(request, best, groups.map(({ name, bit }) => [name, bit]));
  return { ...evaluate(held, prepare(held, matcher, cache, easier), easier), relaxed };
}
