// What a card says of a row, in the words that the portal made.

import { dayOf, liveOf } from "./table.js";

const SPRITES = 8;

export function view(held, row, day) {
  const { columns, titles, words } = held;
  const n = columns.opportunity[row];
  const lang = titles.languages[titles.language[n]];
  const [dayWords, rhythm] = words.rhythm.words[words.rhythm.of[row]];
  const topic = columns.topic[n] - 1;
  return {
    id: titles.id[n],
    slug: titles.slug[n],
    title: titles.title[n],
    lang,
    dir: words.dir[lang] ?? "",
    topic: topic < 0 ? null : held.facets.topics.values[topic],
    topicWords: topic < 0 ? "" : words.topics[topic],
    picture: picture(titles.id[n]),
    day: day < 0 ? dayOf(held, row, held.today) : day,
    dayWords,
    rhythm,
    who: words.who[columns.ages[n]],
    where: words.where[columns.place[row]],
    cost: words.cost[columns.price[row]],
    more: words.more.words[words.more.of[n]],
    ...state(words.state.words[words.state.of[row]], liveOf(held, row)),
  };
}

// {state: [class, words], left}: what was said when the cards were made, unless places have gone since.
function state(said, now) {
  if (!now || said[0] === "off") return { state: said, left: null };
  if (now.state === "waiting_list") return { state: ["wait", said[0] === "wait" ? said[1] : null], left: null };
  if (now.state === "full" || now.left === 0) return { state: ["full", null], left: null };
  if (said[0] === "left" || said[0] === "full" || said[0] === "wait" || !said[0]) {
    return now.left === null ? { state: ["", ""], left: null } : { state: ["left", null], left: now.left };
  }
  return { state: said, left: null };
}

// Which of the drawings an opportunity has; site/portal/art.py counts the same way.
export function picture(id) {
  let number = 0;
  for (const letter of id) number = (number * 31 + letter.codePointAt(0)) % 65536;
  return number % SPRITES;
}
