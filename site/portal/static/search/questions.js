// Puts a request into the queries of one /multi-search, and reads the request's answer out of their results.
//
// A document is a session. With `distinct` and pages, totals and facet counts are of one document for each distinct
// value: so facets of the opportunity come with the hits; a facet of the session is counted with a distinct field of
// its own (`area_once`: an opportunity in an area); what has no values of its own (days, costs) is asked value by value.

import { ADULT, AGE, FREE, NOT_STATED, TEXT, asksPrice, bitOf, easiest, guarded, price } from "./asked.js";
import { NEVER, firstDay, range, soonest, spans } from "./days.js";
import { singular, wordsOf } from "./fold.js";
import { picture, stands } from "./hit.js";

const ONE = "opportunity_id";
const BY_VALUE = ["when", "cost", "left", "daytime"];
const SOONEST = ["next:asc", "complete:desc", "time:asc", "name:asc", "id:asc"];
const SORT = { soonest: ["full:asc", ...SOONEST], newest: ["full:asc", "seen:desc", ...SOONEST] };
const SAID = [ONE, "slug", "title", "lang", "topic", "days", "from", "until", "full", "complete", "places_left", "state"];
const NOTHING = "last < 0";
const NO_AGE = "age_from IS NULL";
const NO_COST = "cost IS NULL";
const ROOM = 48;
const SUBSETS = 64;

// index: its name. facets: name to "session" or "opportunity". language: whose words the cards have.
export class Questions {
  constructor({ server, facets, language }, today) {
    this.facets = facets;
    this.language = language;
    this.today = today;
    this.common = {
      indexUid: server.index,
      attributesToSearchOn: ["find.title", "find.beside", `find.${language}`],
      matchingStrategy: "all",
    };
  }

  // The request without filters of which the index knows nothing.
  known(request) {
    const known = ([name, values]) => values.length && (name in this.facets || BY_VALUE.includes(name));
    return { ...request, filters: Object.fromEntries(Object.entries(request.filters).filter(known)) };
  }

  // [query, take] each, and the answer into which take puts what was found.
  answer(request) {
    const { age, filters, count = {}, show = {} } = request;
    const answer = { counts: {}, relaxed: null, asOf: null };
    for (const kind of ["fits", "ages", "prices"]) answer[kind] = { total: 0, hits: [] };
    const counted = (name) => (found) => {
      const seen = found.facetDistribution[name] ?? {};
      answer.counts[name] = Object.fromEntries(count[name].map((value) => [value, seen[value] ?? 0]));
    };
    const own = Object.keys(count).filter((name) => this.facets[name] === "opportunity" && !filters[name]);
    const asked = [this.hits(request, this.filter(request), show.fits, answer.fits, own, (found) => own.forEach((name) => counted(name)(found)))];
    if (age !== null) asked.push(this.hits(request, this.filter(request, ["age"], [NO_AGE]), show.ages, answer.ages));
    if (asksPrice(filters)) asked.push(...this.unpriced(request, show.prices, answer));
    for (const name of Object.keys(count)) {
      const rest = this.filter(request, [name]);
      if (BY_VALUE.includes(name)) {
        answer.counts[name] = {};
        for (const value of count[name]) {
          const query = this.query(request, [...rest, this.condition(name, value)]);
          asked.push([query, (found) => (answer.counts[name][value] = found.totalHits)]);
        }
      } else if (this.facets[name] === "session") {
        const query = this.query(request, [...rest, `${name} IS NOT NULL`], { distinct: `${name}_once`, facets: [name] });
        asked.push([query, counted(name)]);
      } else if (filters[name] && name in this.facets) {
        asked.push([this.query(request, rest, { facets: [name] }), counted(name)]);
      }
    }
    return [asked, answer];
  }

  // What is left out so that something is found: the queries, and what their results say: bits, 0 for nothing.
  relaxed(request) {
    const named = Object.keys(request.filters).map((name, n) => [name, bitOf(name, n)]);
    const words = wordsOf(request.q).length ? TEXT : 0;
    const all = named.reduce((bits, [, bit]) => bits | bit, words | (request.age === null ? 0 : AGE));
    const subsets = [];
    for (let bits = all; bits; bits = (bits - 1) & all) subsets.push(bits);
    subsets.sort((a, b) => price(a) - price(b) || a - b);
    if (subsets.length > SUBSETS) subsets.splice(SUBSETS - 1, subsets.length - SUBSETS);
    const found = [];
    const asked = subsets.map((bits) => {
      const out = named.filter(([, bit]) => bits & bit).map(([name]) => name);
      if (bits & AGE) out.push("age");
      const query = this.query(bits & TEXT ? { ...request, q: "" } : request, this.filter(request, out));
      return [query, ({ totalHits }) => totalHits && found.push([bits, totalHits])];
    });
    return [asked, named, () => found.sort(easiest)[0]?.[0] ?? 0];
  }

