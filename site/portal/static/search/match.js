// Finds opportunities by words: prefixes first; where a word finds nothing, words that are one or two slips away.

import { singular, wordsOf } from "./fold.js";

const IN_TITLE = 3;
const NEAR_TITLE = 2;
const ELSEWHERE = 1;
const KEPT = 64;

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

// How many letters of one word another lacks is at least how many slips they are apart. Letters that share a bit only
// make it fewer.
function letters(word) {
  let bits = 0;
  for (let n = 0; n < word.length; n++) bits |= 1 << (word.charCodeAt(n) & 31);
  return bits;
}

function lacks(some, others, most) {
  let missing = 0;
  for (let left = some & ~others; left; left &= left - 1) if (++missing > most) return true;
  return false;
}

// Words of titles, each with the opportunities that have it, and words of what stands beside titles, each with the
// numbers of those values: a place is said of thousands, so who is there is looked up when it is asked for.
export class Matcher {
  // size: of how many opportunities. values: how many there are beside titles. having(found, take): calls take with each
  // opportunity that has a value of which found holds a 1.
  constructor(size, values, having) {
    Object.assign(this, { size, values, having });
    this.words = new Map();
    this.asked = new Map();
  }

  title(text, opportunity) {
    this.add(text, opportunity, "titles");
  }

  beside(text, value) {
    this.add(text, value, "values");
  }

  add(text, number, list) {
    for (const word of wordsOf(text)) {
      let found = this.words.get(word);
      if (!found) this.words.set(word, (found = { titles: [], values: [], letters: letters(word) }));
      const numbers = found[list];
      if (numbers[numbers.length - 1] !== number) numbers.push(number);
    }
  }

  // A score for each opportunity, 0 where a word is missing; null where nothing is asked.
  scores(text) {
    const asked = wordsOf(text);
    if (!asked.length) return null;
    const all = this.score(asked[0]).slice();
    for (const word of asked.slice(1)) {
      const one = this.score(word);
      for (let n = 0; n < all.length; n++) if (one[n] < all[n]) all[n] = one[n];
    }
    return all;
  }

  // Whoever types a second word has asked for the first one with each letter.
  score(word) {
    let scores = this.asked.get(word);
    if (!scores) {
      if (this.asked.size >= KEPT) this.asked.clear();
      this.asked.set(word, (scores = this.found(word)));
    }
    return scores;
  }

  found(word) {
    const scores = new Uint8Array(this.size);
    const values = new Uint8Array(this.values);
    const one = singular(word);
    let any = false;
    for (const [known, { titles, values: beside }] of this.words) {
      if (known.startsWith(word)) {
        any = true;
        for (const n of titles) scores[n] = IN_TITLE;
        for (const n of beside) values[n] = 1;
      } else if (one && known.startsWith(one)) {
        for (const n of titles) if (scores[n] < NEAR_TITLE) scores[n] = NEAR_TITLE;
      }
    }
    if (!any && !scores.some(Boolean)) this.near(word, scores, values);
    if (values.includes(1)) this.having(values, (n) => (scores[n] ||= ELSEWHERE));
    return scores;
  }

  // Only the nearest words count: who types "robbot" is not shown "rabbit" where there are robots.
  near(word, scores, values) {
    let nearest = slips(word);
    if (!nearest) return;
    const own = letters(word);
    let found = [];
    for (const [known, entry] of this.words) {
      if (lacks(own, entry.letters, nearest)) continue;
      const far = distance(word, known, nearest, word.length > 3);
      if (far > nearest) continue;
      if (far < nearest) [nearest, found] = [far, []];
      found.push(entry);
    }
    for (const { titles, values: beside } of found) {
      for (const n of titles) scores[n] = NEAR_TITLE;
      for (const n of beside) values[n] = 1;
    }
  }
}
