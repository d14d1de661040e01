// Finds opportunities by words: prefixes first; where a word finds nothing, words that are one or two slips away.

import { singular, wordsOf } from "./fold.js";

const IN_TITLE = 3;
const NEAR_TITLE = 2;
const ELSEWHERE = 1;

// How many slips a typed word may have: short words have too many neighbours.
export function slips(word) {
  return word.length < 3 ? 0 : word.length < 6 ? 1 : 2;
}

const rows = [0, 1, 2].map(() => new Uint8Array(64));

// Optimal string alignment: swapped letters are one slip, as a hurried thumb makes them. Gives up beyond `most`.
// With `beginning`, `word` may be only the beginning of `other`.
export function distance(word, other, most, beginning = false) {
  const n = Math.min(word.length, 63);
  const m = Math.min(other.length, beginning ? n + most : 63, 63);
  if (n - m > most || m - n > most) return most + 1;
  let [before, last, now] = rows;
  for (let j = 0; j <= m; j++) last[j] = j;
  for (let i = 1; i <= n; i++) {
    now[0] = i;
    let least = i;
    for (let j = 1; j <= m; j++) {
      const same = word[i - 1] === other[j - 1] ? 0 : 1;
      let cost = Math.min(last[j] + 1, now[j - 1] + 1, last[j - 1] + same);
      if (i > 1 && j > 1 && word[i - 1] === other[j - 2] && word[i - 2] === other[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      now[j] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    [before, last, now] = [last, now, before];
  }
  if (!beginning) return last[m];
  let least = last[m];
  for (let j = Math.max(0, n - most); j < m; j++) least = Math.min(least, last[j]);
  return least;
}

// Words of titles and of what stands beside them, each with the opportunities that have it.
export class Matcher {
  constructor(size) {
    this.size = size;
    this.words = new Map();
    this.parted = new Map();
  }

  // What stands beside titles is said again and again, so it is parted into words once.
  add(text, opportunity, title = false) {
    let parts = title ? wordsOf(text) : this.parted.get(text);
    if (!parts) this.parted.set(text, (parts = wordsOf(text)));
    for (const word of parts) {
      let found = this.words.get(word);
      if (!found) this.words.set(word, (found = { title: [], beside: [] }));
      const list = title ? found.title : found.beside;
      if (list[list.length - 1] !== opportunity) list.push(opportunity);
    }
  }

  // A score for each opportunity, 0 where a word is missing; null where nothing is asked.
  scores(text) {
    const asked = wordsOf(text);
    if (!asked.length) return null;
    const all = this.score(asked[0]);
    for (const word of asked.slice(1)) {
      const one = this.score(word);
      for (let n = 0; n < all.length; n++) all[n] = Math.min(all[n], one[n]);
    }
    return all;
  }

  score(word) {
    const scores = new Uint8Array(this.size);
    const one = singular(word);
    let found = false;
    for (const [known, { title, beside }] of this.words) {
      if (!known.startsWith(word)) {
        if (one && known.startsWith(one)) for (const n of title) if (scores[n] < NEAR_TITLE) scores[n] = NEAR_TITLE;
        continue;
      }
      found = true;
      for (const n of title) scores[n] = IN_TITLE;
      for (const n of beside) if (!scores[n]) scores[n] = ELSEWHERE;
    }
    if (!found && !scores.some(Boolean)) this.near(word, scores);
    return scores;
  }

  // Only the nearest words count: who types "robbot" is not shown "rabbit" where there are robots.
  near(word, scores) {
    const most = slips(word);
    if (!most) return;
    let nearest = most;
    let found = [];
    for (const [known, opportunities] of this.words) {
      const far = distance(word, known, nearest, word.length > 3);
      if (far > nearest) continue;
      if (far < nearest) [nearest, found] = [far, []];
      found.push(opportunities);
    }
    for (const { title, beside } of found) {
      for (const n of title) scores[n] = NEAR_TITLE;
      for (const n of beside) if (!scores[n]) scores[n] = ELSEWHERE;
    }
  }
}