  // Where days are asked for, more than are shown: the order among them is made here.
  hits(request, filter, most = 12, part, facets = [], take = () => {}) {
    const sort = SORT[request.sort] ?? SORT.soonest;
    const days = sort === SORT.soonest && !wordsOf(request.q).length && (request.filters.when ?? []).some((value) => range(value, this.today));
    const hitsPerPage = days ? Math.max(most, ROOM) : most;
    const attributesToRetrieve = [...SAID, `card.${this.language}`];
    return [
      this.query(request, filter, { sort, hitsPerPage, attributesToRetrieve, facets }),
      (found) => {
        part.total = found.totalHits;
        part.hits = this.inOrder(request, found.hits).slice(0, most);
        take(found);
      },
    ];
  }

  // What states no price, of opportunities that have no other session that fits. One that states prices for some
  // sessions only ("mixed") may have such a session, so those are asked for too.
  unpriced(request, most = 12, answer) {
    const { age, filters } = request;
    const aged = age === null ? [] : [[this.aged(age), NO_AGE]];
    const rest = [...this.filter(request, ["cost", "age"]), ...aged];
    const paid = this.conditions("cost", filters.cost);
    const [sure, unsure, other] = [{}, {}, new Set()];
    const fitting = { hitsPerPage: 1000, attributesToRetrieve: [ONE] };
    return [
      this.hits(request, [...rest, NO_COST, "mixed = 0"], most, sure),
      this.hits(request, [...rest, NO_COST, "mixed = 1"], 2 * most + 12, unsure),
      [this.query(request, [...rest, paid, "mixed = 1"], fitting), ({ hits }) => hits.forEach((hit) => other.add(hit[ONE]))],
      [
        this.query(request, [...rest, [NO_COST, ...paid]]),
        ({ totalHits }) => {
          answer.prices.total = totalHits - answer.fits.total - answer.ages.total;
          answer.prices.hits = [...sure.hits, ...unsure.hits.filter(({ id }) => !other.has(id))].slice(0, most);
        },
      ],
    ];
  }

  query({ q }, filter, more = {}) {
    const words = wordsOf(q).map((word) => singular(word) || word);
    return { ...this.common, q: words.join(" "), filter, distinct: ONE, page: 1, hitsPerPage: 0, ...more };
  }

  // All that is asked, but not what `out` names; what stands in a list of its own are alternatives.
  filter({ age, filters, guard = age }, out = [], more = []) {
    const asked = Object.entries(filters).filter(([name]) => !out.includes(name));
    const all = [`last >= ${this.today}`, ...asked.map(([name, values]) => this.conditions(name, values)), ...more];
    if (guarded(guard)) all.push([`age_from < ${ADULT}`, NO_AGE]);
    if (age !== null && !out.includes("age")) all.push(this.aged(age));
    return all;
  }

  aged(age) {
    return `age_from <= ${age} AND age_to >= ${age}`;
  }

  conditions(name, values) {
    return values.map((value) => this.condition(name, value));
  }

  condition(name, value) {
    if (name === "when") return this.days(value);
    if (name !== "cost") return `${name} = ${JSON.stringify(value)}`;
    if (value === FREE) return `free = "yes"`;
    if (value === NOT_STATED) return NO_COST;
    return Number.isFinite(Number(value)) ? `cost < ${Number(value)}` : NOTHING;
  }

  days(value) {
    const [first, last] = range(value, this.today) ?? [null, null];
    if (first === null) return /^[a-z_]+$/.test(value) ? `${value} >= ${this.today}` : NOTHING;
    const from = Math.max(first, this.today);
    return from > last ? NOTHING : `(days ${from} TO ${last} OR (from <= ${last} AND until >= ${from}))`;
  }

  // The server knows which day is next, not which is the first of a week that is asked for: there the order is ours.
  inOrder(request, found) {
    const asked = spans(request.filters, this.today);
    const seen = found.map((document, n) => ({ document, n, day: soonest(asked, (from, until) => dayOf(document, from, until)) }));
    if (!wordsOf(request.q).length && request.sort !== "newest") {
      seen.sort((a, b) => a.document.full - b.document.full || (a.day < 0) - (b.day < 0) || a.day - b.day || b.document.complete - a.document.complete || a.n - b.n);
    }
    return seen.map(({ document, day }) => this.hit(document, day));
  }

  hit(document, day) {
    const { state, ...card } = document.card[this.language];
    const id = document[ONE];
    return {
      id,
      slug: document.slug,
      title: document.title,
      lang: document.lang ?? "",
      topic: document.topic[0] ?? null,
      picture: picture(id),
      day: day < 0 ? dayOf(document, this.today, NEVER) : day,
      ...card,
      ...stands(state, { left: document.places_left, state: document.state }),
    };
  }
}

function dayOf({ days, from, until }, first, last) {
  if (!days.length && from === null) return -1;
  return firstDay(from, until, days.length, (k) => days[k], first, last);
}
