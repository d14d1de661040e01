// The one door to a search: makers give {day, search(request) -> Promise<answer>}, whatever stands behind them; and
// apart: true where asking twice costs no way to a server, so that one is answered first and counted for afterwards.
//
// request  {q, age, sort, filters: {name: [values]}, count: {name: [values]}, show: {fits, ages, prices}, at}
//          sort is "" for the soonest first, "newest" or "nearest"; at {at: [latitude, longitude], areas} or null is from
//          where it is near, and is only ever answered in the browser.
// answer   {fits, ages, prices: {total, hits}, counts: {name: {value: n}}, relaxed: [names] or null, asOf: day or null}
//          fits are sure; ages do not state an age; prices do not state a price (nor, perhaps, an age).
//          relaxed names what had to be left out of the request to find anything.
//          asOf is the day on which what answered was made, where that is not today but should be.
// hit      {id, slug, title, lang, dir, topic, topicWords, picture, day, dayWords, rhythm, who, where, cost, state, left, more}
//          and far, in kilometres, where that is known and asked for.
//
// A request that a later one has overtaken may fail; its answer is nobody's.

const makers = {
  local: (options) => import("./local.js").then((made) => made.local(options)),
  meilisearch: (options) => import("./meilisearch.js").then((made) => made.meilisearch(options)),
};

export function makeAdapter(kind, options) {
  return makers[kind](options);
}
