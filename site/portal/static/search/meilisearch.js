// The search that a Meilisearch answers: one POST a keystroke, and the embedded search where that fails.
//
// Two more where nothing is found: one that asks what to leave out, one for the answer without it. From where somebody
// is, the embedded search alone reckons.

import { without } from "./asked.js";
import { todayIn } from "./days.js";
import { Questions } from "./questions.js";

const PATIENCE = 1500;
const REST = 30000;

// options: those of the embedded search, and server: {url, index, key}, facets, timezone.
export async function meilisearch(options) {
  const { server, timezone, now } = options;
  const today = todayIn(timezone, now);
  const questions = new Questions(options, today);
  let embedded = null;
  let asking = null;
  let rested = 0;

  async function results(asked, mine) {
    const late = setTimeout(() => mine.abort(), PATIENCE);
    try {
      const answer = await fetch(`${server.url.replace(/\/$/, "")}/multi-search`, {
        method: "POST",
        headers: { Authorization: `Bearer ${server.key}`, "Content-Type": "application/json" },
        body: JSON.stringify({ queries: asked.map(([query]) => query) }),
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: mine.signal,
      });
      if (!answer.ok) throw new Error(`${server.url}: ${answer.status}`);
      const { results: found } = await answer.json();
      asked.forEach(([, take], n) => take(found[n]));
    } finally {
      clearTimeout(late);
    }
  }

  async function evaluate(request, mine) {
    const [asked, answer] = questions.answer(request);
    await results(asked, mine);
    return answer;
  }

  async function ask(request, mine) {
    const answer = await evaluate(request, mine);
    if (answer.fits.total + answer.ages.total + answer.prices.total) return answer;
    const [asked, named, best] = questions.relaxed(request);
    if (!asked.length) return answer;
    await results(asked, mine);
    if (!best()) return answer;
    const { easier, relaxed } = without(request, best(), named);
    return { ...(await evaluate(easier, mine)), relaxed };
  }

  async function instead(request) {
    embedded ??= import("./local.js").then((made) => made.local(options));
    const local = await embedded.catch((problem) => {
      embedded = null;
      throw problem;
    });
    return { ...(await local.search(request)), asOf: local.made < today ? local.made : null };
  }

  return {
    day: today,
    async search(request) {
      asking?.abort();
      const mine = (asking = new AbortController());
      if (request.at || Date.now() < rested) return instead(request);
      try {
        return await ask(questions.known(request), mine);
      } catch (problem) {
        if (mine !== asking) throw problem;
        rested = Date.now() + REST;
        return instead(request);
      }
    },
  };
}
