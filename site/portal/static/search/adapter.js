// The one door to a search: makers give {search(request) -> Promise<answer>}, whatever stands behind them.
//
// request  {q, age, filters: {name: [values]}, count: {name: [values]}, show: {fits, ages, prices}}
// answer   {fits, ages, prices: {total, hits}, counts: {name: {value: n}}, relaxed: [names] or null}
//          fits are sure; ages do not state an age; prices do not state a price (nor, perhaps, an age).
//          relaxed names what had to be left out of the request to find anything.
// hit      {id, slug, title, lang, dir, topic, topicWords, day, dayWords, rhythm, who, where, cost, state, left, more}

const makers = {
  local: (options) => import("./local.js").then((made) => made.local(options)),
};

export function makeAdapter(kind, options) {
  return makers[kind](options);
}
